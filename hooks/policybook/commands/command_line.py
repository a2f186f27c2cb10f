"""The commands behind ``scripts/``. The edge of the library: the clock is asked and reports are printed here only.

``check`` imports neither MkDocs nor WeasyPrint. ``build`` starts MkDocs as a program of its own, so that the library
stays free of it; ``hooks/site_hooks.py`` does the work there.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from policybook.basics.dates import DateError, day, day_words
from policybook.basics.findings import Report, Severity
from policybook.basics.likeness import nearest
from policybook.basics.run_errors import in_words
from policybook.commands.clock import today
from policybook.report import as_text, first_steps
from policybook.rules import ALL_CODES
from policybook.rules.checking import CheckResult, check_project
from policybook.rules.engine import Earlier
from policybook.source.sources import Sources

if TYPE_CHECKING:
    from policybook.commands.site_folders import LastSite
    from policybook.revisions.earlier_wordings import EarlierWordings

PROJECT = Path(__file__).resolve().parents[3]
GOOD, FOUND, WRONG_USAGE, STOPPED = 0, 1, 2, 130
AS_OF_VARIABLE, ROOT_VARIABLE = "POLICYBOOK_AS_OF", "POLICYBOOK_ROOT"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    The exit code is 0 for good, 1 for findings at or above the gate, and 2 where it could not do what was asked: wrong
    usage, a full disk, a file that cannot be written, or a fault of the program, which is put into words.
    """
    if sys.stdout is None:  # a caller may have closed it
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - until the process ends
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        options = _parser().parse_args(arguments)
        code = int(options.run(options))
        sys.stdout.flush()  # here, where a reader that has gone away is no fault
    except KeyboardInterrupt as stopped:
        _tell("\nStopped.", stopped)
        return STOPPED
    except BrokenPipeError:  # whoever read us has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except Exception as error:  # noqa: BLE001 - the last resort: whatever it is, nobody is shown a traceback
        _tell(in_words(error), error)
        return WRONG_USAGE
    return code


def _tell(words: str, error: BaseException) -> None:
    """Say why a command ended, and what became of the site where it was to make one."""
    with suppress(OSError):  # where nothing can be written, nothing can be said
        print("\n".join([words, *getattr(error, "__notes__", ())]), file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="policybook")
    commands = parser.add_subparsers(required=True, metavar="check|build|confirm|review|impact|generate")
    check = commands.add_parser(
        "check",
        prog="check.py",
        help="check the policies and the facts",
        description="Check the policies and the facts.",
    )
    check.add_argument(
        "--gate",
        choices=[s.value for s in Severity],
        default=Severity.ERROR.value,
        help="what makes the check fail (default: error)",
    )
    check.add_argument(
        "--format",
        choices=["text", "github", "json", "sarif"],
        default="text",
        help="how findings are printed (default: text)",
    )
    check.add_argument(
        "--since",
        metavar="REV",
        help="fail only for what this branch, tag or commit did not have already; needs git",
    )
    check.add_argument("--explain", metavar="CODE", help="print what a code such as DSL002 looks for, and why")
    check.set_defaults(run=_check)
    build = commands.add_parser(
        "build",
        prog="build.py",
        help="build the site and the PDFs",
        description="Check the policies, then build the site, the PDFs and the leadership's pack.",
    )
    build.add_argument(
        "--publish",
        action="store_true",
        help="stop, and leave the last site as it is, if anything must not be published",
    )
    build.add_argument(
        "--site-dir",
        type=Path,
        metavar="DIR",
        help="where the site is written (default: site/ in the project)",
    )
    build.set_defaults(run=_build)
    impact = commands.add_parser(
        "impact",
        prog="impact.py",
        help="say what a change does",
        description="Say in plain words what a change does: for a pull request. Nothing is changed by it.",
    )
    impact.add_argument("base", metavar="BASE", help="the branch, tag or commit before the change, such as main")
    impact.add_argument(
        "head", metavar="HEAD", nargs="?", help="the one after the change (default: the files as they are now)"
    )
    impact.set_defaults(run=_impact)
    generate = commands.add_parser(
        "generate",
        prog="generate.py",
        help="write the editors' schemas and the rule reference",
        description="Write data/schema/ from the model and hooks/policybook/rules/README.md from the rules.",
    )
    generate.set_defaults(run=_generate)
    confirm = commands.add_parser(
        "confirm",
        prog="confirm.py",
        help="say that sentences and checks still hold beside their clauses",
        description="Set the pins of statements or checks to the present wording of their clauses.",
        epilog=(
            "It ends with status 0 when every pin that was asked for is set, 1 when some were left as they are, and 2 when "
            "it cannot do what was asked: an unknown name, or an error in one of the files. Nothing is written then."
        ),
    )
    confirm.add_argument("names", nargs="*", metavar="STATEMENT", help="the id of a statement or check")
    confirm.add_argument("--all", action="store_true", help="everything whose pin is out of date, one by one")
    confirm.add_argument("--yes", action="store_true", help="with --all: ask nothing, and still show each")
    confirm.set_defaults(run=_confirm)
    confirm.add_argument("--root", type=_root, default=PROJECT, metavar="DIR", help="the project (default: this one)")
    review = commands.add_parser(
        "review",
        prog="review.py",
        help="hold the yearly review",
        description="The yearly review: begin it, take what was filled in, or say where the school stands.",
        epilog=(
            "start begins a review in data/reviews/YYYY-MM.draft.yml. record takes the file that the review page saved, "
            "a draft, or the filled-in PDF: a complete one becomes the record, and any other stays a draft. It ends with "
            "status 0 when it is done, 1 when the review is not complete yet, and 2 when a file cannot be read."
        ),
    )
    review.add_argument("what", choices=["start", "record", "status"], help="what to do")
    review.add_argument("file", nargs="?", type=Path, metavar="FILE", help="with record: the file to take")
    review.set_defaults(run=_review)
    for command in (check, build, impact, review):
        command.add_argument(
            "--root",
            type=_root,
            default=PROJECT,
            metavar="DIR",
            help="the project to read (default: this one)",
        )
        command.add_argument(
            "--as-of",
            type=_day,
            default=None,
            metavar="DATE",
            help="the day to judge by, such as 2026-11-22 (default: today in London)",
        )
    return parser


