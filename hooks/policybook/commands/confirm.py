"""The command ``confirm``: shows each sentence beside its clauses, asks for a judgement, and records it. Not for finding them."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from policybook.basics.likeness import find_nearest
from policybook.basics.run_errors import describe_error
from policybook.book.book import Book
from policybook.book.counted_differences import counted_differences, with_marks
from policybook.book.reading_lines import Judgement
from policybook.book.readings import RestatingItem, reading_state, restating_items
from policybook.book.word_changes import Degree, measure_change, plain
from policybook.commands.options import FOUND, GOOD, WRONG_USAGE, add_book, add_day, day_of
from policybook.editing.record_readings import (
    RecordError,
    errors_in,
    homes_of,
    open_items,
    record,
    unread_items,
)
from policybook.references import read_book
from policybook.report.side_by_side import marked
from policybook.revisions.earlier_wordings import EarlierWordings
from policybook.source.sources import Sources

NOT_ALL = FOUND
_WIDTH = 100
_ANSWERS = {"y": "same", "yes": "same", "same": "same", "w": "weaker", "weaker": "weaker", "s": "stronger"} | {
    "stronger": "stronger",
    "n": "",
    "no": "",
    "skip": "",
}
_STOP = frozenset(["q", "quit"])


DESCRIPTION = "Show sentences and checks beside their clauses, and record who judged that they agree."
EPILOG = (
    "Words of strength, of who acts and of condition are in capitals. It ends with status 0 when everything that was asked "
    "for is recorded, 1 when some was left as it is, and 2 when it cannot do what was asked: an unknown name, or an error in "
    "one of the files. Nothing is written then."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    help_ = "the id of a sentence, check or translation; or of a document or policy, for all in it that nobody has read"
    parser.add_argument("names", nargs="*", metavar="NAME", help=help_)
    parser.add_argument("--all", action="store_true", help="everything that changed since it was read, one by one")
    help_ = "with --all: show each, and record as the same those that differ in typing only; the others are left"
    parser.add_argument("--yes", action="store_true", help=help_)
    parser.add_argument("--by", metavar="ROLE", help="your role, such as dsl (default: you are asked)")
    add_book(parser)
    add_day(parser)


def run(options: argparse.Namespace) -> int:
    """Record what was asked for."""
    if bool(options.names) == options.all or (options.yes and not options.all):
        print("Type the ids of sentences or checks, or --all.", file=sys.stderr)
        return WRONG_USAGE
    return confirm_all(options.sources, options.names, is_yes=options.yes, by=options.by or "", on=f"{day_of(options)}")


def confirm_all(sources: Sources, wanted: list[str], *, is_yes: bool, by: str, on: str) -> int:
    """Confirm items by their ids, or one by one all that nobody has read as they are now."""
    loaded = read_book(sources)
    book = loaded.book
    items = list(open_items(book))
    if wanted:
        known = {item.id: item for item in restating_items(book)}
        homes = {home for item in known.values() for home in homes_of(item)}
        for name in wanted:
            if name not in known and name not in homes:
                near = find_nearest(name, sorted([*known, *homes]))
                _tell(
                    f"There is no sentence, check, document or policy “{name}” to confirm."
                    + (f" Did you mean {near}?" if near else "")
                )
                return WRONG_USAGE
        asked = [known[name] for name in wanted if name in known]
        items = [*asked, *(item for name in wanted if name not in known for item in unread_items(book, name))]
    if errors := errors_in(loaded, items):
        first = errors[0]
        _tell(
            f"{first.span.path}, line {first.span.line}: {first.message}\n{first.fix}\nNothing was changed. Put this right first."
        )
        return WRONG_USAGE
    if not items:
        print("Nothing to do: everything asked for was read as it is now.")
        return GOOD
    return _Session(sources, is_yes=is_yes, by=by, on=on).confirm(items)


@dataclass
class _Session:
    """One run: who reads, and what is left."""

    sources: Sources
    is_yes: bool
    by: str
    on: str

    def confirm(self, items: list[RestatingItem]) -> int:
        """Show each item, ask, and record the answers one by one."""
        history = EarlierWordings(self.sources)
        if not self.has_role():
            return WRONG_USAGE
        done = 0
        for item in items:
            book = read_book(self.sources).book  # the lines have moved since the last was written
            shown = _Shown(book, item, history)
            print("\n".join(shown.lines()))
            judged = self.judgement(shown)
            if judged is None:
                print(f"Stopped. {_left(len(items) - done)}")
                return NOT_ALL
            if not judged.judgement:
                print("Left as it is.\n")
                continue
            try:
                record(self.sources.root, book, [(item, judged)])
            except (RecordError, OSError) as refused:
                words = describe_error(refused) if isinstance(refused, OSError) else str(refused)
                _tell(f"This cannot be written. {words}")
                return WRONG_USAGE
            done += 1
            print(f"Recorded in {book.layout.facts('readings')}.\n")
        left = len(items) - done
        print(_left(left) if left else f"{'One is' if done == 1 else f'{done} are'} recorded.")
        return NOT_ALL if left else GOOD

    def has_role(self) -> bool:
        """Ask for the role that reads, where it was not given; tell if there is no such role."""
        roles = read_book(self.sources).book.people.roles
        if not self.by:
            self.by = _asked(f"Which role are you? ({', '.join(roles)}): ") or ""
        if self.by not in roles:
            near = find_nearest(self.by, sorted(roles))
            _tell(
                f"There is no role “{self.by}”."
                + (f" Did you mean {near}?" if near else f" Type --by and one of: {', '.join(roles)}.")
            )
        return self.by in roles

    def judgement(self, shown: _Shown) -> Judgement | None:
        """What the person answers; None where they stop. Without asking, only what differs in typing is the same."""
        if self.is_yes:
            why = shown.needs_a_person()
            if why:
                print(f"    {why} Read the two, and type: python3 scripts/confirm.py {shown.item.id}")
            return Judgement("" if why else "same", self.by, self.on)
        while (
            answer := _asked("Do they agree? y (the same), w (weaker), s (stronger), n (leave it), q (stop): ")
        ) is not None:
            typed = answer.lower()
            if typed in _STOP:
                return None
            if typed in _ANSWERS:
                reason = ""
                while _ANSWERS[typed] in ("weaker", "stronger") and not reason:
                    given = _asked("Why is that meant? ")
                    if given is None:
                        return None
                    reason = given
                return Judgement(_ANSWERS[typed], self.by, self.on, reason)
        return None


@dataclass
class _Shown:
    """An item beside what it restates: the words that were read, where the history has them, and those of today."""

    book: Book
    item: RestatingItem
    history: EarlierWordings

    def lines(self) -> Iterator[str]:
        """The lines for the person who reads."""
        item = self.item
        yield f"{item.id} ({item.path}, line {item.span.line})"
        yield from _wording("says:", item.text, self.earlier_own())
        for name in item.beside(self.book):
            if clause := self.book.clauses.get(name):
                yield f"  {name} ({clause.span.path})"
                yield from _wording("now:", clause.wording.text, self.earlier(name))
            else:
                yield f"  {name} (the whole document)"
        for difference in counted_differences(self.book, item):
            only = "Only its clause" if difference.is_lost else f"Only the {item.what}"
            yield f"    {only} has “{difference.words}”."

    def earlier(self, name: str) -> str:
        """What a clause said when the two were read; "" where it is the same or nobody knows."""
        state, clause = reading_state(self.book, self.item), self.book.clauses[name]
        if state.reading is None or name not in state.changed:
            return ""
        return self.history.wording(clause.span.path, name, state.reading.beside[name])

    def earlier_own(self) -> str:
        """What the sentence said then."""
        state = reading_state(self.book, self.item)
        if state.reading is None or not state.own_words_changed or self.item.is_check:
            return ""
        return self.history.wording(self.item.path, self.item.id, state.reading.words)

    def needs_a_person(self) -> str:
        """Why this is not confirmed with others at once, in a sentence; "" where only typing differs."""
        state = reading_state(self.book, self.item)
        if state.reading is None or state.added or state.dropped:
            return "Nobody has read these two together."
        if counted_differences(self.book, self.item):
            return "Something that can be counted differs."
        changed = [
            (self.earlier(name), self.book.clauses[name].wording.text)
            for name in state.changed
            if name in self.book.clauses
        ]
        if state.own_words_changed:
            changed.append((self.earlier_own(), self.item.text))
        if self.item.of_document or not all(map(_is_typing, *zip(*changed, strict=True))):
            return "More than typing changed, or nobody knows what it said."
        return ""


def _is_typing(was: str, now: str) -> bool:
    """Whether only typing differs; not, where nobody knows the earlier words."""
    return bool(was) and measure_change(plain(was), plain(now), lambda _: False) is not Degree.SUBSTANCE


def _wording(name: str, text: str, was: str) -> Iterator[str]:
    """A text with its marks; where it said something else once, both."""
    if was and was.split() != text.split():
        before, after = marked(was, text)
        yield from (*_wrapped("was:", before), *_wrapped(name, after))
    yield from _wrapped("" if was else name, with_marks(text))


def _wrapped(name: str, text: str) -> Iterator[str]:
    lines = textwrap.wrap(" ".join(text.split()), _WIDTH, break_long_words=False, break_on_hyphens=False)
    yield from (f"    {name if number == 0 else '':<6}{line}" for number, line in enumerate(lines))


def _left(count: int) -> str:
    return f"{'One was' if count == 1 else f'{count} were'} left as {'it is' if count == 1 else 'they are'}."


def _asked(question: str) -> str | None:
    """What is typed; None at the end of the input."""
    sys.stdout.write(question)
    sys.stdout.flush()
    typed = sys.stdin.readline()
    if not typed:
        print()
        return None
    return typed.strip()


def _tell(words: str) -> None:
    print(words, file=sys.stderr)
