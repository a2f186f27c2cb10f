"""The view of help first: what to do by situation, and who helps. One piece for pages, for paper, and for an address that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from policybook.basics.dates import PartialDate, is_within
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Document
from policybook.book.harmful_steps import harmful_words
from policybook.model.checked_values import CheckedEntry
from policybook.model.declarations import HELPLINE
from policybook.model.help import Situation
from policybook.model.helplines import EMERGENCY_NUMBERS
from policybook.model.organisation import Duty
from policybook.references.uses import entry_of_token
from policybook.views.addresses import Page
from policybook.views.people_and_contacts import ContactView, HelplineView, contact_view, helpline_views
from policybook.views.view_context import DownloadView, PageView, ViewContext

HELP = "page-now"
"""The id of help on a page."""
SITUATION = "now-"
"""How the ids of situations begin."""
_FAMILIES = ("parents", "students")
_EVERYBODY = ("parents", "students", "staff")


@dataclass(frozen=True, slots=True)
class SituationView:
    """A situation: its words, what to do in order, and who helps. ``id`` is that of its steps on a page."""

    id: str
    words: str
    steps: tuple[Markup, ...]
    helplines: tuple[HelplineView, ...]


@dataclass(frozen=True, slots=True)
class HelpView:
    """Help first. ``first`` are the situations seen at once and ``others`` those behind one link."""

    emergency: HelplineView | None
    contact: ContactView
    translate: str
    """How to read the page in another language, and whom to ask."""
    unknown: str
    """What is not known about the school, in one sentence; "" where readers can reach it."""
    first: tuple[SituationView, ...]
    others: tuple[SituationView, ...]
    checked: str
    """When everything but 999 was compared with its source, or that nobody has this year; in one sentence."""

    downloads: tuple[DownloadView, ...] = ()
    """The card and the poster, where they are made."""

    is_owed: bool = True
    """Whether readers must find help here: a school’s do, also while nothing of it is recorded."""

    @property
    def is_there(self) -> bool:
        """Whether there is anything to say."""
        return self.is_owed or bool(self.emergency or self.all)

    @property
    def all(self) -> tuple[SituationView, ...]:
        """Every situation, the first ones first."""
        return (*self.first, *self.others)

    @property
    def helplines(self) -> tuple[HelplineView, ...]:
        """Everybody who helps in any of them, once each; those of the first situations first."""
        return _once(self.all)

    @property
    def first_helplines(self) -> tuple[HelplineView, ...]:
        """Everybody who helps in the first situations, once each."""
        return _once(self.first or self.all)


def _once(situations: Iterable[SituationView]) -> tuple[HelplineView, ...]:
    return tuple(dict.fromkeys(line for situation in situations for line in situation.helplines))


@dataclass(frozen=True, slots=True)
class HelpPaperView:
    """Help on a card or on a poster."""

    page: PageView
    help: HelpView


CARD, POSTER = "help-card", "help-poster"


def guide_of(book: Book) -> Document | None:
    """The document that begins with help: the first one for parents that is no translation and no form."""
    written = (document for document in book.published_documents if document.settings.kind == "statements")
    guides = (document for document in written if document.settings.audience == "parents")
    return next((guide for guide in guides if not guide.settings.translates), None)


def now_href(context: ViewContext, page: Page) -> str:
    """Where help is from here: on the parents' page, or "" where no document is for parents."""
    guide = guide_of(context.book)
    if guide is None:
        return ""
    first = next((group.id for group in guide.groups if group.title), "")
    fragment = HELP if help_view(context, page).all else first
    return page.to(guide.settings.address, fragment) if fragment else ""


def help_view(context: ViewContext, page: Page, *audiences: str) -> HelpView:
    """Help for some readers, families where none are named."""
    wanted = set(audiences or _FAMILIES)
    situations = {
        name: situation for name, situation in context.book.help.situations.items() if wanted & set(situation.audience)
    }
    helplines = {line.id: line for line in helpline_views(context, *_EVERYBODY)}
    views = {name: _situation_view(context, page, name, one, helplines) for name, one in situations.items()}
    contact = contact_view(context)
    return HelpView(
        emergency=next((line for line in helplines.values() if line.phone in EMERGENCY_NUMBERS), None),
        contact=contact,
        translate=_translate(context, contact),
        unknown=_unknown(context, contact),
        first=tuple(view for name, view in views.items() if situations[name].first),
        others=tuple(view for name, view in views.items() if not situations[name].first),
        checked=_checked(context, situations.values(), [line for view in views.values() for line in view.helplines]),
        downloads=paper_downloads(context, page),
        is_owed=Duty.SAFEGUARDING in context.book.organisation.profile.duties,
    )


