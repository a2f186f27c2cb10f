"""DSL: what stands after `name:` of a person is a name and nothing more. Not for names in texts: that is ``people_in_text``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from policybook.basics.findings import Severity
from policybook.basics.name_words import PARTICLES, TITLES, words_of
from policybook.basics.on_page import Refusal, refuse
from policybook.book.book import Book
from policybook.model.people import Person
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.literal_edits import retyping
from policybook.rules.text.word_lists import word_lists


def without_accents(text: str) -> str:
    """The text without accents, and without letters that have none to take away."""
    return text if text.isascii() else unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def plain(text: str) -> str:
    """Small letters without accents."""
    return without_accents(text).lower()


# Words in a name of which nothing is a person's: "The Headteacher", "New DSL", "Vacant".
NO_NAMES = words_of(
    "a acting an and appointed assistant be deputy designated dsl governor head headteacher interim it lead leader name "
    "new no nobody none not nurse one of office officer our people person post principal proprietor safeguarding school "
    "senco somebody someone staff student support teacher team the to unknown vacancy vacant yet"
)


def name_parts(name: str) -> list[str]:
    """The parts of a name without the title before it."""
    parts = name.split()
    while len(parts) > 1 and parts[0].rstrip(".").lower() in TITLES:
        del parts[0]
    return parts


_BODY = re.compile(r"\b(?:board|committee|trustees|governing body|governors|directors)$", re.IGNORECASE)
"""How the name of a body ends, which is nobody’s: “Governing Board”, “Full Board of Trustees”."""


def is_no_name(book: Book | None, name: str) -> bool:
    """Whether it can be nobody's, as "12", "The Headteacher", "tbc" or the title of a role."""
    words = set(re.findall(r"[^\W\d_]+", name.lower()))
    if _BODY.search(name):
        return True
    titles = {role.title.lower() for role in book.people.roles.values()} if book else set()
    bare = re.sub(r"^[\W_]+|[\W_]+$", "", name.lower())
    lists = word_lists()
    return (
        words <= NO_NAMES
        or name.lower() in titles
        or bare in lists.whole_values | lists.whole_names
        or _is_template(name)
    )


def real_people(book: Book) -> dict[str, Person]:
    """The people, by id, whose names are some person's."""
    return {key: person for key, person in book.people.people.items() if not is_no_name(book, person.name)}


def name_meant(key: str, person: Person) -> str:
    """The name without what is typed beside it (DSL034); so nothing else is said because of that."""
    problem = _problem(None, key, person.name)
    return problem.right if problem and problem.right else person.name


class _Problem(NamedTuple):
    """What is wrong with a name, and the name as it should be typed; "" where only a person can say."""

    message: str
    right: str = ""
    fix: str = ""


_EMAIL = re.compile(r"(?:mailto:)?\S*@\S*")
_WEB = re.compile(r"(?:https?://|www\.)\S+")
_NUMBER = re.compile(r"(?:\b(?i:tel|phone|mob|mobile|ext|x)[.:]?\s*)?\+?\(?\d[\d ()/.-]*")
_FIGURE_IN_WORD = re.compile(r"[^\W\d_]\d|\d[^\W\d_]")
_KNOWN_AS = re.compile(r"\s+[(\"“'\u2018](?P<name>[A-Z][^\W\d_]+)[)\"”'’](?=\s|$)")
"""How a person is called, beside the full name: Elizabeth (Liz) Carter."""
_BRACKETS = re.compile(r"\s*[(\[{<][^()\[\]{}<>]*[)\]}>]?\s*")
_QUOTED = re.compile(r"\s+[\"“”'\u2018][^\"“”'\u2018’]+[\"“”'’](?=\s)")
_BETWEEN = re.compile(r"\s*(?:&|\+|/|;|\s(?i:and|or)\s)\s*")
_DASH = re.compile(r"\s+[-–—]+\s*|\s*[–—]+\s+|\s*[:|=]\s*")
_REMARK = re.compile(
    r"\s+(?:until|from|since|left|leaves|leaving|retired|formerly|previously|née|nee|aka|a\.k\.a\.|c/o|ext|see|via|on\s+leave|"
    r"maternity|cover|covering|currently|temporary|temp|acting|interim|starts|starting|joins|joining)(?!\w).*$|['’]s\s+\w.*$"
)
_EDGES = re.compile(r"^[\s.,;:!?*•·#>=|_~\"“”–—-]+|[\s,;:!?*•·=|_~\"“”–—-]+$|(?<=[^\W\d_]{3})\.+$")
_ENDINGS = re.compile(r"(?:jr|jnr|sr|snr|ii|iii|iv)\.?", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]")
_LETTERS_AFTER = words_of("BA BSc BEd MA MSc MEd MBA PGCE QTS NPQH NPQSL PhD EdD OBE MBE CBE KBE DBE JP QC KC FRSA")
"""What follows a name without being part of it; harmless on a page."""
_SMALL = PARTICLES | {"'t"}
"""Parts of names that are written in lower case."""
_ROLES = frozenset(
    [
        "dsl",
        "ddsl",
        "dsls",
        "headteacher",
        "headmaster",
        "headmistress",
        "senco",
        "sendco",
        "governor",
        "proprietor",
        "safeguarding",
        "acting",
        "interim",
        "ex",
    ]
)
"""Words that are no part of a name where a name of two words is beside them."""
_TITLES_AFTER = frozenset(["Mr", "Mrs", "Ms", "Miss"])
_TWO = 2
_INITIALS = 3


