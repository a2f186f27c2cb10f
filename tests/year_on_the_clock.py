"""A year of weekdays: a repository, a host and GitHub's issues on this machine, and the watch each morning as watch.yml runs it.

``test_year_on_the_clock`` takes the mornings on which something happens. Every morning of the year, in a few minutes::

    PYTHONPATH=hooks .venv/bin/python tests/year_on_the_clock.py
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from icalendar import Calendar

from browsing import served
from case_files import apply
from conftest import PROJECT, SCHOOL
from policybook.book.public_digest import public_digest
from policybook.commands.command_line import main
from policybook.render.calendar import calendar_of
from policybook.rules.checking import CheckResult, check_project
from policybook.rules.outlook import look_ahead
from policybook.rules.publication_gate import stops_publication
from policybook.source.sources import Sources
from policybook.views.due_days import leadership_days, public_days
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext
from test_workflows import WORKFLOWS, Hub

BEGIN = date(2026, 6, 1)
QUIET_DAYS = 60
"""After so many days without a commit GitHub disables a workflow with a schedule, in a public repository."""
PAGES = ("index.html", "online-safety.html", "about.html")
NAMES = ("Ada", "Holm", "Ben", "Oak", "Rowan")


@dataclass
class Morning:
    """What a morning's watch said and did: the issue's text, what was asked of GitHub, and whether publication was refused."""

    day: date
    text: str = ""
    asked: tuple[str, ...] = ()
    is_refused: bool = False

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with the served pages."""
        part = self.text.partition("## The published pages")[2].partition("\n## ")[0]
        return tuple(line[2:] for line in part.splitlines() if line.startswith("- "))

    @property
    def due(self) -> frozenset[str]:
        """The marks of what is due."""
        found = re.search(r"<!-- due: (.*) -->", self.text)
        return frozenset(found[1].split()) - {"nothing"} if found else frozenset()


@dataclass
class World:
    """A school's repository with its host and its issue. ``folder`` is empty at first."""

    folder: Path
    fault: Callable[[Path], object] | None = None
    """What the host does to the pages after each deployment."""
    drops: bool = False
    """Whether deployments are dropped on their way."""
    last_commit: date = BEGIN
    is_enabled: bool = True
    mornings: list[Morning] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.root = Path(shutil.copytree(SCHOOL, self.folder / "repository"))
        published = {"file": "data/settings.yml", "append": "published_since: 2026-05-01\n"}
        apply(self.root, [published])
        self.host = self.folder / "host"
        self.host.mkdir()
        self.hub = Hub(self.folder)

    def merge(self, day: date, edits: list[dict[str, object]]) -> None:
        """A change is merged: the workflow of the push publishes it, whether the schedule is on or not."""
        assert "push" in WORKFLOWS["publish.yml"]["on"]
        assert "schedule" not in WORKFLOWS["publish.yml"]["on"], "it would be disabled with the schedule"
        assert set(WORKFLOWS["watch.yml"]["on"]) == {"schedule"}, "the schedule has its file to itself"
        apply(self.root, edits)
        self.last_commit = day
        self.publish(day)
        if "watch.yml/enable" in json.dumps(WORKFLOWS["publish.yml"]):
            self.is_enabled = True

    def check(self, day: date) -> CheckResult:
        return check_project(Sources(self.root), day)

    def publish(self, day: date) -> bool:
        """Put the pages in place as build.py --publish does; what stops publication leaves the last ones."""
        result = self.check(day)
        if stops_publication(result.book, result.report, day):
            return False
        if not self.drops:
            shutil.rmtree(self.host)
            self.host.mkdir()
            marker = {"as_of": f"{day}", "digest": public_digest(result.book)}
            (self.host / "build.json").write_text(json.dumps(marker), encoding="utf-8")
            for page in PAGES:
                canonical = f'<link rel="canonical" href="{result.book.school.website}{page}">'
                (self.host / page).write_text(canonical, encoding="utf-8")
        if self.fault:
            self.fault(self.host)
        return True

    def morning(self, day: date, url: str) -> Morning:
        """One run of watch.yml: it publishes, looks and tells. Nothing at all where GitHub has disabled it."""
        self.is_enabled &= (day - self.last_commit).days <= QUIET_DAYS or self.is_private
        morning = Morning(day)
        if self.is_enabled:
            morning.is_refused = not self.publish(day)
            morning.text = self.text(day, url)
            morning.asked = tuple(self.hub.told(morning.text))
            assert morning.asked[:1] == ("list",)
        self.mornings.append(morning)
        return morning

    @property
    def is_private(self) -> bool:
        return "repository_is_public: no" in (self.root / "data/settings.yml").read_text(encoding="utf-8")

    def text(self, day: date, url: str = "") -> str:
        """What the watch prints."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            code = main(["watch", "--root", str(self.root), "--as-of", f"{day}", "--site", url])
        text = printed.getvalue()
        assert (code == 1) == ("## The published pages" in text)
        return text

    def calendars(self, day: date) -> tuple[bytes, bytes]:
        """The public calendar and the leadership's, as a publication on this day makes them."""
        result = self.check(day)
        context = ViewContext(result.book, result.report, day, Sentences.read(PROJECT), {})
        public = list(public_days(context))
        private = [*public, *leadership_days(context, look_ahead(result.context, result.report))]
        return calendar_of(context, public, "due.title"), calendar_of(context, private, "due.title.leadership")


