"""Each sentence and check that restates a reworded clause, beside it, with the links that settle it on the proposal's own branch.

One link opens a new file with the readings filled in, all but what a person must judge: nothing can be confirmed in bulk. Another
opens the file of each sentence. Without a branch there is nothing to open, and only the words are shown.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from policybook.book.word_changes import plain
from policybook.changes.differences import ClauseChange
from policybook.report.impact_followups import Followups, Resting
from policybook.report.impact_phrases import Phrases, escaped
from policybook.views.addresses import LONGEST_ADDRESS, edit_url, new_file_url

_MOST_LINKS = 4
"""A comment of GitHub holds some 65,000 characters, and each of these links may have 8,000."""
_HOW = (
    "# Read each sentence beside its clause. After judgement: type same, weaker or stronger; after by: your role, such as dsl.\n"
    "# Where you type weaker or stronger, type why in a line below it: reason:\n"
)


@dataclass
class Rereading(Phrases):
    """What must be read again because of a change, and how."""

    followups: Followups

    def lines(self) -> Iterator[str]:
        """Each reworded clause with what restates it, then the links."""
        open_items = [*self.followups.open_statements(), *self.followups.open_checks()]
        waiting = [one for one in open_items if not one.is_gone]
        for _, group in groupby(sorted(waiting, key=_clauses), key=_clauses):
            entries = list(group)
            for change in entries[0].changes:
                yield f"{self.named([change])} now: “{self.followups.paired(_wording(change))}”"
            yield ""
            yield from (f"- {self.beside(one)}" for one in entries)
            yield ""
        if waiting and self.impact.branch and self.changes.after.settings.repository:
            yield from self.how(waiting)

    def beside(self, one: Resting) -> str:
        """A sentence in full, what it belongs to, and the link to its line."""
        span, book = one.item.span, self.changes.after
        place = f"{span.path}, line {span.line}"
        url = edit_url(book, span.path, self.impact.branch) if self.impact.branch else ""
        link = f"[Correct it]({url}#L{span.line}): {escaped(place)}" if url else escaped(place)
        return f"**{escaped(one.title)}**: “{self.followups.paired(one.wording)}” ({link})"

    def how(self, waiting: list[Resting]) -> Iterator[str]:
        """What to do, in order, with the links to the files of readings."""
        yield "1. Does a sentence no longer agree? Press **Correct it**, change the words, and press **Commit changes**. This list is then made anew."
        urls, left = self.readings(waiting)
        for number, url in enumerate(urls, 1):
            of = f" ({number} of {len(urls)})" if urls[1:] else ""
            judge = "Type **same** after each “judgement:” that is true, and your role after “by:”. Press **Commit changes**."
            yield f"1. Do they agree? [Open the readings, filled in{of}]({url}). {judge}"
        if left:
            yield f"1. {left} more follow when these are recorded."

    def readings(self, waiting: list[Resting]) -> tuple[list[str], int]:
        """The addresses of new files with the readings of all of them, and how many are in none: an address has its limit."""
        urls: list[str] = []
        rest = waiting
        while rest and len(urls) < _MOST_LINKS:
            count = next(
                (n for n in range(len(rest), 1, -1) if len(self.url(rest[:n], len(urls))) <= LONGEST_ADDRESS), 1
            )
            url = self.url(rest[:count], len(urls))
            if len(url) > LONGEST_ADDRESS:
                break
            urls.append(url)
            rest = rest[count:]
        return urls, len(rest)

    def url(self, entries: list[Resting], before: int) -> str:
        """The address of a new file with the readings of these; ``before`` so many other links of the same proposal."""
        book = self.changes.after
        filled_in = {"filename": self.file_name(entries, before), "value": self.file_text(entries)}
        return new_file_url(book, book.layout.changes, self.impact.branch, filled_in)

    def file_name(self, entries: list[Resting], before: int) -> str:
        """A name that no event has yet; a later one of the same day sorts after it."""
        known = {posixpath.basename(event.span.path) for event in self.changes.after.events}
        stem = f"{self.impact.as_of}-read-{entries[0].changes[0].clause.id}"
        names = (f"{stem}.yml" if number == 1 else f"{stem}-{number}.yml" for number in range(1, len(known) + 9))
        return [name for name in names if name not in known][before]

    def file_text(self, entries: list[Resting]) -> str:
        """An event with a reading for each; what was judged and by whom is left to the person."""
        return f"{_HOW}event: read\non: {self.impact.as_of}\nby: \nreadings:\n{''.join(map(self.row, entries))}"

    def row(self, one: Resting) -> str:
        """One reading, with the words that were read in a note above it."""
        beside = ", ".join(f'{name}: "{words}"' for name, words in one.item.beside(self.changes.after).items())
        notes = [
            f"“{self.plainly(one.wording)}”",
            *(f"{c.clause.id}: “{self.plainly(_wording(c))}”" for c in one.changes),
        ]
        said = "".join(f"  # {note}\n" for note in notes)
        return f'{said}  {one.item.id}:\n    words: "{one.item.words()}"\n    beside: {{{beside}}}\n    judgement: \n'

    def plainly(self, text: str) -> str:
        """A text in one line, with its tokens in words."""
        return " ".join(self.say(plain(text)).split())


def _clauses(one: Resting) -> tuple[str, ...]:
    """What an item rests on, in the order of the book."""
    return tuple(change.clause.number for change in one.changes)


def _wording(change: ClauseChange) -> str:
    return change.after.wording.text if change.after else ""
