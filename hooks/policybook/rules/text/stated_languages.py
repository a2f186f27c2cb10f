"""TXT: whether texts are in the language that is stated for them, or in English where none is. Not for translating."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.basics.language_signs import NAMES, seems_written_in
from policybook.basics.languages import ENGLISH
from policybook.basics.letters import find_lacking_letters
from policybook.basics.on_page import PASSAGE_UNFIT
from policybook.book.book import Book, Clause, Document, Statement
from policybook.rules.engine import Context, Violation, rule


@rule("TXT030", Severity.BLOCKER, on_page=PASSAGE_UNFIT)
def texts_are_in_the_language_stated(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure each paragraph is in the language that is stated for it: English, `language:` of its document, or its own `lang`.

    A voice reads it aloud in that language, and it runs in the direction of that language. A few words of another
    language in a sentence are in order.

    Wrong: a paragraph in Urdu with `{ #urdu from="school.phone" }`. Right: `{ #urdu from="school.phone" lang="ur" }`.
    """
    usual = book.organisation.language or ENGLISH
    found = list(_in_another_language(book, context, usual))
    whole = {document.path: document for document in book.documents if document.settings.language}
    texts = Counter(prose.path for prose in context.prose if prose.kind == "statement")
    usual_texts = Counter(violation.span.path for is_usual, violation in found if is_usual)
    wrong = {path for path in whole if usual_texts[path] * 2 > texts[path]}
    for path in sorted(wrong):
        settings = whole[path].settings
        yield Violation(
            settings.at("language"),
            f"This line says that the document is in {_name_of(settings.language or usual)}, and its text seems to be "
            f"{_name_of(usual)}. A screen reader reads it wrongly.",
            "Delete this line.",
        )
    yield from (violation for is_usual, violation in found if not (is_usual and violation.span.path in wrong))


def _name_of(language: str) -> str:
    return NAMES.get(language.partition("-")[0], language)


def _in_another_language(book: Book, context: Context, usual: str) -> Iterator[tuple[bool, Violation]]:
    """Each text in another language than the one stated for it; and whether it is in the usual one of the book."""
    languages = {document.path: document.settings.language or usual for document in book.documents}
    for prose in context.prose:
        owner = prose.of
        own = owner.language if isinstance(owner, Clause | Statement) else ""
        stated = own or languages.get(prose.path, usual)
        if prose.kind not in ("clause", "statement") and not isinstance(owner, Document):
            continue
        if prose.field in ("address", "fields"):
            continue
        text = prose.words
        if not _may_be_another(text, stated):
            continue
        likely = seems_written_in(text, stated)
        part = "" if likely or text.isascii() else _sentence_apart(text, stated)
        if part and not next(find_lacking_letters(prose.text), None):
            of_part, start = seems_written_in(part, stated), text.index(part)
            yield (
                False,
                Violation(
                    prose.span(start, start + len(part)),
                    f"This sentence seems to be {NAMES.get(of_part, of_part)}, among others in another language. A screen reader reads it wrongly.",
                    f'Put it into a paragraph of its own, with lang="{of_part}" in the braces below it.',
                ),
            )
        if not likely or next(
            find_lacking_letters(prose.text), None
        ):  # TXT025 says what to do with letters that the PDFs lack
            continue
        name = NAMES.get(likely, likely)
        ending = "" if own else ", and nothing says so"
        message = (
            f"This seems to be {name}{ending}."
            if not own
            else f'This seems to be {name}, and lang="{own}" says {NAMES.get(own, "another language")}.'
        )
        yield (
            not own and likely == usual.partition("-")[0],
            Violation(
                prose.span(0, min(len(prose.text), 40)),
                f"{message} A screen reader reads it wrongly.",
                _fix(owner, own, likely),
            ),
        )


_SENTENCES = re.compile(r"(?<=[.!?\u061f\u0964\u3002])\s+")
_FEWEST_WORDS = 3


def _sentence_apart(text: str, stated: str) -> str:
    """The first sentence that is written in other letters than the sentences around it; "" where none is."""
    sentences = _SENTENCES.split(text)
    others = (one for one in sentences if len(one.split()) >= _FEWEST_WORDS and not one.isascii())
    return next((one for one in others if sentences[1:] and seems_written_in(one, stated)), "")


def _may_be_another(text: str, stated: str) -> bool:
    """A quick look before the close one: most texts are plain English."""
    if stated != "en" or not text.isascii():
        return True
    words = text.lower().split()
    return len(words) > 5 and sum(word in _ENGLISH for word in words) * 8 < len(words)  # noqa: PLR2004


_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "a",
        "in",
        "is",
        "for",
        "we",
        "our",
        "your",
        "you",
        "are",
        "with",
        "on",
        "or",
        "not",
        "be",
        "this",
        "that",
        "they",
        "it",
        "by",
        "as",
        "at",
        "from",
        "will",
        "can",
        "must",
        "should",
        "may",
        "all",
    ]
)


def _fix(owner: object, own: str, likely: str) -> str:
    if own:
        instead = f'Type lang="{likely}" instead of lang="{own}" in the braces below it.'
        return instead if likely != "en" else f'{instead} In a document in English, delete lang="{own}".'
    if isinstance(owner, Clause | Statement):
        return f'Type lang="{likely}" before the closing brace below it: {{ #{owner.id} ... lang="{likely}" }}'
    return (
        f"If the whole document is in that language, type language: {likely} at its top, between the two lines ---. If not, "
        "type this in the language of the document: no heading or title has a language of its own."
    )
