"""Validators that are no packages of Python: each is asked where it is on the PATH, and named as missing where not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.measuring import LONGEST_PAINT, pages_of, served

MISSING = ("-", "not on this computer")
MIN_SCORE = 98  # of 100, for the speed: no two runs on one computer agree to the last point
_TIME_LIMIT = 300  # seconds for one file or page

Answer = tuple[str, str]
"""How many faults it found, as a figure, and what it says in a line."""


@dataclass(frozen=True, slots=True)
class Validator:
    """A program by the name it is started with, and how to ask it about a site, given the browser."""

    name: str
    asked: Callable[[str, Path, str], Answer]

    def ask(self, site: Path, browser: str) -> Answer:
        """Its answer, or that it is not there, or why it gave none."""
        program = shutil.which(self.name)
        if program is None:
            return MISSING
        try:
            return self.asked(program, site, browser)
        except (OSError, subprocess.TimeoutExpired, ValueError, KeyError) as error:
            return "?", f"gave no answer: {error}"


def _run(*line: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=_TIME_LIMIT, env=environment)


def _vnu(program: str, site: Path, _browser: str) -> Answer:
    files = pages_of(site)
    with served(site) as address:  # from a disk, nothing is of a page's own host, and it would say so
        allowed = {"JAVA_TOOL_OPTIONS": "-Dnu.validator.servlet.allow-forbidden-hosts=true"}  # this computer is one
        run = _run(program, "--format", "json", *(address + file for file in files), **allowed)
    found = json.loads(run.stderr[run.stderr.index("{") :])["messages"]
    faults = [one for one in found if one["type"] == "error" or one.get("subType") == "warning"]
    return str(len(faults)), faults[0]["message"] if faults else f"{len(files)} pages"


def _lychee(program: str, site: Path, _browser: str) -> Answer:
    files = [str(site / page) for page in pages_of(site) if page != "404.html"]
    run = _run(program, "--offline", "--include-fragments", "--format", "json", "--no-progress", *files)
    told = json.loads(run.stdout)
    return str(told["errors"]), f"{told['total']} links within {len(files)} pages"


def _verapdf(program: str, site: Path, _browser: str) -> Answer:
    files = sorted(site.glob("downloads/*.pdf"))
    failed = [
        file.name for file in files if _run(program, "--flavour", "ua1", "--format", "text", str(file)).returncode
    ]
    return str(len(failed)), ", ".join(failed) or f"{len(files)} PDFs, PDF/UA-1"


def _lighthouse(program: str, site: Path, browser: str) -> Answer:
    scores = [scores_of(report) for report in _lighthouse_reports(program, site, browser)]
    faults = [score for score in scores if score.fault]
    lowest = [min(score.scores[place] for score in scores) for place in range(4)]
    slowest = max(score.paint for score in scores) / 1000
    words = f"{' / '.join(map(str, lowest))} at least on {len(scores)} pages, LCP at most {slowest:.2f} s"
    return str(len(faults)), "; ".join([words, *(score.fault for score in faults)])


@dataclass(frozen=True, slots=True)
class Scores:
    """What Lighthouse says of a page: four scores of 100, the simulated paint in milliseconds, and what misses its goal."""

    scores: tuple[int, int, int, int]
    paint: float
    fault: str


def scores_of(report: dict[str, Any]) -> Scores:
    """The scores of one report of Lighthouse's."""
    page = "/" + report["finalDisplayedUrl"].split("/", 3)[3]
    if report.get("runtimeError"):
        return Scores((0, 0, 0, 0), 0, f"{page} {report['runtimeError']['message']}")
    names = ("performance", "accessibility", "best-practices", "seo")
    speed, *others = (round(100 * (report["categories"][name]["score"] or 0)) for name in names)
    paint = float(report["audits"]["largest-contentful-paint"]["numericValue"])
    wanting = speed < MIN_SCORE or min(others) < 100 or paint > 1000 * LONGEST_PAINT  # noqa: PLR2004 - the whole of it
    fault = f"{page} {speed} / {' / '.join(map(str, others))}, LCP {paint / 1000:.2f} s" if wanting else ""
    return Scores((speed, *others), paint, fault)  # type: ignore[arg-type] # four names, four scores


def _lighthouse_reports(program: str, site: Path, browser: str) -> list[dict[str, Any]]:
    flags = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --no-first-run"
    reports = []
    with served(site) as address, tempfile.TemporaryDirectory() as folder:
        for page in pages_of(site):
            if page == "404.html":
                continue
            file = Path(folder) / "report.json"
            line = (
                program,
                address + page,
                "--quiet",
                "--output=json",
                f"--output-path={file}",
                f"--chrome-flags={flags}",
            )
            _run(*line, CHROME_PATH=browser)
            reports.append(json.loads(file.read_text(encoding="utf-8")))
            file.unlink()
    return reports


OUTSIDE = (
    Validator("vnu", _vnu),
    Validator("lychee", _lychee),
    Validator("verapdf", _verapdf),
    Validator("lighthouse", _lighthouse),
)
