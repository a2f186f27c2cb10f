"""Who is on record, and the forms in which their names are typed. Not for finding them in texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from policybook.basics.written_forms import fold_name, tidy_typing
from policybook.book.word_places import FEW_LETTERS

_UMLAUTS = str.maketrans(dict(zip("äöüåÄÖÜ", ["ae", "oe", "ue", "aa", "Ae", "Oe", "Ue"], strict=True)))


def name_forms(parts: Iterable[str]) -> tuple[str, ...]:
    """Return the folded parts of a name, the pieces of those that are double, and each as it is typed without umlauts."""
    return tuple(form for part in parts for form in _forms_of(part))


def _forms_of(word: str) -> Iterator[str]:
    plain = tidy_typing(word)
    pieces = [plain, *plain.split("-"), *(piece for piece in re.split(r"['-]", plain) if len(piece) > FEW_LETTERS)]
    umlauts = plain.translate(_UMLAUTS)
    yield from dict.fromkeys(folded for piece in [*pieces, umlauts] if (folded := fold_name(piece)))


@dataclass(frozen=True)
class KnownPerson:
    """Somebody on record: an id, the parts of the name without its title, and whether readers may be shown the name."""

    key: str
    parts: tuple[str, ...]
    is_public: bool = False

    @cached_property
    def firsts(self) -> frozenset[str]:
        """The first name, folded, also as it is typed without umlauts."""
        return _folded_whole(self.parts[0])

    @cached_property
    def lasts(self) -> frozenset[str]:
        """The surname, in the same way."""
        return _folded_whole(self.parts[-1])

    @cached_property
    def middles(self) -> frozenset[str]:
        """The parts between them."""
        return frozenset(map(fold_name, self.parts[1:-1]))

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Every folded word that may be a part of the name."""
        return name_forms(self.parts)

    @property
    def initials(self) -> tuple[str, str]:
        """The first letters of the first name and of the surname, folded."""
        return fold_name(self.parts[0])[:1], fold_name(self.parts[-1])[:1]

    @property
    def has_surname(self) -> bool:
        """Whether the name has two parts at least."""
        return len(self.parts) > 1


def _folded_whole(part: str) -> frozenset[str]:
    return frozenset([fold_name(part), fold_name(part.translate(_UMLAUTS))]) - {""}
