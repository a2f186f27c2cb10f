"""What the commands cost: ``.venv/bin/python scripts/bench.py [table ...]``. Ratios of one run, because machines differ.

Every figure is the processor time (user and system) of a command and of all it starts, so that a busy machine changes it
little; the shortest and the longest of the runs stand beside the median. The book is the tests' own, so that figures of two
years can be compared. Tables: ``build``, ``serve``, ``check``, ``growth``; the last builds the book thirty times over and
takes most of the time, so it is made only where it is asked for.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import pickle
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import bootstrap

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "tests" / "learning_opportunities"
AS_OF, NEXT_DAY = "2026-11-22", "2026-11-23"
SECTION = Path("policy", "online-safety", "introduction.md")
PLACE, WORDS = "technology evolves and changes", ("very", "quite", "rather", "so", "truly", "really", "ever", "still")
PAGE = Path("site_templates", "pages", "about.md.j2")
CACHE = ".policybook-cache"
GROWTH = {"check": (1, 10, 100), "coverage": (1, 10, 30), "build": (1, 10, 30)}
PLAIN = """\
site_name: Plain
docs_dir: pages
use_directory_urls: false
theme: {name: material, language: en, font: false}
plugins: []
markdown_extensions: [attr_list, toc]
"""
"""MkDocs by itself with the theme and the settings of ours, on the finished pages of ours."""

NAME_IMPORTS = """\
import sys
from policybook.commands.command_line import main
main(sys.argv[1:])
print("Imported:", *sys.modules)
"""
IMPORT_NAMED = "import gc, importlib, sys; gc.disable(); [importlib.import_module(name) for name in sys.argv[1:]]"
"""A check that ends by naming all that it imported, and a process that imports the same and does nothing."""


class Cost(NamedTuple):
    """What a command took: seconds of processor and of the clock, and the words it printed."""

    cpu: float
    wall: float
    words: str = ""


class Figure(NamedTuple):
    """The processor times of several runs of one command, and how long each was waited for."""

    runs: tuple[float, ...]
    walls: tuple[float, ...] = ()

    @property
    def median(self) -> float:
        """The one to quote."""
        return statistics.median(self.runs)


# --- running things ----------------------------------------------------------------------------------------------------


def run(line: Sequence[str], **variables: str) -> Cost:
    """Run a command to its end, which must be good, and say what it took with all its children."""
    environment = bootstrap.variables_for(str(ROOT), ["hooks"]) | variables
    before, started = os.times(), time.perf_counter()
    done = subprocess.run(
        line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    wall, after = time.perf_counter() - started, os.times()
    if done.returncode:
        sys.exit(f"{' '.join(line)} ended with {done.returncode}:\n{done.stdout}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(cpu, wall, done.stdout)


def policybook(command: str, book: Path, *more: str, as_of: str = AS_OF) -> list[str]:
    """The line of one of our commands, as ``scripts/COMMAND.py`` hands it over."""
    line = [sys.executable, "-P", "-X", "utf8", "-m", "policybook", command, "--root", str(book), "--as-of", as_of]
    return [*line, *more]


def in_child(task: str, *arguments: str) -> Cost:
    """One of the tasks below, in a process of its own."""
    return run([sys.executable, "-X", "utf8", __file__, "--task", task, *arguments])


def measure(runs: int, commands: Mapping[str, Callable[[], Cost]]) -> dict[str, Figure]:
    """Run each in turn, so that all meet the same noise, after one turn that does not count."""
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            cost = command()
            if turn:
                found[name].append(cost)
    return {
        name: Figure(tuple(cost.cpu for cost in costs), tuple(cost.wall for cost in costs))
        for name, costs in found.items()
    }


def show(name: str, figure: Figure, base: Figure | None = None, of: str = "", goal: float | None = None) -> None:
    """Print a figure, and its ratio to another of the same turns."""
    low, high = min(figure.runs), max(figure.runs)
    line = f"  {name:<46}{figure.median:8.3f} s  ({low:.3f} to {high:.3f})"
    if base:
        ratios = [one / other for one, other in zip(figure.runs, base.runs, strict=True)]
        ratio = statistics.median(ratios)
        line += f"  {ratio:6.2f} of {of} ({min(ratios):.2f} to {max(ratios):.2f})"
        line += "" if goal is None else f"  goal {goal:g}{'' if ratio <= goal else ': MISSED'}"
    elif goal is not None:
        line += f"  goal {goal:g} s{'' if figure.median <= goal else ': MISSED'}"
    print(line, flush=True)


# --- the tables --------------------------------------------------------------------------------------------------------


def table_build(folder: Path, runs: int) -> None:
    """A whole build from nothing, and with one thing changed, beside MkDocs and WeasyPrint alone on the same pages."""
    book = copied(folder / "book")
    shutil.copytree(ROOT / "site_templates", book / "site_templates")
    plain, jobs = folder / "plain", folder / "jobs"
    in_child("pages", str(book), str(plain), str(jobs))
    (plain / "mkdocs.yml").write_text(PLAIN, encoding="utf-8")
    made: list[str] = []
    words = cycle(WORDS)

    def mkdocs() -> Cost:
        line = ["-m", "mkdocs", "--quiet", "build", "--config-file", str(plain / "mkdocs.yml")]
        return run([sys.executable, "-P", *line], NO_MKDOCS_2_WARNING="1")

    def cold() -> Cost:
        for left in (CACHE, "site", "internal"):
            shutil.rmtree(book / left, ignore_errors=True)
        return build()

    def build(as_of: str = AS_OF) -> Cost:
        return run(policybook("build", book, as_of=as_of))

    def page() -> Cost:
        text = (book / PAGE).read_text(encoding="utf-8")
        (book / PAGE).write_text(text + "\n<!-- another -->\n", encoding="utf-8")
        return build()

    def word() -> Cost:
        reword(book, next(words))
        cost = build()
        made[:] = re.findall(r"(?m)^  (\S+)\.pdf$", cost.words)
        return cost

    figures = measure(
        runs,
        {
            "plain": mkdocs,
            "weasyprint": lambda: in_child("print", str(jobs)),
            "cold": cold,
            "warm": build,
            "page": page,
            "word": word,
            "touched": lambda: in_child("print", str(jobs), *made),
            "day": lambda: build(NEXT_DAY),
            "back": build,
        },
    )
    plain_time, one_page = figures["plain"], figures["page"]
    floor, waited = (
        Figure(tuple(map(sum, zip(one, other, strict=True))))
        for one, other in zip(plain_time, figures["weasyprint"], strict=True)
    )
    beside = Figure(tuple(one - two for one, two in zip(figures["word"].runs, figures["touched"].runs, strict=True)))
    print(f"\nA build, as a process with its children: median of {runs}, shortest and longest")
    show("plain MkDocs", plain_time)
    show("MkDocs and WeasyPrint alone (the floor)", floor)
    show("cold", figures["cold"], floor, "the floor")
    show("cold, by the clock of this machine", Figure(figures["cold"].walls), waited, "the floor", 0.6)
    show("warm: nothing changed", figures["warm"], goal=0.4)
    show("one page changed", one_page, plain_time, "plain MkDocs", 1.5)
    show(f"one word changed ({len(made)} PDFs)", figures["word"], one_page, "one page")
    show("  without WeasyPrint on those PDFs", beside, one_page, "one page", 1.5)
    show("a new day", figures["day"], one_page, "one page", 1.0)


def table_serve(folder: Path, runs: int) -> None:
    """How long an editor waits for the page after a change, with ``mkdocs serve``."""
    book = copied(folder / "served")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = bootstrap.variables_for(str(ROOT), ["hooks"])
    variables |= {"POLICYBOOK_ROOT": str(book), "POLICYBOOK_AS_OF": AS_OF, "NO_MKDOCS_2_WARNING": "1"}
    line = [sys.executable, "-P", "-m", "mkdocs", "-q", "serve", "-f", str(ROOT / "mkdocs.yml")]
    line += ["-a", f"127.0.0.1:{port}", "-w", str(book / "policy")]
    walls, cpus, lows = [], [], []
    server = subprocess.Popen(line, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, PLACE)
        settled(server.pid)
        for number in range(runs + 1):
            before, started = tree_seconds(server.pid), time.perf_counter()
            wait_for(port, reword(book, WORDS[number % len(WORDS)]))
            walls.append(time.perf_counter() - started)
            lows.append(tree_seconds(server.pid) - before)
            cpus.append(settled(server.pid) - before)
    finally:
        server.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(10)
        server.kill()
    print(f"\nFrom an edit to the page on a server: median of {runs}")
    show("processor until the page is shown", Figure(tuple(lows[1:])), goal=1.0)
    show("clock until the page is shown", Figure(tuple(walls[1:])))
    show("processor until all is quiet", Figure(tuple(cpus[1:])))


def table_check(folder: Path, runs: int) -> None:
    """The check of a whole book as a process, beside importing all that it imports, and the two libraries of it alone."""
    book = copied(folder / "checked")
    check = policybook("check", book, "--gate", "error")
    told = run([sys.executable, "-P", "-c", NAME_IMPORTS, *check[check.index("check") :]]).words
    names = [name for name in told.rpartition("Imported:")[2].split() if name != "__main__"]
    figures = measure(
        max(runs, 9),
        {
            "empty": lambda: run([sys.executable, "-P", "-c", "pass"]),
            "libraries": lambda: run([sys.executable, "-P", "-c", "import yaml, markdown_it"]),
            "imports": lambda: run([sys.executable, "-P", "-c", IMPORT_NAMED, *names]),
            "check": lambda: run(check),
        },
    )
    print(f"\nA check, as a process: median of {max(runs, 9)}")
    show("an empty Python", figures["empty"])
    show("importing PyYAML and markdown-it", figures["libraries"])
    show("importing all that a check imports", figures["imports"])
    show("check", figures["check"], figures["imports"], "its imports", 3.0)
    show("check", figures["check"], figures["libraries"], "its two libraries")


def table_growth(folder: Path, _runs: int, most: int = 100) -> None:
    """How time and memory grow with the content: the check, the coverage table and the whole build."""
    print("\nThe book several times over")
    for task, sizes in GROWTH.items():
        first: dict[str, float] = {}
        for size in (size for size in sizes if size <= most):
            book = enlarged(folder / f"{task}-{size}", size)
            if task == "build":
                cost = run(policybook("build", book))
                found = {"seconds": cost.cpu, "memory": 0.0, "lines": lines_of(book)}
            else:
                found = json.loads(in_child(task, str(book)).words)
            shutil.rmtree(book)
            first = first or found
            print(
                f"  {task:<10}{size:4} x  {found['lines'] / first['lines']:6.1f} x the lines {found['seconds']:9.3f} s "
                f"{found['seconds'] / first['seconds']:7.1f} x  {found['memory']:6.0f} MB",
                flush=True,
            )


TABLES: dict[str, Callable[[Path, int], None]] = {"build": table_build, "serve": table_serve, "check": table_check}


# --- what runs in processes of its own ---------------------------------------------------------------------------------


def task_pages(book: str, plain: str, jobs: str) -> None:
    """Write the finished pages, and the HTML of every PDF, for the two programs that the floor is made of."""
    from policybook.render import artefacts
    from policybook.render.pdf import Pdf, PdfJob
    from policybook.rules.checking import check_project
    from policybook.source.sources import Sources

    kept: dict[str, str] = {}

    def keep(wanted: Sequence[PdfJob], *_more: object) -> dict[str, Pdf]:
        kept.update({job.name: job.html for job in wanted})
        return {job.name: Pdf(job.name, b"", 1) for job in wanted}

    artefacts.make_pdfs = keep  # type: ignore[assignment,attr-defined]
    sources, day = Sources(Path(book)), date.fromisoformat(AS_OF)
    made = artefacts.make_artefacts(sources, ROOT, check_project(sources, day), day, print)
    for page in made.pages:
        file = Path(plain, "pages", f"{page.address}.md")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page.text, encoding="utf-8")
    Path(jobs).write_bytes(pickle.dumps(kept))


def task_print(jobs: str, *names: str) -> None:
    """WeasyPrint alone on the HTML of these PDFs, or of all."""
    from weasyprint import HTML

    every = pickle.loads(Path(jobs).read_bytes())  # noqa: S301 - written a moment ago by the task above
    for name in names or every:
        if name in every:
            base = (ROOT / "site_templates").as_uri() + "/"
            HTML(string=every[name], base_url=base).write_pdf(pdf_variant="pdf/ua-1", pdf_forms=True)


def task_check(book: str) -> None:
    """Judge a book in this process, the outlook with it, and print what that took after the imports."""
    from policybook.rules.checking import check_project
    from policybook.rules.outlook import look_ahead
    from policybook.source.sources import Sources

    started = time.process_time()
    result = check_project(Sources(Path(book)), date.fromisoformat(AS_OF))
    look_ahead(result.context, result.report)
    print_found(time.process_time() - started, book)


def task_coverage(book: str) -> None:
    """Make the table of coverage and print what that took."""
    from policybook.references import read_book
    from policybook.source.sources import Sources
    from policybook.views.coverage_matrix import coverage_csv

    found = read_book(Sources(Path(book))).book
    started = time.process_time()
    coverage_csv(found)
    print_found(time.process_time() - started, book)


def print_found(seconds: float, book: str) -> None:
    """Print a figure for the process that asked."""
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    print(json.dumps({"seconds": seconds, "memory": most, "lines": lines_of(Path(book))}))


TASKS: dict[str, Callable[..., None]] = {
    "pages": task_pages,
    "print": task_print,
    "check": task_check,
    "coverage": task_coverage,
}


# --- books -------------------------------------------------------------------------------------------------------------


def copied(target: Path) -> Path:
    """The book, to be changed."""
    return Path(shutil.copytree(BOOK, target))


def reword(book: Path, word: str) -> str:
    """Change one word of one sentence and return the words that a reader sees there."""
    text = (book / SECTION).read_text(encoding="utf-8")
    (book / SECTION).write_text(re.sub(rf"({PLACE}) (\w+ )?fast", rf"\1 {word} fast", text), encoding="utf-8")
    return f"{PLACE} {word} fast"


def lines_of(book: Path) -> int:
    """How many lines somebody has written."""
    return sum(
        len(file.read_bytes().splitlines()) for folder in ("policy", "data") for file in (book / folder).rglob("*.*")
    )


def enlarged(target: Path, times: int) -> Path:
    """A project with the content of the book ``times`` over: every policy and document again, under ids of its own."""
    for folder in ("policy", "data"):
        shutil.copytree(BOOK / folder, target / folder)
    for number in range(2, times + 1):
        for settings in sorted((BOOK / "policy").glob("*/policy.yml")):
            copy = shutil.copytree(settings.parent, target / "policy" / f"{settings.parent.name}-{number}")
            for file in copy.iterdir():
                file.write_text(_renamed(file.read_text(encoding="utf-8"), number), encoding="utf-8")
        for document in sorted((BOOK / "policy" / "documents").glob("*.md")):
            text = document.read_text(encoding="utf-8")
            if "kind: checklist" not in text:
                copy = target / "policy" / "documents" / f"{document.stem}-{number}.md"
                copy.write_text(_renamed(text, number), encoding="utf-8")
    return target


def _renamed(text: str, number: int) -> str:
    """The same text with every id of a policy, clause, check and document its own."""
    text = re.sub(r"(?m)^(id|address|download|title): (.*)$", rf"\1: \2-{number}", text)
    text = re.sub(r"(?m)^(position|incorporates): .*\n", "", text)
    if "\nsections:\n" in text:  # a policy.yml: the other ids in it are names of files and facts
        return text
    policies = "|".join(sorted(path.parent.name for path in (BOOK / "policy").glob("*/policy.yml")))
    text = re.sub(r"(\{ #|- id: |\.md#|clause: )([a-z][a-z0-9-]*)", rf"\1\2-{number}", text)
    text = re.sub(
        r"(?<=clauses: \[)[^\]]*|(?<=background: \[)[^\]]*",
        lambda ids: re.sub(r"(?<![@\w-])[a-z][a-z0-9-]*", rf"\g<0>-{number}", ids[0]),
        text,
    )
    clause = r"(?<!\S)[a-z][a-z0-9-]*(?![\w.-])"
    text = re.sub(r'(?<=from=")[^"]*', lambda ids: re.sub(clause, rf"\g<0>-{number}", ids[0]), text)
    return re.sub(rf"(?<=\.\./)({policies})(?=/)", rf"\1-{number}", text)


# --- a server and its children -----------------------------------------------------------------------------------------


def wait_for(port: int, words: str) -> None:
    """Ask for the page of the policy until it has these words."""
    for _ in range(3000):
        with contextlib.suppress(urllib.error.URLError, OSError):
            url = f"http://127.0.0.1:{port}/online-safety.html"
            if words in urllib.request.urlopen(url, timeout=60).read().decode():
                return
        time.sleep(0.05)
    sys.exit(f"The server never showed “{words}”.")


def settled(pid: int) -> float:
    """The processor time of a process and its children as soon as it no longer grows."""
    before = -1.0
    while (now := tree_seconds(pid)) - before > 0.05:  # noqa: PLR2004 - a server that watches is never quite still
        before = now
        time.sleep(2)
    return now


def tree_seconds(pid: int) -> float:
    """The processor time so far of a process and all that it started, on a system with ``/proc``."""
    total, tick = 0.0, os.sysconf("SC_CLK_TCK")
    parents: dict[int, list[int]] = {}
    times: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
            times[int(stat.parent.name)] = sum(map(int, fields[11:15])) / tick
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        total += times.get(one, 0.0)
        waiting += parents.get(one, [])
    return total


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="*", default=[*TABLES], metavar="TABLE", help="build, serve, check or growth")
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each command (default: 3)")
    parser.add_argument("--most", type=int, default=100, help="growth: at most so many times the book")
    parser.add_argument("--task", choices=TASKS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        TASKS[options.task](*options.tables)
        return
    with tempfile.TemporaryDirectory() as folder:
        for name in options.tables:
            if name == "growth":
                table_growth(Path(folder), options.runs, options.most)
            else:
                TABLES[name](Path(folder), options.runs)


if __name__ == "__main__":
    main()
