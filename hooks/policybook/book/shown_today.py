"""May this text be shown to readers today: the one answer for every wording that was taken out. Not for how it is left out.

Whatever looks like a way to reach somebody, or like a person, is looked for, and may be shown only if the book has it in
public today. So nothing has to be listed that must not be shown, and what is in doubt is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from policybook.basics.first_names import FIRST_NAMES
from policybook.basics.name_words import EVERYDAY, TITLES
from policybook.basics.written_forms import Contact, find_contacts, fold_name, mail_key, number_key, tidy_typing
from policybook.book.book import Book
from policybook.book.known_people import KnownPerson
from policybook.book.possible_people import Kind, PeopleFinder, PossiblePerson
from policybook.book.prose import of_book
from policybook.book.word_places import Word, phrases_at, split_words
from policybook.model.declarations import Audience
from policybook.model.entry import Entry
from policybook.model.people import People

_PUBLIC_NUMBERS = frozenset(["999", "112", "101", "111", "105", "119", "116123", "18000", "18001"])
"""What anybody may ring in this country; the last two are the beginnings of calls by relay."""
_LEAST_OF_NUMBER = 6
_PUBLIC_HOSTS = (".gov.uk", ".nhs.uk", ".police.uk", ".legislation.gov.uk")


class Withheld(NamedTuple):
    """What in a text may not be shown today: "contact" or "person", and the words that look like one."""

    kind: str
    text: str


@dataclass(frozen=True, eq=False)
class ShownToday:
    """What readers may see on a day: ``named`` are the people whose names the pages print.

    ``earlier`` are the books of before, whose people are on record too.
    """

    book: Book
    named: frozenset[str]
    earlier: tuple[Book, ...] = ()

    def may_show(self, text: str) -> bool:
        """Whether nothing in a text is to be left out."""
        return next(self.find_withheld(text), None) is None

    def find_withheld(self, text: str) -> Iterator[Withheld]:
        """Yield what looks like a contact or a person and is not public today."""
        seen = tidy_typing(text)
        yield from (
            Withheld("contact", match.text)
            for match in find_contacts(seen, in_doubt=True)
            if not self._is_public(match)
        )
        yield from (Withheld("person", words) for words in self._people_in(seen))

    # --- contacts ----------------------------------------------------------------------------------------------------

    def _is_public(self, contact: Contact) -> bool:
        key = contact.key
        if contact.kind == "phone":
            is_long = len(key) >= _LEAST_OF_NUMBER
            return key in self._numbers or (is_long and any(number.endswith(key) for number in self._numbers))
        if contact.kind == "web":
            host = key.partition("/")[0]
            return host.endswith(_PUBLIC_HOSTS) or host in self._hosts
        return key in self._mails if contact.kind == "mail" else any(key in place for place in self._places)

    @cached_property
    def _public_texts(self) -> tuple[str, ...]:
        """Every text of the facts that readers may see, whole."""
        return tuple(tidy_typing(text) for file in self.book.fact_files() for text in _public_values(file))

    @cached_property
    def _numbers(self) -> frozenset[str]:
        keys = (number_key(m[0]) for text in self._public_texts for m in re.finditer(r"\+?\d[\d\s()-]+\d", text))
        return _PUBLIC_NUMBERS | {key for key in keys if len(key) > 2}  # noqa: PLR2004 - the shortest is 999

    @cached_property
    def _mails(self) -> frozenset[str]:
        return frozenset(mail_key(word) for text in self._public_texts if "@" in text for word in text.split())

    @cached_property
    def _places(self) -> frozenset[str]:
        return frozenset(re.sub(r"\W", "", text.casefold()) for text in self._public_texts)

    @cached_property
    def _hosts(self) -> frozenset[str]:
        texts = (*self._public_texts, *(prose.text for prose in of_book(self.book, {}) if "://" in prose.text))
        return frozenset(
            host.casefold().removeprefix("www.")
            for text in texts
            for host in re.findall(r"(?:https?://|www\.)([\w.-]+)", text)
        )

    # --- people ------------------------------------------------------------------------------------------------------

    @cached_property
    def _books(self) -> tuple[Book, ...]:
        return (self.book, *self.earlier)

    @cached_property
    def _finder(self) -> PeopleFinder:
        """Knows whoever is on record, now or before: those first whose names no page prints."""
        published = {fold_name(name) for name in self.named}
        names = {person.name for book in self._books for person in book.people.people.values()}
        hidden = [name for name in sorted(names) if fold_name(name) not in published]
        known = [KnownPerson(name, parts, is_public=False) for name in hidden if (parts := _untitled(name))]
        known += [KnownPerson(name, parts, is_public=True) for name in sorted(self.named) if (parts := _untitled(name))]
        today, before = _small_words([self.book]), _small_words(self.earlier)
        return PeopleFinder(known, lambda word, _beside: word in today, before.__contains__)

    @cached_property
    def _today(self) -> str:
        """The words of today's texts and public facts, folded, between blanks."""
        texts = [prose.plain for prose in of_book(self.book, {}) if not isinstance(prose.of, People)]
        return " ".join(
            [
                "",
                *(word.folded for text in [*texts, *self._public_texts] for word in split_words(tidy_typing(text))),
                "",
            ]
        )

    @cached_property
    def _phrases(self) -> dict[str, list[tuple[str, ...]]]:
        """What has a name of its own in public today, by the first word: people, services, helplines, guidance, titles."""
        phrases: dict[str, list[tuple[str, ...]]] = {}
        for text in [
            *self.named,
            *self._public_texts,
            *(p.text for p in of_book(self.book, {}) if p.kind != "fact" and p.field == "title"),
        ]:
            words = tuple(word.folded for word in split_words(tidy_typing(text)))
            if words and len(words) <= 8:  # noqa: PLR2004 - longer ones are sentences
                phrases.setdefault(words[0], []).append(words)
        return phrases

    def _people_in(self, text: str) -> Iterator[str]:
        words = split_words(text)
        public = self._allowed(words)
        for found in self._finder.find(text, words, in_doubt=True, public=public):
            if not self._is_public_today(text, words, found, public):
                yield text[found.start : found.end]

    def _allowed(self, words: list[Word]) -> frozenset[int]:
        """The places of words that are part of a name that is public today."""
        allowed: set[int] = set()
        for number, word in enumerate(words):
            for phrase in self._phrases.get(word.folded, ()):
                part = words[number : number + len(phrase)]
                is_whole = tuple(w.folded for w in part) == phrase and any(w.is_capital for w in part)
                hides = not self.named & {" ".join(w.typed for w in part)} and self._finder.hidden_parts & set(phrase)
                if is_whole and not (hides and len(phrase) == 1):
                    allowed.update(range(number, number + len(phrase)))
        return frozenset(allowed)

    def _is_public_today(self, text: str, words: list[Word], found: PossiblePerson, public: frozenset[int]) -> bool:
        """Whether readers see these very words today: a public name, or a stranger's that today's rules let stand."""
        if found.words and public.issuperset(found.words):
            return True
        if found.kind is Kind.RECORDED and found.key in self.named:
            return True
        said = (phrase for number in found.words for phrase in phrases_at(text, words, number))
        return found.kind is Kind.STRANGER and any(f" {' '.join(phrase)} " in self._today for phrase in said)


