"""PLA: words and sentences that readers can follow. Not for the policies themselves.

What counts as plain is a matter of judgement, so all of it is advice. Each list item is counted by itself. A reading age is
reported in the leadership's pack, and no rule passes or fails it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.book.book import Book, Document, Statement
from policybook.book.prose import Prose
from policybook.book.reading_age import WORD, counted_text, sentences_in
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.literal_edits import replacing
from policybook.rules.text.jargon import JARGON
from policybook.rules.text.pasted_twice import is_doubled

LONGEST = {"students": 15, "parents": 20, "visitors": 20, "staff": 25, "leadership": 25}
"""The most words of a sentence, by who reads it."""


def _promising(book: Book) -> Iterator[Document]:
    return (document for document in book.documents if document.settings.plain_words)


def _by_path(_book: Book, context: Context) -> dict[str, list[Prose]]:
    """The texts of each file: looking through all of them for each document would grow with the square of both."""
    texts_by_path: dict[str, list[Prose]] = {}
    for prose in context.prose:
        texts_by_path.setdefault(prose.path, []).append(prose)
    return texts_by_path


def _all_texts(context: Context, document: Document) -> Iterator[Prose]:
    """Its statements, headings, title and summary; not its reasons and names of fields."""
    for prose in context.once(_by_path)[document.path]:
        if prose.kind in ("statement", "heading") or prose.field in ("title", "summary"):
            yield prose


@rule("PLA001", Severity.ADVICE)
def sentences_are_short(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no sentence of a document is longer than its readers can follow.

    15 words for students, 20 for parents and visitors, 25 for staff. The GOV.UK content design guidance ("Sentence
    length") gives 25 as the most for anybody. A token counts as one word. Easy-read editions have a rule of their own.
    """
    for document in book.documents:
        if document.settings.easy_read or document.settings.language:
            continue
        most = LONGEST[document.settings.audience]
        for prose in context.once(_by_path)[document.path]:
            text = counted_text(prose) if isinstance(prose.of, Statement) else ""
            for start, end in sentences_in(text):
                count = len(WORD.findall(text, start, end))
                if count > most and not is_doubled(prose.text):
                    begin = start + len(text[start:end]) - len(text[start:end].lstrip())
                    yield Violation(
                        prose.span(begin, end),
                        f"This sentence has {count} words. That is too long for {document.settings.audience}: "
                        f"{most} is the most.",
                        "Make two sentences of it, or a list. Keep every fact.",
                        about=document.id,
                    )


LONGEST_LINE = 15
"""The most words of a sentence of an easy-read edition: 10 are good."""


@rule("PLA004", Severity.ADVICE)
def easy_read_lines_are_short(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no sentence of an easy-read edition has more than 15 words, and no line more than two sentences.

    One idea a line: a rule, and the words that explain it. Wrong: “I tell an adult, unless I am at home, in which case I
    tell my parents or carers, who then tell the school.” Right: “I tell an adult. At home, I tell my family.”
    """
    for document in book.easy_read_documents:
        for prose in context.once(_by_path)[document.path]:
            text = counted_text(prose) if isinstance(prose.of, Statement) else ""
            sentences = list(sentences_in(text))
            longest = max((len(WORD.findall(text, start, end)) for start, end in sentences), default=0)
            if longest > LONGEST_LINE:
                said = f"This line has a sentence of {longest} words. In easy read, {LONGEST_LINE} is the most"
            elif len(sentences) > 2:  # noqa: PLR2004 - the rule, and what explains it
                said = f"This line has {len(sentences)} sentences. In easy read, each idea has a line of its own"
            else:
                continue
            yield Violation(
                prose.span(0, len(prose.text)),
                f"{said}.",
                "Make two lines of it, each with one idea and a picture of its own.",
                about=document.id,
            )


@rule("PLA005", Severity.ADVICE, dated=Dated.LAPSES)
def every_trial_was_made(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure what is recorded of the trial of an easy-read edition says when it was and who made it.

    An easy-read edition is a draft in the leadership's folder until readers have tried it: `tried_on`, a day that has
    been, and `tried_by`, the roles that tried it with them. The names of the readers are recorded nowhere.
    """
    for document in book.easy_read_documents:
        settings = document.settings
        if settings.tried_on and settings.tried_on.first > context.as_of:
            yield Violation(
                settings.at("tried_on"),
                f"“{settings.title}” cannot have been tried on a day that is still to come.",
                "Type the day on which readers tried it, or leave it empty until they have.",
                about=document.id,
            )
        elif bool(settings.tried_on) != bool(settings.tried_by):
            said, key = ("when", "tried_on") if settings.tried_by else ("by which role", "tried_by")
            yield Violation(
                settings.key(key),
                f"It is not recorded {said} “{settings.title}” was tried with readers, so it is not published.",
                f"Type {'the day' if key == 'tried_on' else 'the role, not a name,'} {settings.after(key)}.",
                about=document.id,
            )


def _jargon(texts: list[Prose]) -> Iterator[re.Pattern[str]]:
    """A pattern for each phrase that stands in the texts, so that only few are made."""
    whole = " ".join(" ".join(prose.plain for prose in texts).lower().split())
    for phrase in JARGON:
        if phrase in whole:
            words = r"\s+".join(phrase.split())
            yield re.compile(rf"(?<![\w-]){words}(?![\w-])", re.IGNORECASE)


@rule("PLA003", Severity.ADVICE)
def plain_words_have_no_jargon(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a document that promises plain words uses the plain word where there is one: “before”, not “prior to”.

    The list follows the usual guides to plain English (“words to avoid”), and leaves out words that have an honest use.
    """
    for document in _promising(book):
        texts = list(_all_texts(context, document))
        for pattern in _jargon(texts):
            for prose, match in ((text, match) for text in texts for match in pattern.finditer(text.plain)):
                word = " ".join(match[0].split())
                instead = _choices(JARGON[word.lower()], match[0])
                yield Violation(
                    prose.span(match.start(), match.end()),
                    f"“{word}” is not a plain word.",
                    f"Type “{'” or “'.join(instead)}” instead." if instead else "Leave it out.",
                    about=document.id,
                    edits=replacing(context, prose, *match.span(), instead[0]) if len(instead) == 1 else (),
                )


def _choices(plain: str, typed: str) -> list[str]:
    """The plain words to choose from, with a capital letter where one was typed; none where the word can go."""
    if plain.startswith("("):
        return []
    return [word[:1].upper() + word[1:] if typed[0].isupper() else word for word in plain.split(", ")]
