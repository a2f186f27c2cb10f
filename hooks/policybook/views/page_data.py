"""The shapes of all views: frozen, plain, public unless the name says ``Internal``. Not for filling them.

``Markup`` values are finished HTML made by ``render.inline`` from content; every other text is plain and is escaped by
the template that prints it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from policybook.basics.languages import is_right_to_left


def written(language: str) -> Markup:
    """`` lang="ur" dir="rtl"``, or "" where a text is in the language around it."""
    if not language:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(language, "rtl" if is_right_to_left(language) else "ltr")


class Tone(StrEnum):
    """How a status is to be shown; never by colour alone."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class StatusView:
    """A review status in words: a headline, then sentences. ``due_iso`` lets a script correct it when time has passed."""

    tone: Tone
    headline: str
    sentences: tuple[str, ...]
    due_iso: str = ""
    later: str = ""
    """What to think of the headline after the day it names, for a page that is read without scripts or from a disk."""


@dataclass(frozen=True, slots=True)
class VersionView:
    """Which text this is: a version in words and the fingerprint of the words."""

    version: str
    fingerprint: str
    built: str


@dataclass(frozen=True, slots=True)
class PassageView:
    """A clause or a statement. ``number`` is "" for statements; ``sources`` are links to the clauses it restates."""

    id: str
    number: str
    html: Markup
    binds: str = ""
    nested: ListView | None = None
    sources: tuple[LinkView, ...] = ()
    language: str = ""
    reading: str = ""
    """What is said of a clause that nobody has reviewed in these words, in a section that somebody has."""

    @property
    def written(self) -> Markup:
        """Its language and direction as attributes of HTML, or ""."""
        return written(self.language)


@dataclass(frozen=True, slots=True)
class ListView:
    """A list of passages."""

    ordered: bool
    items: tuple[PassageView, ...]

    is_list = True


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link: address relative to the page it stands on, and its words."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as the public may know them."""

    name: str
    role: str
    job_title: str


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service that may be named in public."""

    title: str
    name: str
    what: str


@dataclass(frozen=True, slots=True)
class HelplineView:
    """A helpline. ``checked`` says in words when somebody tried it, or that nobody has."""

    id: str
    name: str
    use: str
    phone: str
    phone_href: str
    phone_hours: str
    url: str
    checked: str


@dataclass(frozen=True, slots=True)
class ContactView:
    """How to reach the school. Empty texts are unknown; ``missing`` names them in words."""

    school: str
    address: str
    phone: str
    phone_href: str
    email: str
    safeguarding_email: str
    hours: str
    formats_contact: str
    missing: tuple[str, ...]
    people: tuple[PersonView, ...]
    people_checked: str
    people_note: str


@dataclass(frozen=True, slots=True)
class GuidanceView:
    """A guidance a policy relies on; ``note`` says when its edition was superseded, or ""."""

    title: str
    edition: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of a policy."""

    id: str
    number: int
    title: str
    binds: str
    reading: str
    blocks: tuple[PassageView | ListView, ...]
    edit_url: str


@dataclass(frozen=True, slots=True)
class DownloadView:
    """A file to download: address relative to the page, words, kind, size and pages ("" or 0 while unknown)."""

    href: str
    title: str
    size: str
    pages: int


@dataclass(frozen=True, slots=True)
class LogoView:
    """The school's logo on paper: the name of its picture, and how wide it is for its height."""

    file: str
    shape: float


@dataclass(frozen=True, slots=True)
class PageView:
    """What every page has. ``address`` is without its ending; ``root`` is the way up to the site's root ("" or "../")."""

    address: str
    title: str
    summary: str
    school: str
    edit_url: str
    publishable: bool
    built: str
    live: str = ""
    """In a PDF, the whole address of the page that it is the print of; "" where that is not known."""
    logo: LogoView | None = None