def weekdays(begin: date, end: date) -> Iterator[date]:
    """Each weekday from one day to another."""
    for number in range((end - begin).days + 1):
        day = begin + timedelta(days=number)
        if day.weekday() < 5:
            yield day


def reminders(calendar: bytes) -> dict[date, list[tuple[str, int]]]:
    """The days of a calendar, with the id of each event and how many days before the first alarm is."""
    found: dict[date, list[tuple[str, int]]] = {}
    for event in Calendar.from_ical(calendar).walk("VEVENT"):
        if event["STATUS"] == "CONFIRMED":
            alarms = [-one.decoded("TRIGGER").days for one in event.walk("VALARM")]
            found.setdefault(event.decoded("DTSTART"), []).append((str(event["UID"]), max(alarms, default=0)))
    return found


def review_held(root: Path, month: str, due: str) -> list[dict[str, object]]:
    """The record of a review, held in a month."""
    record = (root / "data/reviews/2025-09.yml").read_text(encoding="utf-8")
    text = record.replace("2025-09", month).replace("2026-09", due)
    return [{"file": f"data/reviews/{month}.yml", "write": text}]


def event(day: date, name: str, lines: str, by: str = "proprietor") -> dict[str, object]:
    """The file of an event, as a form makes it."""
    kind, _, rest = lines.partition("\n")
    text = f"event: {kind}\non: {day}\nby: {by}\n{rest}\n"
    return {"file": f"data/changes/{day}-{name}.yml", "write": text}


def _lose(*names: str) -> Callable[[Path], object]:
    return lambda host: [(host / name).unlink() for name in names if (host / name).exists()]


def _other_address(host: Path) -> None:
    home = host / "index.html"
    home.write_text(home.read_text(encoding="utf-8").replace("policies.", "old."), encoding="utf-8")


HOURS = [{"file": "data/school.yml", "replace": "8am to 4pm", "with": "8am to 5pm"}]
BACK = [{"file": "data/school.yml", "replace": "8am to 5pm", "with": "8am to 4pm"}]
WRONG = [{"file": "data/school.yml", "replace": '"01632 960123"', "with": '"01632 9601"'}]
RIGHT = [{"file": "data/school.yml", "replace": '"01632 9601"', "with": '"01632 960123"'}]
"""A number with figures missing stops publication."""


@dataclass(frozen=True)
class Fault:
    """One way in which the served pages go wrong, and what the watch says of it."""

    begin: date
    says: str
    change: tuple[list[dict[str, object]], list[dict[str, object]]] | None = None
    host: Callable[[Path], object] | None = None
    drops: bool = False
    told_after: int = 0
    """So many weekdays later it is told."""


FAULTS = (
    Fault(date(2026, 6, 9), "are not those of the project", (HOURS, BACK), drops=True),
    Fault(date(2026, 6, 16), "build.json is not there: the host answers 404", host=_lose("build.json", *PAGES)),
    Fault(date(2026, 6, 23), "nothing has published them since", drops=True, told_after=1),
    Fault(date(2026, 6, 30), "as its address: website: in data/school.yml and the host differ", host=_other_address),
    Fault(date(2026, 7, 7), "This stops publication: ", (WRONG, RIGHT)),
    Fault(date(2026, 7, 14), "about.html is not there", host=_lose("about.html")),
)
"""Dropped deployment, wrong address, stale copy, wrong sub-path, refused publication, a file missing."""