def _problem(book: Book | None, key: str, name: str) -> _Problem | None:  # noqa: PLR0911 - one kind of problem after the other
    """The first thing that makes it more, or less, than a person's name."""
    if _BODY.search(name):
        return _Problem(f"“{name}” is a body and not a person.", fix=_OF_BODIES)
    if is_no_name(book, name):
        return _Problem(f"“{name}” is not a person’s name.")
    if match := _REMARK.search(name):
        return _with_more(name, match[0].strip(), "a remark", name[: match.start()])
    for pattern, what in ((_EMAIL, "an address"), (_WEB, "an address"), (_NUMBER, "a number")):
        match = pattern.search(name)
        if match and not (pattern is _NUMBER and _FIGURE_IN_WORD.search(name)):
            return _with_more(name, match[0].strip(), what, pattern.sub(" ", name))
    if _FIGURE_IN_WORD.search(name):
        return _Problem(f"“{name}” has a figure in it, and is printed so.", fix="Type the name in letters.")
    if (match := _KNOWN_AS.search(name)) and not is_no_name(book, match["name"]):
        name = _KNOWN_AS.sub("", name)
    if match := _BRACKETS.search(name):
        return _with_more(name, match[0].strip(), "a remark", _BRACKETS.sub(" ", name))
    if match := _QUOTED.search(name):
        return _with_more(name, match[0].strip(), "another name", _QUOTED.sub("", name))
    return _of_several(book, name) or _of_one(key, name)


def _is_template(name: str) -> bool:
    match = word_lists().leftovers.search(name)
    return match is not None or name.lower() in (
        "test user",
        "new starter",
        "new teacher",
        "to be appointed",
        "not appointed",
    )


def _with_more(name: str, more: str, what: str, rest: str) -> _Problem:
    """The problem of a name with something beside it; the rest is offered where it is a name of two words."""
    right = _tidy(rest)
    message = f"“{name}” is printed as the name, and “{more}” is {what}."
    return _Problem(message, right if len(right.split()) >= _TWO and _tidy(right) == right else "")


def _tidy(text: str) -> str:
    """A text without marks and blanks at its ends."""
    before = ""
    while text != before:
        before, text = text, _EDGES.sub("", " ".join(text.split())).strip()
    return text


def _of_several(book: Book | None, name: str) -> _Problem | None:  # noqa: PLR0911 - as above
    """Names with a comma, two people, or words after a dash."""
    parts = [part.strip() for part in _BETWEEN.split(name)]
    if len(parts) > 1 and all(parts):
        if all(_LETTERS.search(part) and not is_no_name(book, part) for part in parts):
            return _Problem(
                f"“{name}” seems to be two people.",
                fix="Type one name here, and give the other person an entry of their own.",
            )
        names = [part for part in parts if not is_no_name(book, part)]
        return (
            _with_more(name, next(part for part in parts if part not in names), "no part of it", names[0])
            if names
            else None
        )
    first, comma, rest = (part.strip() for part in name.partition(","))
    if comma and rest and set(re.findall(r"\w+", rest)) <= _LETTERS_AFTER:
        return _with_more(name, rest, "no part of it", first)
    if comma and rest and not _ENDINGS.fullmatch(rest):
        words = set(re.findall(r"[^\W\d_]+", rest.lower()))
        turned = f"{rest} {first}"
        is_turned = (
            len(rest.split()) <= _TWO
            and not words & (_ROLES | {"head", "deputy", "lead", "teacher", "office"})
            and len(first.split()) <= _TWO
        )
        if is_turned and not (len(first.split()) > 1 and rest.isupper()):
            return _Problem(f"“{name}” has the surname first, and the pages print it so.", _cased(turned))
        return _with_more(name, rest, "no part of it", first)
    if match := _DASH.search(name):
        return _with_more(
            name, name[match.end() :] or match[0].strip(), "no part of it", name[: match.start()] or name[match.end() :]
        )
    return None


