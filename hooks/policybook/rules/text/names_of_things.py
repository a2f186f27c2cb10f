"""TXT: names and titles begin and end with the name itself: a mark beside it is printed wherever the name is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.basics.name_words import words_of
from policybook.book.book import Book
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.literal_edits import retyping

_KEY = re.compile(r"(?P<key>job_title|title|name|product|provider|county|term)\s*:+\s*(?=\w)")
_NUMBERED = re.compile(r"\d{1,2}[.)]\s+(?=[^\W\d])")
_BEFORE = re.compile(r"[\s,;:|>=/*•·–—-]+(?=\S)|\.(?=\s)\s*")
_AFTER = re.compile(r"[\s,;:|=/*&•–—-]+$|(?<=\w)\.{2,}$|(?<=[^\W\d_]{4})\.$|\.,$")
_QUOTED = re.compile(r"[\"“\u2018'](?P<inside>[^\"“”\u2018]*)[\"”'’]")
_STOP_FOR_COMMA = re.compile(r"(?<=[a-z]{3})\.(?= +[A-Z])")
_SHORTENED = re.compile(r"(?:(?:Ltd|Inc|Co|Corp|plc|Bros|St|No|etc|Dept|Assoc|Bros)|[A-Z])\.$", re.IGNORECASE)
_MARKS = {
    ":": "colon",
    ",": "comma",
    ";": "semicolon",
    ".": "full stop",
    "-": "hyphen",
    "–": "dash",
    "—": "dash",
    "•": "bullet",
    "*": "star",
    "/": "slash",
    "|": "bar",
    "=": "equals sign",
    "&": "sign",
    ">": "sign",
    "·": "dot",
}


def _edge(text: str) -> tuple[str, str] | None:
    """What is beside a name, in words, and the name without it."""
    if match := _QUOTED.fullmatch(text):
        return "the quotation marks around it", match["inside"].strip()
    if match := _KEY.match(text):
        return f"“{match[0].strip()}” at the beginning", text[match.end() :]
    if match := _NUMBERED.match(text):
        return f"“{match[0].strip()}” at the beginning", text[match.end() :]
    if match := _BEFORE.match(text):
        return f"the {_mark(match[0])} at the beginning", text[match.end() :]
    if (match := _AFTER.search(text)) and not _SHORTENED.search(text):
        return f"the {_mark(match[0])} at the end", text[: match.start()].rstrip()
    return None


def _mark(typed: str) -> str:
    return _MARKS.get(typed.strip()[:1], "mark")


@rule("TXT031", Severity.ADVICE)
def names_have_no_marks_beside_them(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure each name and title begins and ends with the name itself, without a colon, a stop, a dash or quotation marks.

    It is printed as it is typed wherever the name is used. Wrong: `job_title: "Deputy Headteacher:"`. Right:
    `job_title: Deputy Headteacher`.
    """
    for prose in context.prose:
        if prose.field == "fields" and (match := _STOP_FOR_COMMA.search(prose.text)):
            yield Violation(
                prose.span(*match.span()),
                f"“{prose.text}” is one field to fill in, with a full stop inside it.",
                "If these are two fields, type a comma and a space instead of the full stop.",
            )
        if not (prose.declared and prose.declared.is_name) or prose.text.count("*") > 1:  # TXT017
            continue
        edge = _edge(prose.text)
        if edge and edge[1] and re.search(r"\w", edge[1]):
            span = prose.wording.starts[0]
            yield Violation(
                span,
                f"The {prose.declared.label.removeprefix('its ')} is printed as it is typed: “{prose.text}”.",
                f"Delete {edge[0]}: type {edge[1]}",
                edits=retyping(context, span, prose.text, edge[1]),
            )


_SCHOOL = r"(?P<name>(?:St\.? )?[A-Z][a-z’']+(?:[ -](?:[A-Z][a-z’']+|of|the|and)){0,4}? (?:Academy|College|School)\b(?! of\b))"
_OF_OURS = re.compile(
    rf"\b(?:[Aa]t|[Hh]ead(?:teacher)? of|[Ss]taff (?:of|at)|[Mm]ember of|[Gg]overnors of|[Ss]tudents (?:of|at)|[Pp]upils (?:of|at)"
    rf"|[Ww]elcome to)\s+{_SCHOOL}"
    rf"|(?:^|(?<=[.!?]\s)){_SCHOOL.replace('<name>', '<subject>')}(?=\s+(?:will|must|is committed|expects|believes|aims|recognises|asks|requires)\b)"
)
_ANY_SCHOOL = words_of(
    "our the this your a every each any another primary secondary high junior infant middle sunday forest boarding home"
)


@rule("TXT044", Severity.ADVICE, "school")
def no_other_schools_name_is_left(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no text speaks of another school as if it were ours: it was copied, and its name was left.

    Wrong: `Oakfield Academy will teach online safety.` Right: `We will teach online safety.` A school to which students go
    or from which they come is left alone.
    """
    own = {word for word in book.school.name.casefold().replace("’", "'").split() if len(word) > _SHORT}
    for prose in context.prose_with("academy", "college", "school"):
        for match in _OF_OURS.finditer(prose.words.replace("\n", " ")):
            name = match["name"] or match["subject"]
            first = name.casefold().replace("’", "'").split()
            is_on_record = any(name in fact.text for fact in context.prose if fact.kind == "fact" and fact is not prose)
            if first[0] in _ANY_SCHOOL or own & set(first) or is_on_record:
                continue
            yield Violation(
                prose.span(*match.span("name" if match["name"] else "subject")),
                f"“{name}” is another school’s name, and this sentence speaks of it as ours.",
                "Type “we”, “our school” or the fill-in {{ school.name }} instead; or say what that school has to do with us.",
            )


_SHORT = 3