def _untitled(name: str) -> tuple[str, ...]:
    """The parts of a name without its title."""
    words = [word for word in name.split() if fold_name(word)]
    return tuple(word for word in words if len(words) == 1 or fold_name(word) not in TITLES)


def _small_words(books: Iterable[Book]) -> frozenset[str]:
    """The words that texts have in lower case, but for what follows a title or a first name there: mrs hughes."""
    small: set[str] = set()
    for book in books:
        for prose in of_book(book, {}):
            words = split_words(tidy_typing(prose.plain))
            names = [False, *(word.folded in TITLES or word.folded in FIRST_NAMES - EVERYDAY for word in words)]
            small |= {
                word.folded for word, is_name in zip(words, names, strict=False) if word.typed.islower() and not is_name
            }
    return frozenset(small)


def _public_values(entry: Entry) -> Iterator[str]:
    """The texts of an entry that readers may see, and of the entries in it."""
    if not entry.is_public or isinstance(entry, People):
        yield from (text for text in _cover_and_roles(entry) if text)
        return
    for field, value, _ in entry.values():
        if field.declared.audience is Audience.PUBLIC:
            if isinstance(value, Entry):
                yield from _public_values(value)
            elif isinstance(value, str):
                yield value


def _cover_and_roles(entry: Entry) -> Iterator[str | None]:
    """Of the file on people, what is no person: who answers when nobody is there, and the titles of roles."""
    if isinstance(entry, People):
        yield from (entry.cover.arrangement, entry.cover.contact, *(role.title for role in entry.roles.values()))
