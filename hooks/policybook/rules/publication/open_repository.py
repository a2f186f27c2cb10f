"""PUB: who can open the project itself, where everything private can be read. Not for what the pages show."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.enumeration import listed
from policybook.basics.findings import Severity, Span
from policybook.basics.on_page import leave_out
from policybook.book.book import Book
from policybook.rules.engine import Context, Violation, rule

SETTINGS = "settings"
_TRAINING = ("trained_on", "refreshed_on", "prevent_trained_on")
_IN_THE_PROJECT = leave_out("The pages show none of it. Whoever can open the project can read it there.")
_POST = ("senior_leadership", "in_job_description")


def _private_facts(book: Book) -> Iterator[tuple[Span, str]]:
    """Everything on record that no page shows and that is about a person, or was said within the school."""
    for appointment in book.people.appointments:
        known = dict(appointment)
        yield from ((appointment.at(key), "training dates") for key in _TRAINING if known[key])
        yield from ((appointment.at(key), "facts about posts") for key in _POST if known[key] is not None)
    for person in book.people.people.values():
        if person.publish_name is False:
            yield person.at("name"), "a name that is not published"
    for review in book.reviews:
        answers = [answer for answer in review.answers.values() if answer and answer.evidence]
        yield from ((answer.at("evidence"), "the evidence of a review") for answer in answers)
        yield from ((action.at("action"), "the actions of a review") for action in review.actions)
        if review.note:
            yield review.at("note"), "the note of a review"


@rule("PUB050", Severity.BLOCKER, SETTINGS, on_page=_IN_THE_PROJECT)
def nothing_private_is_in_a_public_project(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure a project that anybody can open holds nothing private: training dates, evidence, actions, names kept back.

    The pages do not show them, but every page links to the project, where everybody can read them, also after they were
    deleted. `policy/README.md` says what each choice means.
    """
    facts = list(_private_facts(book)) if book.settings.repository_is_public else []
    if facts:
        yield Violation(
            book.settings.at("repository_is_public"),
            f"Anybody can open this project, and it holds {listed(dict.fromkeys(kind for _, kind in facts))}.",
            "Make the project private on GitHub (Settings, General, Change visibility), then type repository_is_public: no",
            related=tuple(span for span, _ in facts),
        )


@rule("PUB080", Severity.BLOCKER, SETTINGS, on_page=_IN_THE_PROJECT)
def the_host_says_the_same_of_the_project_as_we_do(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure that a project which anybody can open is not recorded as private, or as unknown.

    Where the check runs on GitHub, GitHub says whether the project is private. People type training dates because the
    settings say that nobody else can read them. A change of the project on GitHub changes no file, so only this notices.
    """
    if context.is_public and book.settings.repository_is_public is not True:
        facts = listed(dict.fromkeys(kind for _, kind in _private_facts(book)))
        recorded = "says that nobody can" if book.settings.repository_is_public is False else "does not say so"
        yield Violation(
            _place(book, context),
            f"GitHub lets anybody open this project, and {book.layout.facts(SETTINGS)} {recorded}."
            + (f" It holds {facts}." if facts else ""),
            "Make the project private on GitHub (Settings, General, Change visibility). .github/SETTING-UP.md says which ways there "
            "are. If it is to stay public, keep what is private elsewhere, and type repository_is_public: yes",
        )


def _place(book: Book, context: Context) -> Span:
    """The line in the settings; without settings, the people of whom something private is recorded."""
    place = book.settings.at("repository_is_public")
    return place if place.path in context.lines else book.people.key("people")


@rule("PUB051", Severity.ADVICE, SETTINGS)
def it_is_known_who_can_open_the_project(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the settings say whether anybody can open the project. Whoever can may read everything private in it."""
    if book.people.people and book.settings.repository_is_public is None and not context.is_public:
        yield Violation(
            _place(book, context),
            "Nobody has recorded whether this project is private. Whoever can open it can read training dates and notes.",
            "Look on GitHub, beside the name of the project. If it says Private, type repository_is_public: no. If it says "
            "Public, make it private first (Settings, General, Change visibility).",
        )
