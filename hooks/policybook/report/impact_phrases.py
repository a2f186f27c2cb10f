"""How the report on a change says things: numbers, names, redlines, and words that cannot act. What it says is ``as_impact``.

Words of content are escaped: nothing in them can become a command, a mention, a picture or a link, wherever this is pasted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from policybook.basics.enumeration import listed
from policybook.basics.findings import Report
from policybook.book.book import Clause, Policy, Section
from policybook.book.word_changes import Piece, Run, plain, shown
from policybook.changes.differences import Changes, ClauseChange, PartChange
from policybook.changes.token_phrases import token_words
from policybook.rules.outlook import Ahead

_LONGEST_QUOTE = 90
PARTIES = {
    "staff": "staff",
    "students": "students",
    "parents": "parents",
    "visitors": "visitors",
    "school": "the school",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: its name as people know it, and its commit, or "" for files that are not committed."""

    name: str
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Impact:
    """A change, both sides, and what the checks say of the newer one (None where nobody ran them)."""

    changes: Changes
    before: Side
    after: Side
    as_of: date
    report: Report | None = None
    unread: frozenset[str] = frozenset()
    """Files that could not be understood completely on one of the sides."""
    failed: tuple[str, ...] = ()
    """The causes for which a part could not be compared."""
    pages: tuple[str, ...] = ()
    """The titles of the pages that differ where nothing else does."""
    branch: str = ""
    """The branch of a proposal in the repository itself, so that its files can be opened there; "" where there is none."""
    ahead: tuple[Ahead, ...] = ()
    """What will be found from a day on because of the change, if nobody acts before."""
    lines: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The lines of the newer side's files, to show how a literal fix makes them."""


_MARKS = re.compile(r"[\\`*_~\[\]|#$!]")
_FIRST = re.compile(r"^([-+=>]|\d+(?=[.)]))")
_NOBODY = "\u200b"
"""A space of no width: GitHub looks for names and numbers after Markdown, where no escape is left."""


def escaped(text: str) -> str:
    """``text`` in one line, as words and nothing else in GitHub's Markdown."""
    line = " ".join("".join(c if c.isprintable() or c.isspace() else "?" for c in text).split())
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = _MARKS.sub(lambda match: f"\\{match[0]}", line)
    line = re.sub(r"@(?=\w)", f"@{_NOBODY}", line)
    line = re.sub(r"#(?=\w)", f"#{_NOBODY}", line)
    line = re.sub(r"(?i)\bgh-(?=\d)", f"GH-{_NOBODY}", line)
    line = re.sub(r":(?=[\w+-]+:)", f":{_NOBODY}", line)
    line = re.sub(r"(?i)(https?|ftp|mailto):", r"\1&#58;", line)
    line = re.sub(r"(?i)\bwww\.", "www&#46;", line)
    line = line.replace("::", "&#58;&#58;")
    return _FIRST.sub(lambda match: f"\\{match[1]}" if not match[1].isdigit() else f"{match[1]}&#8203;", line)


def number_of(number: int, singular: str, many: str = "") -> str:
    """``no clauses``, ``one clause``, ``11 clauses``."""
    return f"{_NUMBERS[number] if number < len(_NUMBERS) else number} {singular if number == 1 else many or singular + 's'}"


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


@dataclass
class Phrases:
    """The phrases of a report on one change."""

    impact: Impact

    @property
    def changes(self) -> Changes:
        """What changed."""
        return self.impact.changes

    def section_title(self, change: ClauseChange) -> str:
        """The policy and the section a change is told under."""
        book = self.changes.after if change.after else self.changes.before
        clause = change.clause
        policy, section = book.policy(clause.policy), book.sections[f"{clause.policy}/{clause.section}"]
        return escaped(f"{policy.settings.title if policy else clause.policy}, {section.settings.title}")

    def number(self, change: ClauseChange) -> str:
        """The number of a clause, as a link to its lines where it can be one."""
        side = self.impact.after if change.after else self.impact.before
        return self.link(change.clause, side)

    def link(self, clause: Clause, side: Side) -> str:
        """A clause's number; a link where the repository and the commit are known."""
        repository = self.changes.after.settings.repository
        if not repository or not side.commit:
            return clause.number
        place = f"{clause.span.path}?plain=1#L{clause.wording.starts[0].line if clause.wording.starts else 1}"
        return f"[{clause.number}]({repository.rstrip('/')}/blob/{side.commit}/{place})"

    def text(self, pieces: tuple[Piece, ...]) -> str:
        """A redline: what went is struck out, what came is bold. A text that is wholly new is not bold throughout."""
        whole = len(pieces) == 1 and pieces[0].run is Run.NOW
        words = []
        for piece in pieces:
            text = escaped(self.say(piece.text))
            if text:
                words.append(
                    f"~~{text}~~"
                    if piece.run is Run.WAS
                    else f"**{text}**"
                    if piece.run is Run.NOW and not whole
                    else text
                )
        return " ".join(words)

    def say(self, text: str) -> str:
        """A text of ``plain`` with its tokens in words."""
        return shown(text, lambda token: token_words(token, self.changes.after))

    def quote(self, wording: str) -> str:
        """A text in quotation marks, cut at a word where it is long."""
        text = self.say(plain(wording))
        if len(text) > _LONGEST_QUOTE:
            text = text[:_LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(",;:") + " ..."
        return f"“{escaped(text)}”"

    def named(self, changes: Sequence[ClauseChange]) -> str:
        """Clauses by their numbers and, where there are several policies, under the title of each."""
        names = []
        for title, group in groupby(changes, key=self.policy_title):
            numbers = listed(map(self.number, group))
            names.append(f"{title} {numbers}" if title else numbers)
        return listed(names)

    def policy_title(self, change: ClauseChange) -> str:
        """The title of a clause's policy; "" where there is only one."""
        book = self.changes.after if change.after else self.changes.before
        policy = book.policy(change.clause.policy)
        return escaped(policy.settings.title) if policy and len(book.policies) > 1 else ""

    def role(self, role: str) -> str:
        """The title of a role inside a sentence."""
        title = self.changes.after.role_title(role)
        return "DSL" if role == "dsl" else escaped(title[:1].lower() + title[1:])


def whole(label: str, title: str, change: PartChange[Policy] | PartChange[Section]) -> str:
    """A policy or a section as a whole."""
    start = f"The {label} “{escaped(title)}”"
    if change.before is None or change.after is None:
        return f"{start} is {'new' if change.before is None else 'gone'}."
    quiet = " That changes no word of it." if change.quiet else ""
    return f"{start}: {escaped('; '.join(change.details))}.{quiet}"


def is_reworded(change: ClauseChange) -> bool:
    """Whether a clause that stays has other words."""
    return bool(change.before and change.after) and any(piece.run is not Run.SAME for piece in change.pieces)


def verbs(change: ClauseChange) -> tuple[str, str]:
    """What happened to a duty, of one clause and of several."""
    if change.before is None:
        return ("is new", "are new")
    if change.after is None:
        return ("is gone", "are gone")
    if is_reworded(change):
        return ("says something else", "say something else")
    if sorted(change.bound_before) != sorted(change.bound_after):
        return ("binds other people", "bind other people")
    return ("leads its readers elsewhere", "lead their readers elsewhere")


def bound_for(parties: tuple[str, ...]) -> str:
    """Whom a clause binds: ``for staff and students``."""
    return f"for {listed(PARTIES.get(party, party) for party in parties)}" if parties else "for information only"
