"""Which passage of one book is which of the other: by id, else by words. Not for what changed in it.

Four passes, from the surest on; each pairs only what no pass before it has paired, in the order of the texts:

1. the same id, wherever it is now: ids are permanent;
2. the same words in the same place (a place that was renamed counts as the same);
3. the same words anywhere, if there are at least three: shorter ones are in many lists and say nothing by themselves;
4. within one place, the words that are most alike: all pairs of what is left are scored by the share of words in
   common, in their order (``difflib``), and taken from the best score down, the nearer in the text first. A score
   below 0.6 is another sentence. Where that would be more than 20,000 scores, nobody rewrote so much by hand, and
   what is left is told as gone and new.

What stays unpaired is gone on one side and new on the other.
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from policybook.basics import fingerprints

_ALIKE = 0.6
_MOST_LIKENESSES = 20_000  # more would take seconds, and no school rewrites so many clauses of a section at once
_ENOUGH_WORDS = 3  # so few words stand in many lists, and say nothing by themselves

Source = TypeVar("Source")


@dataclass(frozen=True, slots=True)
class PlacedPassage(Generic[Source]):
    """A passage: its own id or "", its wording, where it stands (a section, a document), and the passage itself."""

    id: str
    wording: str
    place: str
    order: int
    source: Source

    @property
    def words(self) -> str:
        """Its wording folded, so that it is compared by words."""
        return fingerprints.folded(self.wording)


Pair = tuple[PlacedPassage[Source] | None, PlacedPassage[Source] | None]


def pair_passages(
    before: Sequence[PlacedPassage[Source]], after: Sequence[PlacedPassage[Source]], places: Mapping[str, str]
) -> list[Pair[Source]]:
    """Every passage of both sides once; ``places`` says which place of ``after`` each one of ``before`` became."""
    matching = _Matching(list(before), list(after), places)
    matching.by(lambda passage: passage.id or None, lambda passage: passage.id or None)
    matching.by(
        lambda passage: (places.get(passage.place), passage.words), lambda passage: (passage.place, passage.words)
    )
    matching.by(_long_words, _long_words)
    matching.by_likeness()
    return matching.result()


def _long_words(passage: PlacedPassage[Source]) -> str | None:
    return passage.words if len(passage.words.split()) >= _ENOUGH_WORDS else None


@dataclass(slots=True)
class _Matching(Generic[Source]):
    before: list[PlacedPassage[Source]]
    after: list[PlacedPassage[Source]]
    places: Mapping[str, str]
    matched: dict[int, PlacedPassage[Source]] = field(default_factory=dict)  # by the position in ``after``

    def by(
        self,
        of_before: Callable[[PlacedPassage[Source]], object],
        of_after: Callable[[PlacedPassage[Source]], object],
    ) -> None:
        """Pair what has the same key and is not yet paired, in order."""
        pool: dict[object, deque[PlacedPassage[Source]]] = defaultdict(deque)
        for passage in self.before:
            if (key := of_before(passage)) is not None:
                pool[key].append(passage)
        taken = []
        for position, passage in enumerate(self.after):
            if position not in self.matched and (key := of_after(passage)) is not None and pool.get(key):
                self.matched[position] = pool[key].popleft()
                taken.append(self.matched[position])
        gone = {id(passage) for passage in taken}
        self.before = [passage for passage in self.before if id(passage) not in gone]

    def by_likeness(self) -> None:
        """Pair what is left within one place with what is most like it."""
        scores = []
        old_places, new_places = (Counter(places) for places in self.left())
        too_many = {p for p, count in new_places.items() if count * old_places[p] > _MOST_LIKENESSES}
        for position, new in enumerate(self.after):
            if position in self.matched or new.place in too_many:
                continue
            for number, old in enumerate(self.before):
                if self.places.get(old.place) == new.place and (score := _likeness(old.words, new.words)) >= _ALIKE:
                    scores.append((-score, abs(old.order - new.order), number, position))
        used = set()
        for _, _, number, position in sorted(scores):
            if number not in used and position not in self.matched:
                used.add(number)
                self.matched[position] = self.before[number]
        self.before = [old for number, old in enumerate(self.before) if number not in used]

    def left(self) -> tuple[list[str], list[str]]:
        """The places, as they are named now, of what is not yet paired on both sides."""
        old = [self.places.get(passage.place, "") for passage in self.before]
        return old, [passage.place for position, passage in enumerate(self.after) if position not in self.matched]

    def result(self) -> list[Pair[Source]]:
        """The pairs in the order of ``after``; what is gone comes last."""
        kept: list[Pair[Source]] = [
            (self.matched.get(position), passage) for position, passage in enumerate(self.after)
        ]
        return kept + [(passage, None) for passage in self.before]


def _likeness(old: str, new: str) -> float:
    matcher = difflib.SequenceMatcher(None, old.split(), new.split(), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def find_renamed(before: Mapping[str, Iterable[object]], after: Mapping[str, Iterable[object]]) -> dict[str, str]:
    """Which name of ``after`` each name of ``before`` became: the same one, or the new one that holds most of its content."""
    same = {name: name for name in before if name in after}
    gone = {name: set(content) for name, content in before.items() if name not in after}
    new = {name: set(content) for name, content in after.items() if name not in before}
    for name, content in gone.items():
        shared = {other: len(content & held) for other, held in new.items() if other not in same.values()}
        best = max(shared, key=lambda other: (shared[other], other), default="")
        if best and shared[best] * 2 > min(len(content), len(new[best])):
            same[name] = best
    return same


def find_out_of_order(orders: Sequence[int]) -> frozenset[int]:
    """The positions that must move so that the others are in rising order: as few as possible.

    What stays is a longest rising run (patience sorting, n log n): ``tails[k]`` is the smallest end of a run of k + 1
    numbers seen so far, ``ends[k]`` its position, and ``previous`` leads back from each position along its run.
    """
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for position, order in enumerate(orders):
        length = bisect_left(tails, order)
        previous.append(ends[length - 1] if length else -1)
        if length == len(tails):
            tails.append(order)
            ends.append(position)
        else:
            tails[length], ends[length] = order, position
    kept = set()
    position = ends[-1] if ends else -1
    while position >= 0:
        kept.add(position)
        position = previous[position]
    return frozenset(range(len(orders))) - kept
