"""GUI: laws and editions that were announced and have no day yet: nothing states them as in force. Not for those that have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policybook.basics.dates import is_to_come, is_within
from policybook.basics.findings import Severity, Span
from policybook.basics.on_page import PASSAGE_UNFIT, say_so
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book
from policybook.book.prose import Prose
from policybook.model.guidance import Guidance
from policybook.rules.engine import Context, Dated, Violation, rule

GUIDANCE, POLICY = "guidance", "policy"
RECHECK_DAYS = 30
"""How often a coming law is looked at where it does not say: about once a month."""
_AS_LAW = re.compile(
    r"\b(?:laws?|legal(?:ly)?|illegal(?:ly)?|unlawful(?:ly)?|offences?|bann?(?:ed|s)?|forbid(?:s|den)?|prohibit(?:s|ed)?|must|requires?|required"
    r"|not\s+(?:be\s+)?(?:allowed|permitted))\b",
    re.IGNORECASE,
)
_AS_COMING = re.compile(
    r"\b(?:announced|announcement|proposed|proposals?|planned|plans?|expected|expects|coming|will|would|may|might|could|if|when|until"
    r"|not\s+(?:yet\s+)?(?:a\s+)?law|not\s+yet|consult(?:s|ed|ation)?)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?]+(?!\s|$)[^.!?]*)*[.!?]*")
_WORD = re.compile(r"\w+")


def _coming(book: Book) -> dict[str, Guidance]:
    """What was announced, has no day, and has no edition in force either."""
    return {
        name: guidance
        for name, guidance in book.guidance.guidance.items()
        if guidance.coming and not any(edition.in_force for edition in guidance.editions)
    }


@rule("GUI021", Severity.ADVICE, GUIDANCE, dated=Dated.LAPSES)
def coming_law_is_looked_at_again(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure somebody looks again at each coming law or edition, every `recheck_days`, whether it has come.

    Such an entry has a day after `announced:` and none after `in_force:`. Until somebody fills that in, the leadership's pack
    lists it as announced and not law.
    """
    for name, guidance in book.guidance.guidance.items():
        edition = guidance.coming
        if edition is None or is_to_come(edition.checked_on, context.as_of):  # DSL019
            continue
        days = edition.recheck_days or RECHECK_DAYS
        if not is_within(edition.checked_on, days, context.as_of):
            expected = f" ({edition.expected.rstrip('.')})" if edition.expected else ""
            yield Violation(
                edition.key("checked_on"),
                f"Nobody has looked in the last {days} days whether “{guidance.title}” is in force{expected}.",
                f"Look on the publisher’s page. If its day is fixed, type it {edition.after('in_force')}. Either way, type today’s date {edition.after('checked_on')}, and your role {edition.after('checked_by')}.",
                about=name,
            )


@rule(
    "GUI022",
    Severity.BLOCKER,
    GUIDANCE,
    POLICY,
    on_page=say_so("The list of guidance says that it was announced and is not in force."),
)
def no_coming_law_is_relied_on(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure no policy, departure or check rests on a law or an edition that was only announced.

    What is announced can change or never begin. The pages must not tell readers that it is law.
    """
    for span, name, edition in _relied_on(book):
        guidance = book.guidance.guidance.get(name)
        announced = guidance.coming if guidance else None
        if guidance and announced and (edition == announced.edition or name in _coming(book)):
            yield Violation(
                span,
                f"This rests on “{guidance.title}”, which was announced{_when(guidance)} and is not in force.",
                f"Delete it here, or type the edition that is in force. If it is in force by now, type the day after in_force: in {book.layout.facts(GUIDANCE)}.",
                about=name,
            )


def _relied_on(book: Book) -> Iterator[tuple[Span, str, str]]:
    """The place, the guidance and the edition or "" of each thing that rests on guidance."""
    for policy in book.policies:
        for relied in policy.settings.guidance:
            yield relied.at("edition"), relied.id, relied.edition
        for departure in policy.settings.departures:
            yield departure.at("guidance"), departure.guidance, ""
        for section in policy.sections:
            for check in section.settings.checks:
                yield check.at("source"), check.source, ""
            for clause in section.clauses:
                if clause.reports:
                    yield clause.reports.span, clause.reports.guidance, clause.reports.edition


def _when(guidance: Guidance) -> str:
    edition = guidance.coming
    return f" {edition.announced.when_words}" if edition and edition.announced else ""


@rule("GUI023", Severity.BLOCKER, GUIDANCE, on_page=PASSAGE_UNFIT)
def no_coming_law_is_stated_as_law(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no sentence states a law as in force that was only announced.

    A sentence that names it by a token must say that it is announced, planned or expected. A sentence that has all words of
    one of its `recognised_by:`, and a word such as law, illegal or banned, must say so, too.

    Wrong: By law, nobody under 16 may use social media.
    Right: The government has announced a minimum age for social media. It is not law yet.
    """
    coming = _coming(book)
    known = {
        name: [frozenset(_WORD.findall(words.casefold())) for words in guidance.recognised_by]
        for name, guidance in coming.items()
    }
    needles = [f"guidance.{name}" for name in coming]
    needles += [max(phrase, key=len) for phrases in known.values() for phrase in phrases if phrase]
    for prose in context.prose_with(*needles):
        if prose.kind == "fact":
            continue
        for sentence in _SENTENCE.finditer(prose.text):
            for name in _stated(prose, sentence, known):
                yield Violation(
                    prose.span(*_trimmed(sentence)),
                    f"This sentence states “{coming[name].title}” as law. It was announced{_when(coming[name])} and is not in force.",
                    "Say that it has been announced and is not law yet, or delete the sentence.",
                    about=name,
                )


def _stated(prose: Prose, sentence: re.Match[str], known: dict[str, list[frozenset[str]]]) -> Iterator[str]:
    """The coming laws that a sentence states as in force."""
    text = prose.plain[sentence.start() : sentence.end()]
    if _AS_COMING.search(_without_permission(text)):
        return
    words = frozenset(_WORD.findall(text.casefold()))
    tokens = {token.name.split(".")[1] for token in find_tokens(sentence[0]) if token.name.startswith("guidance.")}
    for name, phrases in known.items():
        if name in tokens or (_AS_LAW.search(text) and any(phrase <= words for phrase in phrases)):
            yield name


def _without_permission(text: str) -> str:
    """A sentence without the “may” of a permission: “nobody under 16 may use it” says nothing of the future."""
    return re.sub(r"\b(?:nobody|no|not|only)\b[^.]*?\b(?:may|will)\b|\bmay\s+not\b", " ", text, flags=re.IGNORECASE)


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return start, match.end() - (len(match[0]) - len(match[0].rstrip()))