@dataclass(frozen=True, slots=True)
class ShortForm:
    """The ways a short form is written, and the words that explain it where it stands."""

    names: tuple[str, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class PolicyView:
    """A policy page and its PDF."""

    page: PageView
    status: StatusView
    version: VersionView
    sections: tuple[SectionView, ...]
    guidance: tuple[GuidanceView, ...]
    linked: tuple[LinkView, ...]
    people: tuple[PersonView, ...]
    services: tuple[ServiceView, ...]
    terms: tuple[TermView, ...]
    owner: str
    applies_to: str
    adapted_from: str
    download: DownloadView | None
    incorporates: tuple[LinkView, ...] = ()
    """On a page: links to the policies that are printed together with this one."""
    incorporated: tuple[PolicyView, ...] = ()
    """In the PDF: these policies themselves, each a part with its own title and numbering."""
    short_versions: tuple[LinkView, ...] = ()
    """On a page: what is made from this policy for those whom it covers, by whom it is for."""

    @property
    def short_forms(self) -> tuple[ShortForm, ...]:
        """What is explained where it stands."""
        return tuple(ShortForm(term.short_names, term.explanation) for term in self.terms if term.short_names)


@dataclass(frozen=True, slots=True)
class TermView:
    """A word explained. ``short_names`` are the ways it is shortened in the text, () where it is not a short form."""

    term: str
    stands_for: str
    meaning: str
    short_names: tuple[str, ...] = ()

    @property
    def explanation(self) -> str:
        """What it stands for and what it means."""
        return f"{self.stands_for}. {self.meaning}" if self.stands_for else self.meaning


@dataclass(frozen=True, slots=True)
class GroupView:
    """A heading of a document and its statements."""

    id: str
    title: str
    blocks: tuple[PassageView | ListView, ...]


@dataclass(frozen=True, slots=True)
class SignOffView:
    """The block in which a reader signs."""

    statement: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """An AUP, a guide or a leaflet: page and PDF."""

    page: PageView
    status: StatusView
    version: VersionView
    audience: str
    groups: tuple[GroupView, ...]
    contact: ContactView
    services: tuple[ServiceView, ...]
    sign_off: SignOffView | None
    download: DownloadView | None
    language: str = ""
    """The language of its own words, where it is not that of the pages around them."""

    @property
    def written(self) -> Markup:
        """The language and direction of its own words as attributes of HTML, or ""."""
        return written(self.language)

    stale: str = ""
    """What is said to readers of a translation whose original has changed since."""
    short_forms: tuple[ShortForm, ...] = ()
    """What is explained where it stands."""


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check of the annual review. ``fact`` is what the build knows and prints as a fact."""

    id: str
    number: str
    ask: Markup
    evidence: Markup
    who: str
    basis: str
    source: str
    clauses: tuple[LinkView, ...]
    fact: str = ""


@dataclass(frozen=True, slots=True)
class CheckGroupView:
    """A group of checks."""

    id: str
    title: str
    checks: tuple[CheckView, ...]


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """An answer to choose: what stands in the record, and the word on the page."""

    value: str
    word: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """What a review record needs to know of the text that is read: its policies, its sections and the roles that sign."""

    policies: tuple[str, ...]
    sections: tuple[tuple[str, str, str], ...]
    """Name, fingerprint and title of each section."""
    roles: tuple[tuple[str, str], ...]
    """Id and title of every role."""
    approvers: tuple[tuple[str, str], ...]
    """Id and title of the roles that may approve."""
    must_approve: tuple[str, ...]
    """The ids of those without whose approval the record is not complete."""
    months: int
    """After how many months the next review is due."""

    @property
    def as_json(self) -> str:
        """For the page's script."""
        return json.dumps(
            {
                "policies": self.policies,
                "sections": {name: [print_, title] for name, print_, title in self.sections},
                "roles": dict(self.roles),
                "months": self.months,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )


@dataclass(frozen=True, slots=True)
class ChecklistView:
    """The annual review checklist: page and fillable PDF. ``judgements`` are the answers to choose from."""

    page: PageView
    status: StatusView
    version: VersionView
    intro: tuple[GroupView, ...]
    groups: tuple[CheckGroupView, ...]
    judgements: tuple[ChoiceView, ...]
    record: RecordView
    sign_off: SignOffView | None
    download: DownloadView | None

    @property
    def count(self) -> int:
        """How many checks there are in all."""
        return sum(len(group.checks) for group in self.groups)


@dataclass(frozen=True, slots=True)
class DoorView:
    """A way in from the home page."""

    href: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home page. ``now_href`` leads to what a parent should do now, or is "" where no guide says so."""

    page: PageView
    status: StatusView
    policy_statuses: tuple[tuple[LinkView, StatusView], ...]
    now_href: str
    doors: tuple[DoorView, ...]
    helplines: tuple[HelplineView, ...]
    checked_alike: str
    """When all helplines were tried, where the same is to be said of each; otherwise each says its own."""
    contact: ContactView
    downloads: tuple[DownloadView, ...]


@dataclass(frozen=True, slots=True)
class TestView:
    """Something these pages were tested for, by what, and what was found."""

    what: str
    tool: str
    found: str


@dataclass(frozen=True, slots=True)
class AboutView:
    """About these pages: how current, how tested, what is kept, where the words come from."""

    page: PageView
    status: StatusView
    versions: tuple[tuple[LinkView, VersionView], ...]
    tested_on: str
    tests: tuple[TestView, ...]
    untested: tuple[str, ...]
    contact: ContactView
    sources: tuple[GuidanceView, ...]
    adapted_from: tuple[str, ...]
    keeps_answers: bool
    """Whether there is a checklist, which keeps what is typed on the reader's own device."""


@dataclass(frozen=True, slots=True)
class InternalFinding:
    """A finding in the leadership's pack."""

    code: str
    message: str
    place: str
    fix: str
    edit_url: str


@dataclass(frozen=True, slots=True)
class InternalPerson:
    """A person in a role with the private dates, for the leadership only. Texts are "" where unknown."""

    name: str
    role: str
    is_dsl: bool
    """Whether lead and training are asked about: a headteacher's own appointment has neither."""
    lead: str
    trained: str
    refreshed: str
    prevent: str
    confirmed: str


@dataclass(frozen=True, slots=True)
class InternalCoverage:
    """A document in the coverage matrix: how many clauses bind those whom it covers, and what it does with them."""

    title: str
    covers: str
    binding: int
    restated: int
    left_out: int
    missing: int
    to_read_again: int


@dataclass(frozen=True, slots=True)
class InternalPack:
    """The leadership's pack: never under ``site/``."""

    school: str
    logo: LogoView | None
    built: str
    status: StatusView
    blockers: tuple[InternalFinding, ...]
    advice: tuple[InternalFinding, ...]
    people: tuple[InternalPerson, ...]
    checklist: ChecklistView
    review_record: str
    coverage: tuple[InternalCoverage, ...]
    register_title: str
    register_version: VersionView | None
