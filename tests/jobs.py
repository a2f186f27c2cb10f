"""The leadership's everyday jobs, each as what a hand does in its form: the same for every browser, with the time that it takes.

Not a test: ``test_jobs`` does them in Chromium, ``other_browsers`` in Firefox and WebKitGTK.
"""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol
from urllib.parse import parse_qs, urlsplit

from building import built, pack_of
from case_files import apply
from conftest import AS_OF, PROJECT, SCHOOL
from filled_review import with_answers, with_facts_confirmed, with_texts_read
from policybook.basics.findings import Severity
from policybook.commands.command_line import main
from policybook.render.artefacts import pages_without_downloads
from policybook.render.templates import Templates
from policybook.rules.checking import CheckResult, check_project
from policybook.source.sources import Sources
from policybook.views.addresses import LONGEST_ADDRESS
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext

TYPED_A_SECOND = 40 * 5 / 60
"""Characters: 40 words a minute, as people type who do not type for a living."""
THINKING = 3.0
"""Seconds for each field, and for the press that opens the other page."""
LIMIT = 60.0
TABLET = {"width": 820, "height": 1180}
NEW = "https://git.example/hollybank/policies/new/main/data/changes"
UPLOAD = "https://git.example/hollybank/policies/upload/main/data/reviews"
DAY = "2026-05-20"
EDITS: list[dict[str, Any]] = [
    {"file": "policy/online-safety/policy.yml", "replace": 'edition: "2025"', "with": 'edition: "2024"'},
    {"file": "data/people.yml", "replace": "refreshed_on: 2026-03-07", "with": "refreshed_on: 2025-03-07"},
    {
        "file": "data/decisions.yml",
        "write": "decisions:\n  shared-passwords:\n    question: May two people share a password?\n    why: Two clauses differ.\n"
        "    choices:\n      never: {means: Nobody shares one.}\n      in-pairs: {means: Two people may.}\n    decides: headteacher\n",
    },
]
"""What waits at Hollybank School: an old edition, an update that ran out, an open question."""


class Move(NamedTuple):
    """What a hand does with one field: chooses, types, picks a day, or ticks."""

    kind: Literal["choose", "type", "day", "tick"]
    field: str
    value: str = ""

    @property
    def typed(self) -> str:
        """What is typed: of a day the figures, because the browser's own picker puts what is between them."""
        return self.value.replace("-", "") if self.kind == "day" else self.value if self.kind == "type" else ""


class Hand(Protocol):
    """A browser that does what a person does."""

    def open(self, address: str) -> None: ...
    def move(self, move: Move) -> None: ...
    def address_of(self, selector: str) -> str: ...


@dataclass(frozen=True)
class Job:
    """A job: its form with what a link of the desk fills in, the moves, and what is there after it."""

    form: str
    moves: tuple[Move, ...]
    after: Callable[[After], bool]

    @property
    def fields(self) -> int:
        return len(self.moves)

    @property
    def typed(self) -> str:
        return "".join(move.typed for move in self.moves)

    @property
    def seconds(self) -> float:
        return (self.fields + 1) * THINKING + len(self.typed) / TYPED_A_SECOND


@dataclass(frozen=True)
class After:
    """The school when the file of a job has been added: the check, and what each page and the leadership's pack say."""

    result: CheckResult
    root: Path

    def page(self, address: str) -> str:
        """The words of a page."""
        result = self.result
        pages = pages_without_downloads(self.root, PROJECT, result.book, result.report, AS_OF)
        return words(next(page.text for page in pages if page.address == address))

    @property
    def pack(self) -> str:
        """The words of the leadership's pack."""
        result = self.result
        context = ViewContext(result.book, result.report, AS_OF, Sentences.read(PROJECT), {})
        return words(Templates(PROJECT).render("documents/internal.html.j2", pack_of(context)))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def choose(field: str, value: str) -> Move:
    return Move("choose", field, value)


JOBS: dict[str, Job] = {
    "a DSL leaves": Job(
        "leaves",
        (
            choose("person", "ben-oak"),
            choose("role", "dsl"),
            Move("day", "until", "2026-08-31"),
            choose("by", "headteacher"),
        ),
        lambda after: "Deputy Headteacher, until 31 August 2026" in after.page("index"),
    ),
    "and is followed": Job(
        "joins",
        (
            Move("type", "name", "Dee Marsh"),
            choose("role", "dsl"),
            Move("day", "from", "2026-09-01"),
            choose("lead", "no"),
            choose("publish_name", "yes"),
            choose("by", "headteacher"),
        ),
        lambda after: "Dee Marsh Deputy Designated Safeguarding Lead, from 1 September 2026" in after.page("index"),
    ),
    "the roll-call": Job(
        "still-in-post",
        (
            Move("tick", "still", "dsl/ada-holm"),
            Move("tick", "still", "dsl/ben-oak"),
            Move("tick", "still", "headteacher/ada-holm"),
            choose("by", "proprietor"),
        ),
        lambda after: after.pack.count("20 May 2026") >= 3,
    ),
    "training": Job(
        "trained",
        (choose("person", "ben-oak"), choose("kind", "update"), choose("by", "headteacher")),
        lambda after: "20 May 2026" in after.pack and "DSL009" not in after.pack,
    ),
    "a helpline changed": Job(
        "helpline",
        (
            choose("entry", "helplines.new-advice"),
            Move("type", "now.phone", "01632 960457"),
            Move("tick", "compares"),
            choose("by", "office"),
        ),
        lambda after: "I can ring 01632 960457" in after.page("staff/acceptable-use"),
    ),
    "contact details": Job(
        "school-details",
        (Move("type", "now.phone", "01632 960999"), choose("by", "office")),
        lambda after: "01632 960999" in after.page("parents"),
    ),
    "a new edition": Job(
        "edition",
        (choose("policy", "online-safety"), choose("edition", "kcsie/2025"), choose("by", "dsl")),
        lambda after: "We rely on Keeping children safe in education 2025" in after.page("online-safety"),
    ),
    "an exception": Job(
        "exception#rule=DSL009&subject=ben-oak",
        (
            Move("type", "reason", "The course is booked for July"),
            Move("day", "expires", "2026-07-31"),
            choose("by", "proprietor"),
        ),
        lambda after: any(f.waived for f in after.result.report.findings) and "DSL009" not in after.pack,
    ),
    "a decision": Job(
        "decided#question=shared-passwords&decided=never",
        (choose("by", "headteacher"),),
        lambda after: "May two people share a password?" not in after.pack,
    ),
}