def live(
    world: World, days: Iterable[date], url: str, merges: dict[date, Callable[[World], list[dict[str, object]]]]
) -> None:
    """Live through some mornings. A fault begins after its morning's watch and is mended after it was told."""
    begins = {fault.begin: fault for fault in FAULTS}
    told: dict[date, Fault] = {}
    for day in days:
        morning = world.morning(day, url)
        if fault := told.pop(day, None):
            assert any(fault.says in said for said in morning.faults), (day, fault.says, morning.faults)
            assert "comment" in morning.asked or "create" in morning.asked, day
            world.drops, world.fault = False, None
            if fault.change:
                world.merge(day, fault.change[1])
        elif not told:
            assert morning.faults == (), (day, morning.faults)
        if fault := begins.get(day):
            world.drops, world.fault = fault.drops, fault.host
            if fault.change:
                world.merge(day, fault.change[0])
            following = list(weekdays(day + timedelta(days=1), day + timedelta(days=9)))
            told[following[fault.told_after]] = fault
            if not fault.change:
                world.publish(day)
        if merge := merges.get(day):
            world.merge(day, merge(world))
    assert not told


def all_in_post(day: date) -> dict[str, object]:
    """A roll-call of everybody."""
    held = "dsl: [ada-holm, ben-oak], headteacher: [ada-holm]"
    return event(day, "roll-call", f"roll-call\nstill: {{{held}}}")


def proprietor_in_post(day: date) -> dict[str, object]:
    """Somebody else confirms the proprietor."""
    return event(day, "proprietor", "confirmed\nperson: cy-rowan\nrole: proprietor", "headteacher")


def checked(root: Path) -> list[dict[str, object]]:
    """Somebody compared every helpline and every situation with its source, and looked for editions."""
    edits: list[dict[str, object]] = []
    for name in ("helplines", "help", "guidance"):
        text = (root / f"data/{name}.yml").read_text(encoding="utf-8")
        edits.append({"file": f"data/{name}.yml", "write": re.sub(r"(checked_on:) \S+", rf"\1 {WINTER}", text)})
    return edits


def trained(day: date) -> list[dict[str, object]]:
    """Both leads were trained in full, and for Prevent."""
    return [
        event(day, f"{kind}-{person}", f"trained\nperson: {person}\nkind: {kind}", "headteacher")
        for person in ("ada-holm", "ben-oak")
        for kind in ("safeguarding", "prevent")
    ]


AUTUMN, WINTER, SPRING = date(2026, 10, 12), date(2027, 1, 13), date(2027, 3, 15)
MERGES: dict[date, Callable[[World], list[dict[str, object]]]] = {
    AUTUMN: lambda world: [
        *review_held(world.root, "2026-10", "2027-10"),
        all_in_post(AUTUMN),
        proprietor_in_post(AUTUMN),
    ],
    WINTER: lambda world: checked(world.root),
    SPRING: lambda _: [*trained(SPRING), all_in_post(SPRING), proprietor_in_post(SPRING)],
}
END = BEGIN + timedelta(days=365)


def year(folder: Path, days: Iterable[date]) -> World:
    """Live through a year, and say of each morning whether it was as it should be."""
    world = World(folder)
    world.publish(BEGIN)
    with served(world.host) as url:
        live(world, days, url, MERGES)
    return world


def table(world: World) -> Iterator[str]:
    """A line for each morning on which GitHub was asked for anything but the issue."""
    for morning in world.mornings:
        if set(morning.asked) - {"list", "view"} or morning.faults:
            yield f"{morning.day}  {' '.join(morning.asked[1:]):28} {' '.join(sorted(morning.due)) or 'nothing due'}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        lived = year(Path(place), weekdays(BEGIN, END))
        print("\n".join(table(lived)))
        print(f"{len(lived.mornings)} mornings, {sum(len(m.asked) == 2 for m in lived.mornings)} of them quiet")