def help_papers(context: ViewContext) -> dict[str, HelpPaperView]:
    """The card for families and the poster for the staff room, by name; none where nothing is recorded to print on it."""
    papers = {CARD: _paper(context, CARD, *_FAMILIES), POSTER: _paper(context, POSTER, "staff")}
    return {name: paper for name, paper in papers.items() if paper.help.all}


def _paper(context: ViewContext, name: str, *audiences: str) -> HelpPaperView:
    guide = guide_of(context.book)
    page = Page("", live=guide.settings.address if guide else "")
    title, summary = (context.sentences.fill(f"{name}.{part}") for part in ("title", "summary"))
    view = context.page(page, title, summary, context.book.layout.facts("help"))
    return HelpPaperView(view, help_view(context, page, *audiences))


def paper_downloads(context: ViewContext, page: Page, *names: str) -> tuple[DownloadView, ...]:
    """Return the links to the card and the poster, or to those of ``names``, where they are made."""
    found = (context.download(name, context.sentences.fill(f"{name}.title"), page) for name in names or (CARD, POSTER))
    return tuple(download for download in found if download)


def _situation_view(
    context: ViewContext, page: Page, name: str, situation: Situation, helplines: dict[str, HelplineView]
) -> SituationView:
    """A situation without the helplines that readers are not shown, the steps that name one, and those that would harm."""
    inline = context.inline(page)
    return SituationView(
        id=f"{SITUATION}{name}",
        words=situation.words,
        steps=tuple(
            inline.line(step)
            for step in situation.steps
            if set(_helplines_in(step)) <= helplines.keys() and harmful_words(step) is None
        ),
        helplines=tuple(helplines[line] for line in situation.helplines if line in helplines),
    )


def _helplines_in(step: str) -> Iterator[str]:
    """The helplines that the tokens of a step name."""
    for token in find_tokens(step):
        kind, name = entry_of_token(token.name) or ("", "")
        if kind == HELPLINE:
            yield name


def _translate(context: ViewContext, contact: ContactView) -> str:
    """How the browser translates a page, and whom to ask, where that is known."""
    how = context.sentences.fill("help.translate")
    ask = (contact.formats_contact or contact.phone or contact.email).removesuffix(".")
    key, values = ("help.translate-ask", {"contact": ask}) if ask else ("help.translate-school", {})
    return f"{how} {context.sentences.fill(key, **values)}"


def _unknown(context: ViewContext, contact: ContactView) -> str:
    """One sentence on how the school cannot be reached from here; "" where there is a number or a mailbox."""
    if contact.phone or contact.safeguarding_email or contact.email:
        return ""
    return context.sentences.fill("help.unknown", school=contact.school)


def _checked(context: ViewContext, situations: Iterable[Situation], helplines: Iterable[HelplineView]) -> str:
    """When everything that is shown was compared with its source: the oldest day; or what of it was not, this year."""
    days = context.book.settings.helpline_checked_days.value

    def recent(entries: Iterable[CheckedEntry]) -> list[PartialDate]:
        return [on for entry in entries if (on := entry.last_checked) and is_within(on, days, context.as_of)]

    steps = [*situations]
    lines = [context.book.helplines.helplines[line.id] for line in helplines if line.checked]
    dated = recent([*steps, *lines])
    if not steps and not lines:
        return ""
    if len(dated) < len(steps) + len(lines):
        are_lines_checked = lines and len(recent(lines)) == len(lines)
        return context.sentences.fill("help.steps-unchecked" if are_lines_checked else "help.unchecked")
    return context.sentences.fill("help.checked", on=context.sentences.date_words(min(dated, key=lambda on: on.last)))
