"""What a field declares beside its type: who may see it, its label, and what else follows from it. Not for its values.

Everything that treats fields differently asks the declaration, so that a new field needs one line and no list knows it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

ROLE, PERSON, GUIDANCE, SERVICE, HELPLINE = "role", "person", "guidance", "service", "helpline"
LINKED, TERM, POLICY, CLAUSE, GROUP = "linked policy", "term of the glossary", "policy", "clause", "group of checks"
EDITION, FACT = "edition", "fact"
"""An edition is one of the guidance that the ``id`` beside it names; a fact is dotted, such as ``helplines.nspcc``."""
KINDS = frozenset(
    [ROLE, PERSON, GUIDANCE, SERVICE, HELPLINE, LINKED, TERM, POLICY, CLAUSE, GROUP, EDITION, FACT, ""],
)
"""The kinds of entries that others refer to by name; "" is none."""
REQUIRED: Any = object()


class Audience(StrEnum):
    """Who may see the value of a field."""

    PUBLIC = "public"
    LEADERSHIP = "leadership"
    """The people who lead the school, in the files of ``internal/``."""
    PRIVATE = "private"
    """Whoever may read the file, and no page."""


class Asked(StrEnum):
    """Of which entries of a kind the yearly review asks whether they are still right."""

    ALL = "all"
    WHERE_USED = "where used"
    """Those that the settings of a policy name."""


class Declaration(NamedTuple):
    """What a field says of itself; ``make`` gives its default, and is None where it may not be left out."""

    audience: Audience
    label: str
    """What reports call it, such as "phone number": it follows "the" or "its"."""
    alias: str = ""
    """Its name in the file, where that cannot be a name here (``from``)."""
    make: Callable[[], object] | None = None
    words: bool = False
    """Whether people read it as words, so that the rules on texts apply."""
    is_name: bool = False
    """Whether these words are the name or title of something."""
    is_phrase: bool = False
    """Whether these words are no sentence either, such as an address: a surname alone in them is nobody's."""
    contacts: bool = False
    """Whether these words may hold a phone number or an address, which must then be the school's."""
    filled: bool = False
    """Whether tokens in it are filled in."""
    token: bool = False
    """Whether a token can print it."""
    refers_to: str = ""
    """The kind of entry that its values name."""
    unless: str = ""
    """The one value that names no entry."""
    answers: bool = False
    """Whether the role that it names is asked about its entry in the review."""
    checked: str = ""
    """The field with the date on which this value was checked."""


def public_field(
    label: str, *, default: object = REQUIRED, default_factory: Callable[[], object] | None = None, **more: Any
) -> Any:
    """A field that readers of the site may see. The other arguments are those of ``Declaration``."""
    return _declared(Audience.PUBLIC, label, default, default_factory, more)


def leadership_field(
    label: str, *, default: object = REQUIRED, default_factory: Callable[[], object] | None = None, **more: Any
) -> Any:
    """A field that only the leadership's own files may show."""
    return _declared(Audience.LEADERSHIP, label, default, default_factory, more)


def private_field(
    label: str, *, default: object = REQUIRED, default_factory: Callable[[], object] | None = None, **more: Any
) -> Any:
    """A field that nothing made from the book shows."""
    return _declared(Audience.PRIVATE, label, default, default_factory, more)


def _declared(
    audience: Audience, label: str, default: object, make: Callable[[], object] | None, more: dict[str, Any]
) -> Declaration:
    make = make or (None if default is REQUIRED else _maker(default))
    return Declaration(audience, label, make=make, **more)


def _maker(default: Any) -> Callable[[], object]:
    return default.copy if isinstance(default, dict) else lambda: default