def _root(text: str) -> Path:
    if not text.strip():  # a variable of a shell that is empty, for example: the folder here was hardly meant
        raise argparse.ArgumentTypeError("no folder is named; type a folder with policy/ and data/ in it, or a dot")
    root = Path(text).resolve()
    if not (root / "policy").is_dir() or not (root / "data").is_dir():
        raise argparse.ArgumentTypeError(f"“{text}” has no policy/ and data/ folders in it")
    return root


def _day(text: str) -> date:
    try:
        return day(text)
    except DateError as fault:
        raise argparse.ArgumentTypeError(f"{fault} {fault.fix}".strip()) from None


def _check(options: argparse.Namespace) -> int:
    if options.explain:
        return _explain(options.explain)
    as_of, gate = options.as_of or today(), Severity(options.gate)
    result = check_project(Sources(options.root), as_of, _earlier(Sources(options.root)))
    if options.since is not None:
        from policybook.changes import added_findings

        try:
            result = result._replace(
                report=added_findings.compared(result, Sources(options.root), options.since, as_of)
            )
        except added_findings.SinceError as refused:
            print(refused, file=sys.stderr)
            return WRONG_USAGE
    sys.stdout.write(_rendered(result, options.format, as_of, gate))
    if options.format == "github" and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        from policybook.report import as_github

        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(as_github.job_summary(result.report))
    return FOUND if result.report.stopping(gate) else GOOD


def _earlier(sources: Sources) -> Earlier:
    """What clauses once said, from the history of the project; git is started when a rule asks, and mostly none does."""

    def wording(path: str, clause: str, pin: str) -> str:
        return history().wording(path, clause, pin)

    @cache
    def history() -> EarlierWordings:
        from policybook.revisions.earlier_wordings import EarlierWordings

        return EarlierWordings(sources)

    return wording


def _rendered(result: CheckResult, form: str, as_of: date, gate: Severity) -> str:
    match form:
        case "json":
            from policybook.report import as_json

            return as_json.render(result.report, as_of)
        case "sarif":
            from policybook.report import as_sarif

            return as_sarif.render(result.report, ALL_CODES)
        case "github":
            from policybook.report import as_github

            return as_github.render(result.report, gate)
    return as_text.render(result.report, result.lines, colour=_colour())


def _explain(name: str) -> int:
    """Print the documentation of a code."""
    codes = {code.id: code for code in ALL_CODES}
    if code := codes.get(name.upper()):
        print(f"{code.id} ({code.severity})\n\n{code.doc.strip()}")
        return GOOD
    near = nearest(name.upper(), codes)
    print(f"There is no code “{name}”." + (f" Did you mean {near}?" if near else ""), file=sys.stderr)
    return WRONG_USAGE


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _build(options: argparse.Namespace) -> int:
    from policybook.commands import site_folders

    site = (options.site_dir or options.root / "site").absolute()
    last = site_folders.LastSite.of(site)
    try:
        return _build_beside(last, options)
    except BaseException as error:
        error.add_note(last.words)
        raise


