"""What a rule is, and running them all. Not for any rule of its own."""

from __future__ import annotations

import enum
import inspect
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from itertools import accumulate
from typing import Any, NamedTuple, TypeVar

from policybook.basics.edits import Edit
from policybook.basics.findings import Code, Finding, Severity, Span
from policybook.basics.likeness import is_broken
from policybook.basics.on_page import PageBehaviour
from policybook.basics.wall import Wall
from policybook.book import prose
from policybook.book.book import Book
from policybook.book.prose import Prose
from policybook.loading.load import Loaded
from policybook.model.organisation import Duty

Earlier = Callable[[str, str, str], str]
"""Asked for the file of a clause or sentence, its id and a fingerprint: the wording that had it once, or ""."""


def nothing_earlier(_path: str, _name: str, _words: str) -> str:
    """No history: what every run has that was given none."""
    return ""


Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class Context:
    """What rules are told beside the book: the day, the lines of every file, and the texts that people will read."""

    as_of: date
    lines: dict[str, tuple[str, ...]]
    book: Book
    broken: frozenset[str] = frozenset()
    """The files that could not be read: what would be said about others because of them is not said."""
    earlier: Earlier = nothing_earlier
    is_public: bool | None = None
    """Whether anybody can open the project, as its host says; None where no host was asked."""
    _once: dict[Callable[..., Any], Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(
        cls, loaded: Loaded, as_of: date, earlier: Earlier = nothing_earlier, *, is_public: bool | None = None
    ) -> Context:
        """What rules are told of a book that was just read."""
        return cls(as_of, loaded.lines, loaded.book, loaded.broken, earlier, is_public)

    def is_broken(self, file: str) -> bool:
        """Whether a file, or any in a folder, could not be read."""
        return is_broken(self.broken, file)

    def once(self, find: Callable[[Book, Context], Found]) -> Found:
        """What ``find`` finds, worked out for the first rule that asks and kept for the others of this run."""
        if find not in self._once:
            self._once[find] = find(self.book, self)
        result: Found = self._once[find]
        return result

    def on(self, day: date) -> Context:
        """The same on another day. The texts are those of today: what people read does not turn on the day."""
        other = replace(self, as_of=day, _once={})
        other.__dict__.update({name: getattr(self, name) for name in ("prose", "folded", "haystack", "_ends")})
        return other

    @cached_property
    def prose(self) -> tuple[Prose, ...]:
        """Every text that people will read, collected once for all rules about words."""
        return tuple(prose.of_book(self.book, self.lines))

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """Each of ``prose`` in small letters, on one line and with straight apostrophes: to look for words in."""
        return tuple([" ".join(text.text.lower().replace("’", "'").split()) for text in self.prose])

    @cached_property
    def haystack(self) -> str:
        """All of ``folded`` in one text: what does not stand here needs no search text by text."""
        return "\x00".join(self.folded)

    @cached_property
    def _ends(self) -> tuple[int, ...]:
        """Where each of ``folded`` ends in ``haystack``."""
        return tuple(accumulate(len(text) + 1 for text in self.folded))

    def prose_with(self, *needles: str) -> list[Prose]:
        """The texts in which one of some words (as in ``folded``) stands, also as a part of another word."""
        found: set[int] = set()
        for needle in needles:
            at = self.haystack.find(needle)
            while at >= 0:
                number = bisect_right(self._ends, at)
                found.add(number)
                at = self.haystack.find(needle, self._ends[number])
        return [self.prose[number] for number in sorted(found)]


class Violation(NamedTuple):
    """What a rule found: where, what is wrong, what to type instead; ``about`` names whom or what, for waivers.

    ``was`` and ``now`` are two wordings to show side by side, ``pair`` texts to read beside each other. ``edits`` are what
    ``fix`` would have somebody type, where it is literal. ``gives_way`` is the last line of a passage whose reading is
    asked for: the finding is held back where something else is wrong in it. ``follows_from`` are the files in which a
    fault of their own would explain this one (``root_causes``).
    """

    span: Span
    message: str
    fix: str
    label: str = ""
    related: tuple[Span, ...] = ()
    about: str = ""
    was: str = ""
    now: str = ""
    edits: tuple[Edit, ...] = ()
    pair: tuple[tuple[str, str], ...] = ()
    gives_way: int = 0
    owner: str = ""
    """The role that sees to it, where the book says which."""
    follows_from: tuple[str, ...] = ()


class Dated(enum.Enum):
    """How the findings of a rule turn on the day. A rule that has none of these never looks at it."""

    CHANGES = "somebody or something begins or ends: judged again on the days ahead"
    LAPSES = "a period runs out after a date that somebody typed: judged again on the days ahead"
    TODAY = "it reads the day, and has nothing to tell of the days ahead, or tells it itself today"


Generator = Callable[[Book, Context], Iterator[Violation]]


class Rule(NamedTuple):
    """A rule: its code, the generator that finds its faults, and the parts of the book that it cannot judge without."""

    code: Code
    find: Generator
    needs: tuple[str, ...] = ()
    dated: Dated | None = None
    duty: Duty | None = None
    """What it enforces for an organisation that owes it; None for what is asked of everybody."""

    @property
    def name(self) -> str:
        """The function's name, which says what the rule ensures."""
        return self.find.__name__


def rule(
    code: str,
    severity: Severity,
    *needs: str,
    dated: Dated | None = None,
    on_page: PageBehaviour | None = None,
    duty: Duty | None = None,
    is_tally: bool = False,
) -> Callable[[Generator], Rule]:
    """Make a generator a rule; its docstring is the rule's documentation and must begin with "Ensure".

    While any of the parts of the book it ``needs`` (see ``Layout.place``) cannot be read, the rule is silent: it would judge by half the facts.
    ``dated`` says how its findings turn on the day, and ``on_page`` what the pages do while a blocker is open;
    where an organisation does not owe the ``duty``, it is silent as well. ``is_tally``: see ``Code``.
    """

    def register(find: Generator) -> Rule:
        doc = inspect.cleandoc(find.__doc__ or "")
        return Rule(Code(code, severity, doc, on_page, is_tally), find, needs, dated, duty)

    return register


def run(rules: Iterable[Rule], context: Context) -> Iterator[Finding]:
    """Every finding of ``rules``, but none about a file that could not be read; a rule that fails is a finding, too."""
    book, wall = context.book, Wall()
    duties = book.organisation.profile.duties
    for rule in rules:
        if (rule.duty and rule.duty not in duties) or any(
            context.is_broken(book.layout.place(part)) for part in rule.needs
        ):
            continue
        for violation in wall.guard(rule.code.id, rule.code.summary, partial(rule.find, book, context)):
            if not context.is_broken(violation.span.path):
                yield Finding(rule.code, **violation._asdict())
    yield from wall.findings()
