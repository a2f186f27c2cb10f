"""The sentences of the wording files, filled in, in one language. Not for choosing which one to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from markupsafe import Markup, escape

from policybook.basics.dates import PartialDate
from policybook.basics.languages import ENGLISH, is_english, is_right_to_left
from policybook.model.organisation import USUAL, Profile
from policybook.source.wording_files import WORDING_FILE, WordingError, nearest, read_other_languages, read_sentences


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences by key. One that the language does not have is said in English."""

    english: Mapping[str, str]
    others: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Those of the other languages, by language."""
    language: str = ENGLISH
    """The language that they are said in."""
    profile: Profile = USUAL
    words: Mapping[str, str] = field(init=False)
    """What the organisation calls itself and its learners: any sentence may use them."""

    def __post_init__(self) -> None:
        """Translate the words that every organisation of a kind has; those of its own stay as it wrote them."""
        profile, own = self.profile, self.others.get(self.language, {})

        def said(word: str) -> str:
            return own.get(f"word.{word.replace(' ', '-')}", word)

        spoken = profile._replace(
            place=said(profile.place), learner=said(profile.learner), learners=said(profile.learners)
        )
        object.__setattr__(self, "words", spoken.words)

    @classmethod
    def read(cls, root: Path, book: Path | None = None) -> Sentences:
        """Read the wording of a program, and what a book adds to it.

        Raises:
            WordingError: where a file is missing or broken.
        """
        return cls(read_sentences(root), read_other_languages([root, book or root]))

    def in_words_of(self, profile: Profile) -> Sentences:
        """The same sentences in the words of an organisation."""
        return replace(self, profile=profile)

    def in_language(self, language: str) -> Sentences:
        """The same sentences in a language, or in English where nobody has worded them in it."""
        spoken = "" if is_english(language) else nearest(language, self.others)
        return self if (spoken or ENGLISH) == self.language else replace(self, language=spoken or ENGLISH)

    def speaks(self, language: str) -> bool:
        """Whether these are sentences of a language."""
        if is_english(language) or is_english(self.language):
            return is_english(language) and is_english(self.language)
        return bool(nearest(language, [self.language]))

    def fill(self, key: str, **values: object) -> str:
        """The sentence ``key`` with the words in braces filled in.

        Raises:
            WordingError: where the file lacks the sentence or names a word in braces that the build does not know.
        """
        error: Exception | None = None
        for sentences in self._in_order:
            try:
                return sentences[key].format(**self.words, **values)
            except (
                KeyError,
                IndexError,
                ValueError,
                AttributeError,
                TypeError,
            ) as fault:  # ORG021 tells of another language
                error = fault
        known = ", ".join(f"{{{name}}}" for name in values) or "no words in braces"
        raise WordingError(
            f"{WORDING_FILE}: the sentence “{key}” is missing or cannot be filled in ({error}). It may use: {known}."
        ) from None

    @property
    def _in_order(self) -> tuple[Mapping[str, str], ...]:
        own = self.others.get(self.language)
        return (self.english,) if own is None else (own, self.english)

    def markup(self, key: str, **values: object) -> Markup:
        """The sentence as HTML; what is HTML among the values stays so, and all else is escaped."""
        held = {name: f"\ue000{name}\ue001" for name in values}
        html = str(escape(self.fill(key, **held)))
        for name, place in held.items():
            html = html.replace(place, str(escape(values[name])))
        return Markup(html)  # noqa: S704 - escaped above

    def wording(self, key: str) -> str:
        """The sentence as the file has it, or nothing where there is none."""
        return next((sentences[key] for sentences in self._in_order if key in sentences), "")

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self.english

    # --- Dates and lists --------------------------------------------------------------------------------------------------

    def day_words(self, day: date) -> str:
        """``22 November 2026``."""
        return self.fill("date.day", day=day.day, month=self.fill(f"month.{day.month}"), year=day.year)

    def date_words(self, event: PartialDate) -> str:
        """As a reader sees it: ``22 November 2026``, ``November 2026``, ``summer 2026``, ``November 2026 or before``."""
        if event.limit:
            return self.fill("date.or-before", date=self.date_words(event.limit))
        if event.term:
            return self.fill(f"date.{event.term}", year=event.first.year)
        if event.is_day:
            return self.day_words(event.first)
        return self.fill("date.month", month=self.fill(f"month.{event.first.month}"), year=event.first.year)

    def when_words(self, event: PartialDate) -> str:
        """As part of a sentence: ``on 22 November 2026``, ``in summer 2026``, ``in or before November 2026``."""
        period = event.limit or event
        key = ("on" if period.is_day else "in") + ("-or-before" if event.limit else "")
        return self.fill(f"date.{key}", date=self.date_words(period))

    def listed(self, parts: Iterable[str]) -> str:
        """``a, b and c``."""
        words = list(parts)
        if not words[1:]:
            return "".join(words)
        return self.fill("list.and", first=self.fill("list.comma").join(words[:-1]), last=words[-1])

    # --- Marks of language in HTML ------------------------------------------------------------------------------------------

    def beside(self, language: str) -> Markup:
        """`` lang="en-GB" dir="ltr"`` for our words among those of another language, else ""."""
        return written(self.language) if language and not self.speaks(language) else Markup("")


def direction_of(language: str) -> Markup:
    """`` dir="rtl"`` for a page in a language that is written from right to left, else ""."""
    return Markup(' dir="rtl"') if is_right_to_left(language) else Markup("")


def written(language: str) -> Markup:
    """`` lang="ur" dir="rtl"``, or "" where a text is in the language around it."""
    if not language:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(language, "rtl" if is_right_to_left(language) else "ltr")