def _build_beside(last: LastSite, options: argparse.Namespace) -> int:
    """Judge, build and say what was done; ``last`` is the site that a reader sees until then."""
    from policybook.commands import site_folders

    as_of, site, started = options.as_of or today(), last.target, time.monotonic()
    print(f"Checking the policies and the facts, as of {day_words(as_of)} ...", flush=True)
    result = check_project(Sources(options.root), as_of, _earlier(Sources(options.root)))
    gate = Severity.BLOCKER if options.publish else Severity.ERROR
    if stopping := result.report.stopping(gate):
        shown = Report.of(stopping)
        sys.stdout.write("\n" + as_text.render(shown, result.lines, colour=_colour(), what_to_do=False))
        print(f"\nNothing was {'published' if options.publish else 'built'}. {last.words}")
        print("\n".join(["", *first_steps.what_to_do_first(stopping)]))
        return FOUND
    try:
        site_folders.refuse_sources(site.resolve(), options.root)
        site_folders.refuse_foreign(site)
    except site_folders.PublishError as refused:
        print(refused, file=sys.stderr)
        return WRONG_USAGE
    print("Building the pages and the PDFs ...", flush=True)
    code = _run_mkdocs(options.root, site, as_of)
    if code:
        print(f"\nThe build did not end well. {last.words}")
        return code
    print(
        f"\nDone in {time.monotonic() - started:.0f} seconds.\n\n{_summary(result, options.root, site)}",
        flush=True,
    )
    return GOOD


def _confirm(options: argparse.Namespace) -> int:
    if bool(options.names) == options.all:
        print("Type the ids of statements or checks, or --all.", file=sys.stderr)
        return WRONG_USAGE
    from policybook.commands import confirm

    return confirm.run(Sources(options.root), options.names, is_all=options.all, is_yes=options.yes)


def _review(options: argparse.Namespace) -> int:
    if (options.what == "record") != (options.file is not None):
        print("Type start, status, or record and the name of a file.", file=sys.stderr)
        return WRONG_USAGE
    from policybook.commands import review

    return review.run(Sources(options.root), PROJECT, options.what, options.file, options.as_of or today())


def _impact(options: argparse.Namespace) -> int:
    from policybook.commands import impact

    as_of = options.as_of or today()
    try:
        text = impact.comment(Sources(options.root), options.base, options.head, as_of, PROJECT)
    except impact.ImpactError as refused:
        print(refused, file=sys.stderr)
        return WRONG_USAGE
    sys.stdout.write(text)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(text)
    return GOOD


def _generate(_options: argparse.Namespace) -> int:
    from policybook.commands.generate import generated_files

    for path, text in generated_files().items():
        file = PROJECT / path
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            print(f"Written: {path}")
    return GOOD


def _run_mkdocs(root: Path, site: Path, as_of: date) -> int:
    """Build with the one adapter; its progress and its words go straight to the person."""
    import subprocess

    variables = os.environ | {
        AS_OF_VARIABLE: as_of.isoformat(),
        ROOT_VARIABLE: str(root),
        "NO_MKDOCS_2_WARNING": "1",
    }
    config = root / "mkdocs.yml" if (root / "mkdocs.yml").is_file() else PROJECT / "mkdocs.yml"
    line = [
        sys.executable,
        "-P",
        "-m",
        "mkdocs",
        "--quiet",
        "build",
        "--config-file",
        str(config),
        "--site-dir",
        str(site),
    ]
    return FOUND if subprocess.run(line, env=variables, check=False).returncode else GOOD


def _summary(result: CheckResult, root: Path, site: Path) -> str:
    """What was written and where, what stops publication, what to do first."""
    blockers = result.report.of_severity(Severity.BLOCKER)
    advice = result.report.of_severity(Severity.ADVICE)
    lines = [
        "What was written",
        f"  The website:            {site / 'index.html'}",
        f"  The PDFs:               {site / 'downloads'}",
        f"  For the leadership only: {root / 'internal' / 'leadership-pack.html'}",
        "",
    ]
    if not blockers:
        lines += ["Nothing stops publication."]
    else:
        count = f"{len(blockers)} things stop" if len(blockers) > 1 else "One thing stops"
        lines += [f"{count} publication, so every page and PDF is marked as a preview:"]
        lines += first_steps.lines(blockers)
        lines += ["  Each with its place and what to type: the leadership’s pack, or python3 scripts/check.py"]
        lines += ["", "What to do first", *first_steps.first_step(blockers)]
    if advice:
        lines += ["", f"{len(advice)} more pieces of advice are in the leadership’s pack."]
    return "\n".join(lines)
