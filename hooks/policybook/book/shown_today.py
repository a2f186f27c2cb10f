"""May this text be shown to readers today: the one answer for every wording that was taken out. Not for how it is left out.

Whatever looks like a way to reach somebody, or like a person, is looked for, and may be shown only if the book has it in
public today. So nothing has to be listed that must not be shown, and what is in doubt is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from policybook.basics.first_names import FIRST_NAMES
from policybook.basics.likeness import is_slip
from policybook.basics.written_forms import Contact, find_contacts, fold_name, mail_key, number_key, tidy_typing
from policybook.book.book import Book
from policybook.book.prose import of_book
from policybook.model.declarations import Audience
from policybook.model.entry import Entry
from policybook.model.facts import People

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*'?")
_POSSESSIVE = re.compile(r"'s?$", re.IGNORECASE)
_SENTENCE_ENDS = frozenset('.!?:;•“"\n')
_PUBLIC_NUMBERS = frozenset(["999", "112", "101", "111", "105", "119", "116123", "18000", "18001"])
"""What anybody may ring in this country; the last two are the beginnings of calls by relay."""
_LEAST_OF_NUMBER = 6
_LONG_NAME = 4
_PUBLIC_HOSTS = (".gov.uk", ".nhs.uk", ".police.uk", ".legislation.gov.uk")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = _listed("mr mrs ms mx dr doctor prof professor sir dame rev reverend miss madam cllr councillor lady lord fr")
PARTICLES = _listed("van de der den von zu di da do dos del della la le lo bin ibn al el ap ab ter ten af av du st")
ASKED = _listed(
    "ask asks asking call calls calling contact contacts email emails inform informs phone phones ring rings see tell tells telling"
)
"""Words before which a name stands by itself."""
THINGS = _listed(
    "academy act association avenue award awards building campus centre charity church class classes classroom close clinic "
    "college company conference corridor council county court day days drive estate foundation fund garden gardens grove group "
    "groups hall hill homes hospital house institute lane library lodge ltd limited model museum network networks north park "
    "place plan policy primary programme project pupils report review road room scheme school schools secondary service services "
    "site society south square street students system team terrace test theatre trophy trust unit university vale way week wing "
    "works year east west"
)
"""Words that make a name before them the name of a thing."""
EVERYDAY = _listed(
    "amber angel april art august autumn bill carol chase christian cliff clay dale dawn dean drew earl eve faith frank gene "
    "ginger glen grace grant guy harmony heather holly hope iris ivy jack jasmine jay jean jordan joy june lily logan mark may "
    "melody miles mo morgan nick olive paris pat penny perry poppy rob robin rose ruby sandy sky skye sue summer sunny taylor "
    "tiffany victor victoria viola violet virginia wade will willow"
)
"""First names that are words or places as well."""


class _Word(NamedTuple):
    """A word of a text, as typed and folded."""

    typed: str
    folded: str
    start: int
    end: int
    is_possessive: bool

    @property
    def is_capital(self) -> bool:
        """Whether it is written as names are, or in capitals."""
        return self.typed[:1].isupper()

    @property
    def is_name_like(self) -> bool:
        """Whether it is written as names are, such as Holm, O'Neill or McKay, and is no short form or product."""
        inner = re.sub(r"^(?:M[a]?c|[OD]'|De|Fitz|Van|Le|La)|(?<=-).", "", self.typed)[1:]
        return self.is_capital and len(self.folded) > 1 and inner.lower() == inner


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
        yield from (Withheld("contact", match.text) for match in find_contacts(seen) if not self._is_public(match))
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
    def _hidden(self) -> tuple[tuple[str, ...], ...]:
        """The folded parts of the names on record, now or before, that no page prints."""
        published = {fold_name(name) for name in self.named}
        names = {person.name for book in self._books for person in book.people.people.values()}
        parts = (_name_parts(name) for name in sorted(names) if fold_name(name) not in published)
        return tuple(dict.fromkeys(part for part in parts if part))

    @cached_property
    def _hidden_parts(self) -> frozenset[str]:
        """First names, surnames and the pieces of double names of those people, also as they are typed without umlauts."""
        return frozenset(part for name in self._hidden for part in name if len(part) > 1 and part not in PARTICLES)

    @cached_property
    def _joined(self) -> frozenset[str]:
        """Their names as one word, such as kdunk or dunkkevin."""
        both = [(name[0], name[-1]) for name in self._hidden if len(name) > 1]
        forms = ((f + s, s + f, f[0] + s, s + f[0], f + s[0]) for f, s in both)
        return frozenset(form for found in forms for form in found if len(form) > 3)  # noqa: PLR2004 - shorter ones are words

    @cached_property
    def _printed(self) -> frozenset[str]:
        """The parts of the names that the pages print."""
        return frozenset(part for name in self.named for part in _name_parts(name))

    @cached_property
    def _today(self) -> str:
        """The words of today's texts and public facts, folded, between blanks."""
        texts = [prose.plain for prose in of_book(self.book, {}) if not isinstance(prose.of, People)]
        return " ".join(
            ["", *(word.folded for text in [*texts, *self._public_texts] for word in _words(tidy_typing(text))), ""]
        )

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        """Words that today's texts have in lower case, so that they are no names."""
        return _small_words([self.book])

    @cached_property
    def _all_vocabulary(self) -> frozenset[str]:
        """The same of the texts of before."""
        return self._vocabulary | _small_words(self.earlier)

    @cached_property
    def _phrases(self) -> dict[str, list[tuple[str, ...]]]:
        """What has a name of its own in public today, by the first word: people, services, helplines, guidance, titles."""
        phrases: dict[str, list[tuple[str, ...]]] = {}
        for text in [
            *self.named,
            *self._public_texts,
            *(p.text for p in of_book(self.book, {}) if p.kind != "fact" and p.field == "title"),
        ]:
            words = tuple(word.folded for word in _words(tidy_typing(text)))
            if words and len(words) <= 8:  # noqa: PLR2004 - longer ones are sentences
                phrases.setdefault(words[0], []).append(words)
        return phrases

    def _people_in(self, text: str) -> Iterator[str]:
        words = _words(text)
        yield from self._spaced_letters(text)
        known = self._allowed(words)
        for number, word in enumerate(words):
            if number not in known and self._is_person(text, words, number, known):
                yield word.typed

    def _allowed(self, words: list[_Word]) -> set[int]:
        """The places of words that are part of a name that is public today."""
        allowed: set[int] = set()
        for number, word in enumerate(words):
            for phrase in self._phrases.get(word.folded, ()):
                part = words[number : number + len(phrase)]
                is_whole = tuple(w.folded for w in part) == phrase and any(w.is_capital for w in part)
                hides = not self.named & {" ".join(w.typed for w in part)} and self._hidden_parts & set(phrase)
                if is_whole and not (hides and len(phrase) == 1):
                    allowed.update(range(number, number + len(phrase)))
        return allowed

    def _spaced_letters(self, text: str) -> Iterator[str]:
        """Names typed letter by letter, and words of two alphabets, which only look like others."""
        for match in re.finditer(r"(?<!\w)(?:[^\W\d_][\s.]+){3,}[^\W\d_](?!\w)", text):
            joined = fold_name(match[0])
            if any(part in joined for part in self._hidden_parts if len(part) > 3):  # noqa: PLR2004
                yield match[0]
        for match in re.finditer(r"[^\W\d_]+", text):
            if re.search(r"[A-Za-z]", match[0]) and re.search(r"[\u0370-\u03ff\u0400-\u052f]", match[0]):
                yield match[0]

    def _is_person(self, text: str, words: list[_Word], number: int, known: set[int]) -> bool:
        here = _Place(text, words, number)
        return (
            self._is_on_record(here)
            or self._is_nearly_on_record(here)
            or (not self._is_said_today(here) and self._is_stranger(here, known))
        )

    def _is_on_record(self, here: _Place) -> bool:
        """Whether a word is a part of a name that no page prints, written as a name or not known as a word."""
        pieces = {fold_name(piece) for piece in here.word.typed.split("-")} | {here.word.folded}
        if here.word.folded in self._joined:
            return True
        if not pieces & self._hidden_parts:
            return False
        if here.is_beside(self._hidden) or here.has_title or here.has_initial:
            return True
        if here.word.folded not in self._vocabulary | EVERYDAY | _NAME_WORDS:
            return True
        return (
            not here.names_thing
            and here.word.is_capital
            and (here.is_asked or not (here.begins_sentence or here.is_in_title))
        )

    def _is_nearly_on_record(self, here: _Place) -> bool:
        """Whether a word is a name on record with a slip, or a short form of a first name."""
        word = here.word.folded
        if not here.word.is_capital or len(word) < 3 or word in self._all_vocabulary or here.names_thing:  # noqa: PLR2004
            return False
        if word in self._printed or word in EVERYDAY | _NAME_WORDS:
            return False
        known = self._hidden_parts | self._printed
        near = any(len(part) > 3 and word[0] == part[0] and is_slip(word, part) for part in known) and len(word) > 3  # noqa: PLR2004
        return near or any(name[0].startswith(word) and name[0] != word for name in self._hidden)

    def _is_said_today(self, here: _Place) -> bool:
        """Whether today's texts have the same words, which today's rules let stand."""
        return any(f" {' '.join(phrase)} " in self._today for phrase in here.phrases)

    def _is_stranger(self, here: _Place, known: set[int]) -> bool:
        """Whether a word is somebody's name who was never on record: after a title, a common first name, two unknown names."""
        word, following = here.word, here.following
        if word.folded in self._printed:
            return False
        if here.has_title:
            return (word.is_capital or here.has_written_title) and not here.names_thing
        follows = following if following and here.number + 1 not in known and self._may_be_name(following) else None
        is_pair = follows is not None and not here.following_names_thing
        if word.folded in EVERYDAY:
            return word.is_capital and is_pair
        if word.folded in FIRST_NAMES:
            return (word.is_capital or here.is_asked) and (is_pair or not here.names_thing)
        is_before_name = following is not None and following.is_capital and here.is_next_to_following
        return self._may_be_name(word) and (
            (here.has_initial and not here.names_thing)
            or (is_pair and not here.begins_long_name)
            or (here.is_asked and not is_before_name)
        )

    def _may_be_name(self, word: _Word) -> bool:
        """Whether a word is written as a name and is no word that the texts know."""
        return word.is_name_like and not self._is_a_word(word.folded)

    def _is_a_word(self, folded: str) -> bool:
        forms = {
            folded,
            folded.removesuffix("s"),
            folded.removesuffix("es"),
            folded.removesuffix("ing"),
            folded.removesuffix("ed"),
        }
        return bool(forms & self._all_vocabulary) or folded in THINGS | ASKED | TITLES | _NO_NAMES


