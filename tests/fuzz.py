"""Makes schools that nobody would type and looks that every one is judged in words. Not part of the suite but for a sample.

    PYTHONPATH=hooks:tests python -P tests/fuzz.py --minutes 10 --state fuzz.json   # goes on where the last run ended
    PYTHONPATH=hooks:tests python -P tests/fuzz.py --seed 4711                      # one again, with its changes
    PYTHONPATH=hooks:tests python -P -m coverage run --branch --source=hooks/policybook tests/fuzz.py    # what is reached

Half of the seeds begin with the edits of one or two cases (``tests/cases``), so that events, organisations, languages and all that
came later are there to be changed. Each seed then changes one to four places by a grammar: tokens, braces, settings, YAML events,
Markdown, whole constructs (``tests/constructs.yml``), values that a model declares, bytes, names of files, logos. The school is then checked, printed in every format, mended where marks alone are wrong, and its pages are
made where nothing stops them; one seed in ``--pdf-every`` has a PDF made by WeasyPrint as well. A failure is an error that
reaches the caller, a rule or file that the program could not finish, more than ``LIMIT`` seconds of the processor, or a file
or process that is left open.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import json
import os
import random
import shutil
import signal
import struct
import sys
import tempfile
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import yaml

from case_files import CASES, apply
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.basics.findings import Severity
from policybook.basics.run_errors import TRACEBACK_VARIABLE
from policybook.commands.check import FORMATS
from policybook.editing.set_layout_right import set_layout_right
from policybook.model.content import DocumentSettings, InBriefSettings, PolicySettings, SectionSettings
from policybook.model.entry import Entry
from policybook.model.events import EVENT_KINDS
from policybook.model.facts import FACT_FILES
from policybook.model.reviews import Review
from policybook.render.artefacts import make_artefacts
from policybook.render.pdfs_on_demand import PdfsOnDemand
from policybook.rules.checking import check_project
from policybook.rules.outlook import look_ahead
from policybook.source.sources import Sources

LIMIT = 20
"""Seconds of the processor for one school; most take a third of one."""
SAMPLE = range(25)
_FAULT = "The program has a fault"
_NAMES = ("phone", "dsl", "nspcc", "filtering", "passwords", "password-private", "__class__", "x" * 300, "0", "é", "")
_WORDS = (
    *_NAMES, "no", "~", "null", "2026-02-30", "9999-12-31", "0001-01-01", "2026", "1e999", "-1", "99999999999999999999",
    "01234", "!!python/object:os.system", "&a", "*a", "<<", "- - -", "{", "}", "[", "]", '"', "'", "|", ">", "%", "@", "`",
    "https://[::1", "https://x.example/%ff", "http://a\\b", "javascript:x", "tel:", "a@b", "\u202e", "\ud7ff", "\U0001f600",
    "\u0645\u0631\u062d\u0628\u0627", "{{", "}}", "{%", "<script>", "&#0;", "&#x110000;", "&amp;", "../../etc/passwd",
    "a" * 5000, "\t", "\u00a0", "\u2028", "staff", "{a: {b: {c: d}}}", "[[[[]]]]", "yes", "on 31 June", "autumn 99999", "every day",
)  # fmt: skip
_MARKDOWN = (
    "# ", "## ", "### ", "- ", "1. ", "99999999999. ", "> ", "```", "~~~", "---", "***", "| a | b |\n|---|---|\n| c |", "|",
    "[^1]: x", "[^1]", "[a]: b", "![a](b)", "[a](b)", "[a](../online-safety/passwords.md#x)", "**", "_", "`", "<b>", "<!--",
    "\\", "    code", ": definition", "- [ ] x", "~~x~~", "[a](<b c>)", "[[[[[[[[", "((((((", "*" * 400, "> " * 200, "- " * 100,
)  # fmt: skip


def word(rng: random.Random) -> str:
    return rng.choice(_WORDS)


def token(rng: random.Random) -> str:
    """A token of the grammar of tokens, or nearly one."""
    parts = rng.choice((".", " . ", "..", "|")).join(word(rng) for _ in range(rng.randrange(4)))
    return rng.choice(("{{ %s }}", "{{%s}}", "{{ %s", "%s }}", "{ %s }", "{{ {{ %s }} }}", "{{ %s | title }}")) % parts


def braces(rng: random.Random) -> str:
    """A line of braces, or nearly one."""
    forms = ("#%s", '%s="{}"', "%s", "%s={}", 'from="%s@{}"', '{}="%s', "binds=%s", 'covers="%s {}"')
    inside = " ".join((rng.choice(forms) % word(rng)).replace("{}", word(rng)) for _ in range(rng.randrange(5)))
    return rng.choice(("{ %s }", "{%s}", "{: %s }", "{ %s", "%s }", "{{ %s }}")) % inside


def change_line(rng: random.Random, text: str) -> str:
    """One line in another place, twice, gone, with a mark more or less, or with something of a grammar in it."""
    lines = text.split("\n")
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    line = lines[at]
    cut = rng.randrange(len(line) + 1)
    insert = rng.choice((word, token, braces, lambda _: rng.choice(_MARKDOWN)))(rng)
    changes: tuple[Callable[[], Any], ...] = (
        lambda: lines.pop(at),
        lambda: lines.insert(other, line),
        lambda: lines.insert(other, lines.pop(at)),
        lambda: lines.__setitem__(at, line[:cut] + insert + line[cut:]),
        lambda: lines.__setitem__(at, line[:cut] + line[cut + 1 :]),
        lambda: lines.__setitem__(at, " " * rng.randrange(6) + line.lstrip()),
        lambda: lines.__setitem__(at, line[:cut] + rng.choice(":-#'\"[]{},|>&*!%@`\\") + line[cut:]),
        lambda: lines.insert(at, insert),
        lambda: lines.insert(at, braces(rng)),
        lambda: lines.__setitem__(slice(at, other), []),
        lambda: lines.insert(at, f"{insert}\n" * rng.choice((2, 50, 400))),
    )
    rng.choice(changes)()
    return "\n".join(lines)


def change_settings(rng: random.Random, text: str) -> str:
    """One value of the settings of another kind, or a key more or less: the events of YAML, written out again."""
    head, front, body = ("---\n", *text[4:].partition("\n---\n")[::2]) if text.startswith("---\n") else ("", text, "")
    try:
        data = yaml.load(front, Loader=yaml.BaseLoader)  # noqa: S506 - it makes nothing but text
    except yaml.YAMLError:
        return change_line(rng, text)
    places: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, inside in items:
            places.append((value, key))
            walk(inside)

    walk(data)
    if not places:
        return change_line(rng, text)
    holder, key = rng.choice(places)
    value = holder[key]
    kinds: tuple[Callable[[], Any], ...] = (
        lambda: None, lambda: word(rng), lambda: token(rng), list, dict, lambda: [value], lambda: {word(rng): value},
        lambda: [value, value], lambda: [[word(rng)]], lambda: {word(rng): word(rng)}, lambda: f"{value}{word(rng)}",
        lambda: rng.choice(places)[0],
    )  # fmt: skip
    holder[key] = rng.choice(kinds)()
    if isinstance(holder, dict) and rng.random() < 0.3:
        holder[word(rng)] = holder.pop(key)
    try:
        front = yaml.safe_dump(
            data, allow_unicode=rng.random() < 0.5, default_flow_style=rng.choice((None, False, True))
        )
    except (yaml.YAMLError, RecursionError, ValueError):
        return change_line(rng, text)
    return f"{head}{front.rstrip()}\n---\n{body}" if head else front


def change_bytes(rng: random.Random, data: bytes) -> bytes:
    """Bytes that no editor writes, or another way to save a text."""
    at, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    text = data.decode("utf-8", "replace")
    return rng.choice((
        lambda: data[:at], lambda: data[:at] + data[end:], lambda: data[:at] + rng.randbytes(rng.randrange(1, 9)) + data[at:],
        lambda: b"\xef\xbb\xbf" + data, lambda: data.replace(b"\n", b"\r\n"), lambda: data.replace(b"\n", b"\r"),
        lambda: text.encode("utf-16"), lambda: text.encode("latin-1", "replace"), lambda: b"", lambda: data[:at] + b"\0" + data[at:],
        lambda: data[:at] + b"<<<<<<< a\n" + data[at:],
    ))()  # fmt: skip


def make_logo(rng: random.Random, root: Path) -> Path:
    """A logo of shapes in shapes, or of pixels, mostly not quite right; and the line that names it."""

    def shape(depth: int) -> str:
        attributes = " ".join(
            f'{rng.choice(("id", "href", "fill", "class", "style", "clip-path", "marker-end", "d", "x", "onload"))}="'
            f'{rng.choice(("#a", "a", "b", "url(#a)", "url(#b)", "M0 0h1z", "fill:url(#a)", "1e9", "%", "-1"))}"'
            for _ in range(rng.randrange(4))
        )  # fmt: skip
        name = rng.choice(("g", "use", "path", "rect", "pattern", "text", "style", "marker", "linearGradient", "image"))
        inside = "".join(shape(depth + 1) for _ in range(rng.randrange(4))) if depth < rng.choice((3, 30)) else "x"
        return f"<{name} {attributes}>{inside}</{name}>"

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    if rng.random() < 0.5:
        name, sides = "logo.svg", rng.choice(("0 0 3 1", "0 0 0 0", "0 0 1e5 1", "x", "0 0 3e400 1"))
        data = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{sides}">{shape(0)}</svg>'.encode()
    else:
        name, width, height = "logo.png", *(rng.choice((0, 1, 5, 60, 1000, 2**31)) for _ in range(2))
        depth, colour, interlaced = rng.choice((1, 8, 16)), rng.randrange(8), rng.randrange(3)
        rows = b"\0" * min((1 + width * rng.choice((1, 3, 4))) * height, 9_000_000)
        head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
        data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    (root / "data" / name).write_bytes(change_bytes(rng, data) if rng.random() < 0.2 else data)
    school = root / "data/school.yml"
    if school.is_file():
        school.write_bytes(school.read_bytes().replace(b"logo:\n", f"logo: {name}\n".encode()))
    return root / "data" / name


_LANGUAGES = ("cy", "pl", "uk", "ru", "ar", "ur", "fa", "zh", "en", "xx")
_LIKELY = ("dsl", "office", "headteacher", "proprietor", "kcsie", "nspcc", "web-filter", "online-safety", "2026-05-01", "2025-09",
    "online-safety/passwords", "online-safety/passwords#password-private", "staff-aup", "yes", "no", "12", "A text.",
    "https://hollybank.example/a", "020 7946 0000", "office@hollybank.example", "staff", "autumn 2025", "DSL002")  # fmt: skip


def make_value(rng: random.Random, kind: Any, depth: int = 0) -> Any:  # noqa: PLR0911 - one for each kind
    """A value of the kind that a model declares, with likely words in it."""
    if get_origin(kind) is Annotated:
        return make_value(rng, get_args(kind)[0], depth)
    inside = get_args(kind)
    if get_origin(kind) is dict:
        return {rng.choice(_LIKELY[:10]): make_value(rng, inside[1], depth + 1) for _ in range(rng.randrange(1, 4))}
    if get_origin(kind) is tuple:
        return [make_value(rng, inside[0], depth + 1) for _ in range(rng.randrange(3))]
    if get_origin(kind) is Literal:
        return rng.choice(inside)
    if isinstance(kind, type) and issubclass(kind, Entry) and depth < 6:
        fields = [field for field in kind.shape.values() if field.is_required or rng.random() < 0.6]
        return {field.key: make_value(rng, field.annotation, depth + 1) for field in fields}
    if inside:
        return make_value(rng, rng.choice(inside), depth)
    return rng.choice(_LIKELY) if rng.random() < 0.95 else word(rng)


def make_file(rng: random.Random, root: Path) -> None:
    """A whole file by the grammar of its model: an event, a record, or facts in place of those that are there."""
    name, model = rng.choice((
        *((f"changes/2026-05-0{n}-{kind}", model) for n in (1, 2) for kind, model in EVENT_KINDS.items()),
        ("reviews/2026-05", Review), *FACT_FILES.items(),
    ))  # fmt: skip
    data = make_value(rng, model)
    place, old = root / f"data/{name}.yml", {}
    if place.is_file() and rng.random() < 0.8:
        old = yaml.load(place.read_text(encoding="utf-8", errors="replace"), Loader=yaml.BaseLoader)  # noqa: S506 - nothing but text
    for key, value in old.items() if isinstance(old, dict) else ():
        both = isinstance(value, dict) and isinstance(data.get(key), dict)
        data[key] = {**value, **data[key]} if both else value
    place.parent.mkdir(exist_ok=True)
    place.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def make_settings(rng: random.Random, root: Path) -> None:
    """Some settings of a policy, a section or a document by their model; or a whole document, in another language or as a form."""
    file = rng.choice(
        sorted((*root.glob("policy/*/*.md"), *root.glob("policy/*/policy.yml"))) or [root / "policy/a/policy.yml"]
    )
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    kinds = {"documents": DocumentSettings, "policy.yml": PolicySettings, "in-brief.md": InBriefSettings}
    model = kinds.get(file.parent.name) or kinds.get(file.name) or SectionSettings
    front, body = (text, "") if file.suffix == ".yml" else text.removeprefix("---\n").partition("\n---\n")[::2]
    data = yaml.load(front, Loader=yaml.BaseLoader)  # noqa: S506 - it makes nothing but text
    if not isinstance(data, dict):
        return
    made = make_value(rng, model)
    for key in rng.sample(sorted(made), min(len(made), rng.randrange(1, 4))):
        data[key] = made[key]
    if rng.random() < 0.3:
        data["language"] = rng.choice(_LANGUAGES)
    if model is DocumentSettings and rng.random() < 0.4:
        data |= {"address": "another", "translates": file.stem, "language": rng.choice(_LANGUAGES), "title": "Another"}
        file = file.with_name("another.md")
    front = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    file.write_text(front if model is PolicySettings else f"---\n{front}---\n{body}", encoding="utf-8")


def make_construct(rng: random.Random, root: Path) -> None:
    """A table, a footnote, a quotation, a form or another construct at the end of a text, as it is or nearly."""
    _, construct = rng.choice(_constructs())
    typed, place = construct["type"], construct.get("in")
    if rng.random() < 0.4:
        typed = change_line(rng, typed)
    texts = sorted(root.glob("policy/*/*.md"))
    file = root / place if place and rng.random() < 0.7 else rng.choice(texts or [root / "policy/a.md"])
    file.parent.mkdir(parents=True, exist_ok=True)
    old = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    file.write_text(f"{old}\n{typed}" if old else typed, encoding="utf-8", errors="replace")


@cache
def _constructs() -> tuple[tuple[str, dict[str, Any]], ...]:
    return tuple(yaml.safe_load((CASES.parent / "constructs.yml").read_text(encoding="utf-8")).items())


def begin_with_cases(rng: random.Random, root: Path) -> None:
    """What one or two cases change in the school."""
    for _ in range(rng.choice((0, 0, 1, 1, 1, 2))):
        case = yaml.safe_load(rng.choice(sorted(CASES.glob("*.yml"))).read_text(encoding="utf-8"))
        edits = [edit for edit in case.get("edits") or () if "file" in edit]
        with contextlib.suppress(AssertionError, OSError, ValueError):  # another case has changed the very place
            apply(root, edits)


def spoil(root: Path, rng: random.Random) -> None:
    """Change one to four places of a school."""
    begin_with_cases(rng, root)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 4))):
        files = sorted(file for file in root.rglob("*") if file.is_file() and file.suffix in (".md", ".yml"))
        if not files:
            return
        file, kind = rng.choice(files), rng.random()
        data = file.read_bytes()
        if kind < 0.28:
            file.write_text(change_settings(rng, data.decode("utf-8", "replace")), encoding="utf-8", errors="replace")
        elif kind < 0.5:
            file.write_text(change_line(rng, data.decode("utf-8", "replace")), encoding="utf-8", errors="replace")
        elif kind < 0.62:
            make_construct(rng, root)
        elif kind < 0.84:
            with contextlib.suppress(yaml.YAMLError):
                rng.choice((make_file, make_settings))(rng, root)
        elif kind < 0.89:
            file.write_bytes(change_bytes(rng, data))
        elif kind < 0.93:
            file.rename(
                file.with_name(rng.choice((f"{file.stem}.txt", "policy.yml", "x y.md", ".md", "A.YML", "é.md")))
            )
        else:
            make_logo(rng, root)


class Hang(BaseException):
    """A school took too long; no handler of the program may catch it."""


def _give_up(*_: object) -> None:
    raise Hang(f"more than {LIMIT} seconds of the processor")


def look(root: Path, pdf: str) -> str:
    """Check a school in every way; what is known of it. ``pdf`` says which PDF is made, if any."""
    sources = Sources(root)
    result = check_project(sources, AS_OF)
    outlook = look_ahead(result.context, result.report)
    for render in FORMATS.values():
        render(result, outlook, Severity.ERROR)
    if broken := [finding.message for finding in result.report.findings if _FAULT in finding.message]:
        raise AssertionError(broken[0])
    stopped = any(finding.severity is Severity.ERROR for finding in result.report.findings)
    if not stopped:
        on_demand = PdfsOnDemand()
        make_artefacts(sources, PROJECT, result, AS_OF, lambda _: None, on_demand=on_demand)
        if pdf:
            on_demand.open(pdf)
    set_layout_right(root, result.report.findings, result.lines)
    return "refused" if stopped else "pages and a PDF" if pdf else "pages"


def _open_things() -> tuple[int, int]:
    place = Path("/proc/self/task")
    children = sum(len((task / "children").read_text().split()) for task in place.iterdir()) if place.is_dir() else 0
    return sum(1 for _ in Path("/proc/self/fd").iterdir()) if place.is_dir() else 0, children


def try_seed(seed: int, *, pdf_every: int = 0, shown: bool = False) -> tuple[str, str]:
    """What came of a seed, and the failure or ""."""
    rng, folder = random.Random(seed), tempfile.mkdtemp(prefix="policybook-fuzz-")  # noqa: S311 - to be repeated
    root = Path(shutil.copytree(SCHOOL, Path(folder) / "school"))
    open_before = _open_things()
    signal.signal(signal.SIGVTALRM, _give_up)
    try:
        spoil(root, rng)
        if shown:
            print(*_changes(root), sep="\n")
        signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
        came = look(root, "staff-aup" if pdf_every and seed % pdf_every == 0 else "")
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if (left := _open_things()) > open_before:
            return came, f"left open: files and processes {open_before} became {left}"
    except (Exception, Hang) as error:  # noqa: BLE001 - whatever it is, it is what we look for
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(last.filename).name}:{last.lineno}"
        if shown:
            traceback.print_exception(error)
        return "failed", f"{type(error).__name__} at {where}: {str(error)[:200]}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        shutil.rmtree(folder)
    return came, ""


def _changes(root: Path) -> Iterable[str]:
    names = {str(file.relative_to(top)) for top in (root, SCHOOL) for file in top.rglob("*") if file.is_file()}
    for name in sorted(names):
        old, new = (
            (top / name).read_text(encoding="utf-8", errors="backslashreplace").splitlines()
            if (top / name).exists()
            else []
            for top in (SCHOOL, root)
        )
        yield from (line[:300] for line in difflib.unified_diff(old, new, name, name, n=0, lineterm=""))


def main() -> int:
    """Try seeds until the time is up; the number of failures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10, help="of the processor (default: 10)")
    parser.add_argument("--first", type=int, default=0, help="the first seed, where no state was kept")
    parser.add_argument("--state", type=Path, help="a file with what was tried, to go on from")
    parser.add_argument(
        "--pdf-every", type=int, default=20, help="one seed in so many makes a PDF, if it makes pages (default: 20)"
    )
    parser.add_argument("--seed", type=int, help="try one seed and show its changes")
    options = parser.parse_args()
    os.environ[TRACEBACK_VARIABLE] = "1"
    if options.seed is not None:
        came, failure = try_seed(options.seed, pdf_every=options.pdf_every, shown=True)
        print(came, failure)
        return bool(failure)
    known: dict[str, Any] = {"next": options.first, "seconds": 0.0, "came": {}, "failures": {}}
    if options.state and options.state.is_file():
        known = json.loads(options.state.read_text(encoding="utf-8"))
    began, before, first = time.process_time(), known["seconds"], known["next"]
    came = Counter(known["came"])
    while (spent := time.process_time() - began) < options.minutes * 60:
        seed = known["next"]
        outcome, failure = try_seed(seed, pdf_every=options.pdf_every)
        came[outcome] += 1
        if failure:
            known["failures"][str(seed)] = failure
            print(f"seed {seed}: {failure}", flush=True)
        known |= {"next": seed + 1, "seconds": before + spent, "came": came}
        if options.state:
            options.state.write_text(json.dumps(known, indent=1), encoding="utf-8")
    print(
        f"Seeds {first} to {known['next'] - 1}: {dict(came)}, {len(known['failures'])} failures, {known['seconds']:.0f} s."
    )
    return len(known["failures"])


if __name__ == "__main__":
    sys.exit(min(main(), 1))