class Opened(NamedTuple):
    """The file that a job makes: its name and its text, as GitHub's page is opened with them, and the whole address."""

    name: str
    text: str
    address: str


def do(hand: Hand, site: str, job: Job) -> Opened:
    """Do a job, all but the day that it happened: the browser puts today's, and the tests live on another."""
    form, _, filled_in = job.form.partition("#")
    hand.open(f"{site}forms/{form}.html" + (f"#{filled_in}" if filled_in else ""))
    for move in job.moves:
        hand.move(move)
    hand.move(Move("day", "on", DAY))
    address = hand.address_of("[data-open]")
    asked = parse_qs(urlsplit(address).query, strict_parsing=True)
    assert set(asked) == {"filename", "value"}
    return Opened(asked["filename"][0], asked["value"][0], address)


def check_opened(opened: Opened, job: Job) -> None:
    """The name, the branch, the text and the length, as GitHub's page takes them; and nothing typed but letters and figures."""
    assert opened.address.startswith(f"{NEW}?filename=")
    assert re.fullmatch(r"2026-05-20-[a-z0-9-]+\.yml", opened.name)
    assert opened.text.startswith("event: ")
    assert opened.text.endswith("\n")
    assert len(opened.address) <= LONGEST_ADDRESS
    assert re.fullmatch(r"[A-Za-z0-9 ]*", job.typed), "no punctuation is typed"
    assert job.seconds <= LIMIT


def waiting_school(folder: Path) -> Path:
    """Hollybank School with what waits there."""
    root = Path(shutil.copytree(SCHOOL, folder / "school"))
    apply(root, EDITS)
    return root


def waiting_site(folder: Path) -> Path:
    """Its site."""
    return built(waiting_school(folder))


def added(opened: Opened, folder: Path) -> After:
    """The school when the file is there; the check finds nothing that it did not find before."""
    root = waiting_school(folder)
    (root / "data/changes").mkdir()
    (root / "data/changes" / opened.name).write_text(opened.text, encoding="utf-8")
    result = check_project(Sources(root), AS_OF)
    new = [f for f in result.report.open if f.severity is not Severity.ADVICE and _known_by(f) not in found_before()]
    assert [f"{f.code.id}: {f.message}" for f in new] == []
    return After(result, root)


@cache
def found_before() -> frozenset[tuple[str, str]]:
    """What is found before any of the jobs."""
    import tempfile  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        report = check_project(Sources(waiting_school(Path(folder))), AS_OF).report
        return frozenset(map(_known_by, report.open))


def _known_by(finding: Any) -> tuple[str, str]:
    return finding.code.id, finding.subject


# --- the yearly review is handed in from its page ----------------------------------------------------------------------

REVIEW_MOVES = (
    Move("day", "record-reviewed", "2026-06-01"),
    Move("tick", "record-completed=headteacher"),
    Move("day", "record-approved-proprietor", "2026-06-01"),
)
"""What is left when everybody has answered: the day, who carried it out, who approves."""


def answered_review(root: Path) -> Path:
    """The draft of a review in which everything is answered, as the page keeps it."""
    with contextlib.redirect_stdout(io.StringIO()):
        assert main(["review", "start", "--root", str(root), "--as-of", f"{AS_OF}"]) == 0
    (draft,) = (root / "data/reviews").glob("*.draft.yml")
    record = with_facts_confirmed(with_answers(with_texts_read(draft.read_text(encoding="utf-8"))), AS_OF)
    draft.unlink()
    kept = root.parent / draft.name
    kept.write_text(record, encoding="utf-8")
    return kept


def review_row(browser: str) -> str:
    """The line of the review: its button and its link are two presses."""
    typed = "".join(move.typed for move in REVIEW_MOVES)
    seconds = (len(REVIEW_MOVES) + 2) * THINKING + len(typed) / TYPED_A_SECOND
    assert seconds <= LIMIT
    return row("hand in a review", browser, len(REVIEW_MOVES), typed, seconds, "2026-06.yml")


def row(name: str, browser: str, fields: int, typed: str, seconds: float, file: str) -> str:
    """A line of the table, of a job after which all that was asked for is so."""
    return f"| {name} | {browser} | {fields} | {len(typed)} | {seconds:.0f} | {file} | nothing new | shows it |"


HEAD = "| job | browser | fields | characters typed | seconds | file made | the check after | the page after |\n|---|---|---|---|---|---|---|---|"