_NAME_WORDS = _listed(
    "ash bank banks baker barker beech bell berry birch bird bishop black bloom book booth bridge brook brooks brown burns bush "
    "butcher butler carpenter carter cherry church clay close cole cook cooper cross day dean duck elder elm farmer fern field "
    "fields finch fisher flower ford forest forester fox frost gardener gates grant gray green grey grove hall hare hawthorn "
    "hazel heath hill hills holm house hunt hunter judge kent key king knight lake lane lark law little long love major maple "
    "march marsh mason meadows miller mills moon moss newton noon oak page park parks pearl pine pond pool poor pope potter power "
    "price prince proctor read reader reed rice rich rivers rock rowan rush rule sage sales sharp shepherd short silver singer "
    "small smart snow spring steel stone stones street strong swan thorn town tree trees walker wall walls ward waters weeks wells "
    "west white wills winter winters wise wolf wood woods young"
)
"""Surnames that are words, or what schools call their classes and houses."""
_NO_NAMES = _listed(
    "academic acceptable accountable adult annual assistant authority board chair chief child children coordinator data deputy "
    "designated digital director duty executive finance first general governor head headteacher health internet lead leader "
    "local main manager national nurse office officer online personal pastoral phase principal privacy proprietor protection "
    "public safe safeguarding safer safety senior special support teacher technology trustee visitor whole young "
    "a an and any are as at be by can do each every for from he her his i if in is it its may must my new no not of on or our "
    "school she should that the their there these they this to we when where who will with you your english england britain "
    "british welsh wales scotland ireland scottish irish european islamic muslim jewish christian london kent monday tuesday "
    "wednesday thursday friday saturday sunday january february march april june july august september october november december "
    "spring summer autumn winter easter christmas ramadan google microsoft apple facebook instagram snapchat tiktok whatsapp "
    "youtube twitter zoom ofcom ceop teams section clause appendix form part chapter annex use keep never always if when classroom windows android chrome ofsted childline samaritans parliament gdpr prevent"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """A word of a text with what is around it."""

    text: str
    words: list[_Word]
    number: int

    @property
    def word(self) -> _Word:
        """The word."""
        return self.words[self.number]

    @property
    def before(self) -> _Word | None:
        """The word directly before it, but for particles of names and initials."""
        place = self.number - 1
        while place >= 0 and self.words[place].folded in PARTICLES:
            place -= 1
        return (
            self.words[place]
            if place >= 0 and not _is_parted(self.text, self.words[place], self.words[place + 1])
            else None
        )

    @property
    def following(self) -> _Word | None:
        """The word after it in the same run of words."""
        if self.number + 1 >= len(self.words):
            return None
        following = self.words[self.number + 1]
        return following if not self.text[self.word.end : following.start].strip(" .*_") else None

    @property
    def is_next_to_following(self) -> bool:
        """Whether only a space is between them."""
        following = self.following
        return following is not None and self.text[self.word.end : following.start].isspace()

    @property
    def has_title(self) -> bool:
        """Whether a title is before it, with initials or particles between them or not."""
        place = self.number - 1
        while place >= 0 and (self.words[place].folded in PARTICLES or len(self.words[place].folded) == 1):
            place -= 1
        title = self.words[place] if place >= 0 else None
        if title is None or title.folded not in TITLES or _is_parted(self.text, title, self.words[place + 1]):
            return False
        return (
            title.is_capital
            or title.folded in _WRITTEN_SMALL
            or (self.word.is_capital and title.folded in _LONG_TITLES)
        )

    @property
    def has_written_title(self) -> bool:
        """Whether a title that is no other word is before it, such as mr or mrs."""
        return self.has_title and any(
            word.folded in _WRITTEN_SMALL for word in self.words[max(0, self.number - 4) : self.number]
        )

    @property
    def has_initial(self) -> bool:
        """Whether an initial is before it, or after it where it is followed by a full stop: K. Dunk, K Dunk, Kevin D."""
        before = self.words[self.number - 1] if self.number else None
        if before and len(before.typed) == 1 and before.is_capital:
            between = self.text[before.end : self.word.start]
            if between.startswith(".") or (before.typed not in "AI" and between.isspace()):
                return not between.strip(" .")
        return False

    @property
    def is_asked(self) -> bool:
        """Whether the words before say that somebody is meant."""
        return self.before is not None and self.before.folded in ASKED

    @property
    def begins_sentence(self) -> bool:
        """Whether it is the first word of a sentence, which has a capital letter anyway."""
        before = self.text[: self.word.start].rstrip(" *_'")
        return not before or before[-1] in _SENTENCE_ENDS or self.text[: self.word.start].endswith("\n")

    @property
    def is_in_title(self) -> bool:
        """Whether every longer word of the text has a capital letter, as in a title."""
        longer = [word for word in self.words if len(word.folded) > 3]  # noqa: PLR2004
        return len(longer) > 1 and all(word.is_capital for word in longer)

    @property
    def names_thing(self) -> bool:
        """Whether it is part of the name of a thing: Holm House, Oak class, Young Carers Group, St Mary's Church."""
        place, before = self, self.words[self.number - 1] if self.number else None
        if self.word.is_possessive and not (before and before.folded in _SAINTS):
            return False
        while (following := place.following) and place.is_next_to_following:
            if following.folded in THINGS:
                return True
            if not following.is_capital:
                break
            place = _Place(self.text, self.words, place.number + 1)
        return False

    @property
    def following_names_thing(self) -> bool:
        """Whether the word after it is part of the name of a thing, or such a word itself."""
        place = self.number + 1
        return self.names_thing or (place < len(self.words) and _Place(self.text, self.words, place).names_thing)

    @property
    def begins_long_name(self) -> bool:
        """Whether four words in a row are written as names, as in the name of a body."""
        run = self.words[self.number : self.number + _LONG_NAME]
        is_one = len(run) == _LONG_NAME and not any(_is_parted(self.text, *pair) for pair in pairwise(run))
        return is_one and all(word.is_name_like for word in run)

    @property
    def phrases(self) -> Iterable[tuple[str, ...]]:
        """The word with the words around it that make a name of it, as long as they can be."""
        start = self.number
        while (
            start
            and (self.words[start - 1].is_capital or self.words[start - 1].folded in PARTICLES | TITLES | ASKED)
            and not _is_parted(self.text, self.words[start - 1], self.words[start])
        ):
            start -= 1
        end = self.number + 1
        while (
            end < len(self.words)
            and self.words[end].is_capital
            and not _is_parted(self.text, self.words[end - 1], self.words[end])
        ):
            end += 1
        whole = tuple(word.folded for word in self.words[start:end])
        inner = whole[1:] if whole[0] in ASKED or _Place(self.text, self.words, start).begins_sentence else whole
        return (whole, inner) if inner and self.number - start >= len(whole) - len(inner) else (whole,)

    def is_beside(self, names: tuple[tuple[str, ...], ...]) -> bool:
        """Whether another part of the same name is directly before or after it."""
        around = {
            word.folded for word in self.words[max(0, self.number - 2) : self.number + 3] if word is not self.word
        }
        initials = {word for word in around if len(word) == 1}
        return any(
            self.word.folded in name
            and (around & (set(name) - {self.word.folded}) or initials & {part[0] for part in name})
            for name in names
        )


_WRITTEN_SMALL = frozenset(["mr", "mrs", "ms", "mx", "dr", "prof", "cllr"])
"""Titles that are no other word."""
_SAINTS = frozenset(["st", "saint", "sts", "ss"])
_LONG_TITLES = frozenset(["doctor", "professor", "reverend", "madam", "dame", "councillor"])


def _is_parted(text: str, first: _Word, second: _Word) -> bool:
    """Whether more than a space, a full stop of a short form or marks of emphasis is between two words."""
    between = text[first.end : second.start]
    is_short = len(first.folded) == 1 or first.folded in TITLES
    return bool(between.strip(" *_" + ("." if is_short else "")))


def _words(text: str) -> list[_Word]:
    """The words of a text of ``tidy_typing``, without possessives."""
    words = []
    for match in _WORD.finditer(text):
        typed = _POSSESSIVE.sub("", match[0])
        if folded := fold_name(typed):
            words.append(_Word(typed, folded, match.start(), match.end(), typed != match[0]))
    return words


def _name_parts(name: str) -> tuple[str, ...]:
    """The folded parts of a name without its title, and the pieces of those that are double."""
    words = [word for word in name.split() if fold_name(word) not in TITLES or len(name.split()) == 1]
    return tuple(form for word in words for form in _forms_of(word))


_UMLAUTS = str.maketrans(dict(zip("äöüåÄÖÜ", ["ae", "oe", "ue", "aa", "Ae", "Oe", "Ue"], strict=True)))


def _forms_of(word: str) -> Iterator[str]:
    plain = tidy_typing(word)
    pieces = [plain, *plain.split("-"), *(piece for piece in re.split(r"['-]", plain) if len(piece) > 3)]  # noqa: PLR2004
    umlauts = plain.translate(_UMLAUTS)
    yield from dict.fromkeys(folded for piece in [*pieces, umlauts] if (folded := fold_name(piece)))


def _small_words(books: Iterable[Book]) -> frozenset[str]:
    """The words that texts have in lower case, but for what follows a title or a first name there: mrs hughes."""
    small: set[str] = set()
    for book in books:
        for prose in of_book(book, {}):
            words = _words(tidy_typing(prose.plain))
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