def _of_one(key: str, name: str) -> _Problem | None:
    """A name of one person: titles, roles, marks at its ends, capital letters."""
    tidy = _tidy(name)
    words = tidy.split()
    titles = [
        word
        for word in words
        if word.rstrip(".").lower() in TITLES and (word is words[0] or (word is words[-1] and word in _TITLES_AFTER))
    ]
    if titles and len(words) > 1:
        rest = [word for word in words if word not in titles]
        message = (
            f"“{name}” begins with a title, and the pages print names without."
            if titles[0] is words[0]
            else f"“{titles[0]}” is a title, and the pages print names without."
        )
        whole = len(rest) >= _TWO and len(rest[0].rstrip(".")) > 1
        return _Problem(
            message,
            " ".join(rest) if whole else "",
            "" if whole else "Type the first name and the surname, without the title.",
        )
    roles = [
        word for word in words if re.sub(r"\W", "", word.lower().split("-")[0]) in _ROLES and not _is_in_key(word, key)
    ]
    if roles and len(words) > len(roles) + 1:
        rest = [word for word in words if word not in roles]
        rest = [
            word
            for word in rest
            if word.lower() not in ("deputy", "head", "lead", "teacher", "the") or _is_in_key(word, key)
        ] or rest
        return _with_more(name, " ".join(roles), "a role", " ".join(rest))
    if tidy != name:
        return _Problem(
            f"“{name}” has {_mark_beside(name, tidy)}, and is printed so.",
            tidy,
        )
    if match := re.search(r"[^\w\s.,'’\u2018\u02bb\u02bc\u0300-\u036f`\u00b4·-]|_", name):
        return _Problem(
            f"“{match[0]}” is no part of a name, and is printed so.", fix=f"Type the name without “{match[0]}”."
        )
    if re.fullmatch(r"[^\W\d_]{3,}(?:\.[^\W\d_]{2,})+", name):
        return _Problem(f"“{name}” has no space between the names, and is printed so.", name.replace(".", " "))
    return _of_letters(words, name) if len(words) > 1 else _of_one_word(name) or _of_letters(words, name)


_MARKS = {",": "a comma", ".": "a full stop", ";": "a semicolon", ":": "a colon", "-": "a hyphen"}


def _mark_beside(name: str, tidy: str) -> str:
    """The mark at an end of a name, in words."""
    is_before = not name.startswith(tidy[:1])
    mark = name.strip()[0 if is_before else -1]
    return f"{_MARKS.get(mark, 'a mark')} at its {'beginning' if is_before else 'end'}"


def _is_in_key(word: str, key: str) -> bool:
    return re.sub(r"\W", "", word.lower()) in key.split("-")


def _of_letters(words: list[str], name: str) -> _Problem | None:
    """A name in capitals or lower case only, or with one such part."""
    parts = [word for word in words if not _ENDINGS.fullmatch(word) and word.strip(".,") not in _LETTERS_AFTER]
    lower = [
        word
        for word in parts
        if word.islower() and word not in _SMALL and not word.startswith(("'", "’", "al-", "el-", "d'", "d’"))
    ]
    upper = [word for word in parts if word.isupper() and len(re.sub(r"\W", "", word)) > _TWO]
    if lower:
        return _Problem(f"“{name}” has a name in lower case, and the pages print it so.", _cased(name))
    if upper:
        return _Problem(f"“{name}” has a name in capital letters, and the pages print it so.", _cased(name))
    return None


def _of_one_word(name: str) -> _Problem | None:
    """A name of one word that is initials. Some people have one name."""
    if name.isupper() and len(name) <= _INITIALS:
        return _Problem(f"“{name}” is not the whole name.", fix="Type the first name and the surname.")
    return None


def _cased(name: str) -> str:
    """The name with each part that has one kind of letters only as names are written; "" where nobody can tell."""
    if re.search(r"(?<!\w)(?:MC|MAC|Mac|mc|mac)\w{2}|['’]", name) and (
        name.isupper() or name.islower() or any(w.isupper() for w in name.split())
    ):
        return ""
    parts = [
        word if not ((word.isupper() and len(word) > 1) or word.islower()) or word in _SMALL else word.title()
        for word in name.split()
    ]
    return " ".join(parts) if len(parts) > 1 else ""


@rule("DSL034", Severity.BLOCKER, on_page=refuse(Refusal.NOBODYS_NAME))
def every_name_is_a_persons(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure each `name:` of a person is that person's name, and nothing more: the pages print it as it is typed.

    No number or address, no remark, title or role, not the surname first, not two people, and no word for nobody. A
    private number beside a name would be published.

    Wrong: `name: Mrs Holm (until July)`. Right: `name: Ada Holm`. Wrong: `name: Vacant`. Right: no appointment while
    nobody is in post, so that the gap is seen.
    """
    for key, person in book.people.people.items():
        if problem := _problem(book, key, person.name):
            right = problem.right
            fix = f"Type {right}" if right else problem.fix or _NOBODY
            yield Violation(
                person.at("name"),
                problem.message,
                fix,
                about=key,
                edits=retyping(context, person.at("name"), person.name, right) if right else (),
            )


_NOBODY = "Type the first name and the surname. While nobody is in post, leave out the person and the appointment."
_OF_BODIES = "Delete this person and the appointment, and add the body below roles:, with a title: and body: yes. Nobody holds it."
