"""The command ``confirm``: shows what was reworded beside what restates it, asks, and sets the pins. Not for finding them."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

from policybook.basics.likeness import find_nearest
from policybook.basics.run_errors import describe_error
from policybook.commands.options import FOUND, GOOD, WRONG_USAGE, add_book
from policybook.editing.confirm_pins import ConfirmError, Pin, confirm, find_pin_errors, find_pinned_ids, open_pins
from policybook.references import read_book
from policybook.report.side_by_side import marked
from policybook.revisions.earlier_wordings import EarlierWordings
from policybook.source.sources import Sources

NOT_ALL = FOUND
_WIDTH = 100


DESCRIPTION = "Set the pins of statements or checks to the present wording of their clauses."
EPILOG = (
    "It ends with status 0 when every pin that was asked for is set, 1 when some were left as they are, and 2 when "
    "it cannot do what was asked: an unknown name, or an error in one of the files. Nothing is written then."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("names", nargs="*", metavar="STATEMENT", help="the id of a statement or check")
    parser.add_argument("--all", action="store_true", help="everything whose pin is out of date, one by one")
    parser.add_argument("--yes", action="store_true", help="with --all: ask nothing, and still show each")
    add_book(parser)


def run(options: argparse.Namespace) -> int:
    """Set what was asked for."""
    if bool(options.names) == options.all:
        print("Type the ids of statements or checks, or --all.", file=sys.stderr)
        return WRONG_USAGE
    return confirm_all(options.sources, options.names, is_all=options.all, is_yes=options.yes)


def confirm_all(sources: Sources, wanted: list[str], *, is_all: bool, is_yes: bool) -> int:
    """Confirm statements, checks and documents by their ids, or one by one all that are out of date."""
    loaded = read_book(sources)
    book = loaded.book
    known = find_pinned_ids(book)
    for name in wanted:
        if name not in known:
            near = find_nearest(name, sorted(known))
            _print_message(
                f"There is no statement or check “{name}” that restates a clause."
                + (f" Did you mean {near}?" if near else "")
            )
            return WRONG_USAGE
    pins = [pin for pin in open_pins(book) if is_all or pin.of in wanted]
    if errors := find_pin_errors(loaded, pins):
        first = errors[0]
        _print_message(
            f"{first.span.path}, line {first.span.line}: {first.message}\n{first.fix}\nNothing was changed. Put this right first."
        )
        return WRONG_USAGE
    if not pins:
        print("Nothing to do: every pin asked for is that of the present wording.")
        return GOOD
    asks = is_all and not is_yes
    return _confirm(sources.root, pins, EarlierWordings(sources), _answer if asks else lambda: "y")


def _confirm(root: Path, pins: list[Pin], history: EarlierWordings, answer: Callable[[], str]) -> int:
    """Show and set pins, those of one statement or check together."""
    groups = [list(group) for _, group in groupby(pins, key=lambda pin: pin.of)]
    done = 0
    for group in groups:
        print("\n".join(_shown(group, history)))
        outcome = answer()
        if outcome == "q":
            print(f"Stopped. {_left(len(groups) - done)}")
            return NOT_ALL
        if outcome == "y":
            try:
                confirm(root, group)
            except (ConfirmError, OSError) as refused:
                words = describe_error(refused) if isinstance(refused, OSError) else str(refused)
                _print_message(f"This cannot be written. {words}")
                return WRONG_USAGE
            done += 1
            print(f"Set in {group[0].span.path}, line {group[0].span.line}.\n")
        else:
            print("Left as it is.\n")
    left = len(groups) - done
    print(_left(left) if left else f"{'One is' if done == 1 else f'{done} are'} confirmed.")
    return NOT_ALL if left else GOOD


def _left(count: int) -> str:
    return f"{'One was' if count == 1 else f'{count} were'} left as {'it is' if count == 1 else 'they are'}."


def _shown(group: list[Pin], history: EarlierWordings) -> Iterator[str]:
    """A statement with each of its clauses: the words that were read, and those of today."""
    first = group[0]
    yield f"{first.of} ({first.span.path}, line {first.span.line})"
    yield from _wrapped("says:", first.text)
    for pin in group:
        was = history.wording(pin.path, pin.to, pin.old) if pin.old and pin.now else ""
        yield f"  {pin.to} ({pin.path})"
        if was and was.split() != pin.now.split():
            before, after = marked(was, pin.now)
            yield from (*_wrapped("was:", before), *_wrapped("now:", after))
        elif pin.now:
            yield from _wrapped("now:", pin.now)
        yield f"    {pin.typed}  ->  {pin.right}"


def _wrapped(name: str, text: str) -> Iterator[str]:
    lines = textwrap.wrap(" ".join(text.split()), _WIDTH, break_long_words=False, break_on_hyphens=False)
    yield from (f"    {name if number == 0 else '':<6}{line}" for number, line in enumerate(lines))


def _answer() -> str:
    """y, n or q; the end of the input is q."""
    while True:
        sys.stdout.write("Does it still hold? y (yes), n (no, leave it) or q (stop): ")
        sys.stdout.flush()
        typed = sys.stdin.readline()
        if not typed:
            print()
            return "q"
        if typed.strip().lower() in ("y", "yes", "n", "no", "q", "quit"):
            return typed.strip().lower()[0]


def _print_message(words: str) -> None:
    print(words, file=sys.stderr)
