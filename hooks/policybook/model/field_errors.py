"""What is wrong with the values of a file, in a reader's words: one finding for one slip. Not for finding it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import get_args, get_origin

from policybook.basics.edits import Edit, retype
from policybook.basics.findings import Finding, Span
from policybook.basics.likeness import find_nearest, find_other_word
from policybook.model.entry import Entry
from policybook.model.field_readers import FieldError, Step
from policybook.model.field_types import MAX_TEXT
from policybook.source import reading_codes
from policybook.source.sources import STANDARD
from policybook.source.yaml_files import LocatedDict, Origin

# No fields of these models: what people type for a date that is worked out, so no declaration knows them.
_DERIVED_KEYS = frozenset(
    ["next_review", "reviewed", "review_date", "next_review_date", "last_reviewed", "last_review"]
)
_DERIVED_FIX = (
    f"Delete this line: review dates are never typed here. They come from the newest record in {STANDARD.reviews}/. "
    "If no record gives this date, type it there first."
)
_SURE = 0.75  # less alike, and the nearest word is a guess that somebody must make
_ENTRY_OF_TABLE = 2  # steps to it: the name of the table, and its own
_PLAIN = "plain"  # the kind of organisation that owes nothing because of its kind
_MOST_SLIPS = 20  # nobody mistypes so many keys of one mapping
_LONGEST_VALUE = 41  # a value that was glued to its key is shown up to here, with the space before it
_THOUSANDS = re.compile(r"\d{3}")
_GLUED_BRACE = re.compile(r"(?P<name>[a-z0-9-]+)\s*:?\s*\{")


def faults(model: type[Entry], data: LocatedDict, details: Sequence[FieldError]) -> Iterator[Finding]:
    """The findings for what was wrong in ``data``; what one slip makes wrong in several ways is said once."""
    not_kept = [detail for detail in details if detail.fault == "unknown" and _is_not_kept(model, detail)]
    yield from _not_kept(data.origin, not_kept)
    places: dict[tuple[Step, ...], list[FieldError]] = {}
    told = {id(detail) for detail in not_kept}
    for detail in details:
        if id(detail) not in told:
            places.setdefault(detail.steps[:-1], []).append(detail)
    yield from _astray(model, data.origin, places)
    for place, errors in places.items():
        yield from _keys(model, data.origin, place, errors)
        yield from _values(model, data.origin, place, errors)


def _is_not_kept(model: type[Entry], detail: FieldError) -> bool:
    entry, _ = _entry_at(model, detail.steps[:-1])
    return entry is not None and _name(detail) in entry.not_kept


def _not_kept(origin: Origin, details: Sequence[FieldError]) -> Iterator[Finding]:
    """One finding for all lines of a file that hold what was private and is not kept any more; never what they hold."""
    if details:
        spans = [origin.key(*detail.steps) for detail in details]
        names = [f"“{name}”" for name in dict.fromkeys(map(_name, details))]
        are = "is" if len(names) == 1 else "are"
        yield Finding(
            reading_codes.YAML010,
            spans[0],
            f"{' and '.join(names)} of people {are} no longer kept, because this file is no place for private details.",
            f"Delete {' and '.join(names)} of each person, with whatever follows on these lines.",
            related=tuple(spans[1:]),
        )


def _astray(model: type[Entry], origin: Origin, places: dict[tuple[Step, ...], list[FieldError]]) -> Iterator[Finding]:
    """Entries of one table that stand in another, because the line with the name of theirs is missing."""
    tables = {key: set(_known_keys(model, (key,))) for key in _tables(model)}
    paths_by_key: dict[tuple[Step, str], list[tuple[Step, ...]]] = {}
    for place, details in places.items():
        names = {_name(detail) for detail in details if detail.fault == "unknown"}
        if len(place) == _ENTRY_OF_TABLE and place[0] in tables and len(names) > 1:
            for table in (key for key, known in tables.items() if key != place[0] and names <= known):
                paths_by_key.setdefault((place[0], table), []).append(place)
    for (here, table), entries in paths_by_key.items():
        for place in entries:
            del places[place]
        rest = f" and {len(entries) - 1} more stand" if len(entries) > 1 else " stands"
        message = f"“{entries[0][-1]}”{rest} among the “{here}” and belong{'s' * (not entries[1:])} to the “{table}”."
        yield Finding(
            reading_codes.YAML005, origin.key(*entries[0]), message, f"Write {table}: in a line above this one."
        )


def _keys(
    model: type[Entry], origin: Origin, place: tuple[Step, ...], errors: Sequence[FieldError]
) -> Iterator[Finding]:
    """Keys of one mapping that are missing or unknown; a slip in the name of one that is missing explains both."""
    known, missing = tuple(_known_keys(model, place)), [_name(d) for d in errors if d.fault == "missing"]
    unknown = [detail for detail in errors if detail.fault == "unknown"]
    strangers = [
        detail
        for detail in (unknown if len(unknown) <= _MOST_SLIPS else ())
        if not _is_like(_name(detail), [*known, *_DERIVED_KEYS]) and not _parted_by_comma(origin, place, _name(detail))
    ]
    if (
        len(strangers) > 1 or len(unknown) > _MOST_SLIPS
    ):  # the entry is of another kind, or in the wrong place: no key of it is a slip
        strangers = unknown
    slips = [] if strangers is unknown else [detail for detail in unknown if detail not in strangers]
    for name in map(_name, slips):
        span, message = origin.key(*place, name), _unknown_words([name], place)
        if name in _DERIVED_KEYS:
            yield Finding(reading_codes.YAML005, span, message, _DERIVED_FIX)
            continue
        if text := _parted_by_comma(origin, place, name):
            first, edits = text
            message = f"“{name[:80]}” follows a comma, so it is read as a setting of its own{_of(place)}."
            fix = f"Type the number of “{first}” without a comma."
            if not name.isdigit():
                fix = f'Put straight quotation marks (") around the whole text of “{first}”.'
            yield Finding(reading_codes.YAML005, span, message, fix, edits=edits)
            continue
        typed = _meant(name, missing) or _meant(name, known)
        key, _, value = typed.partition(":")
        missing = [name for name in missing if name != key]
        if key in origin.keys_at(*place):
            fix = f"Line {origin.key(*place, key).line} has {key}: already. Keep one of the two lines, as {key}:, and delete the other."
            yield Finding(reading_codes.YAML005, span, message, fix)
            continue
        edits = () if len(value) >= _LONGEST_VALUE else retype(span, name, typed if value else key)
        yield Finding(reading_codes.YAML005, span, message, f"Type {typed} instead.", edits=edits)
    if strangers:
        yield _unknown(model, origin, place, strangers, missing)
        missing = [] if len(strangers) == len(missing) == 1 else missing
    if missing and len(strangers) <= 1:
        yield Finding(reading_codes.YAML006, origin.at(*place), *_missing_words(missing, place))


def _unknown(
    model: type[Entry], origin: Origin, place: tuple[Step, ...], strangers: Sequence[FieldError], missing: Sequence[str]
) -> Finding:
    """The finding for keys that are like none of ours; where one is missing as well, this one may hold its value."""
    names = [_name(detail) for detail in strangers]
    first, span, message = names[0][:80], origin.key(*place, names[0]), _unknown_words(names, place)
    fix = _strangers_fix(model, place, strangers, tuple(_known_keys(model, place)))
    beside = [key for key in origin.keys_at(*place) if key not in names and origin.key(*place, key).line == span.line]
    if len(names) == len(missing) == 1:
        message = f"{message.removesuffix('.')}, and “{missing[0]}” is missing."
        fix = (
            f"If its value is that of {missing[0]}:, type {missing[0]}: in place of {first}:. If not, delete it with its value, "
            f"and add {missing[0]}: with one."
        )
    elif beside:
        fix = fix.replace("Delete this line.", f"Delete “{first}” and its value.")
    return Finding(reading_codes.YAML005, span, message, fix)


def _parted_by_comma(origin: Origin, place: Sequence[Step], name: str) -> tuple[str, tuple[Edit, ...]] | None:
    """The setting whose text goes on in ``name``, after a comma between curly brackets, and the edits that join them: a text, or 1,200."""
    keys = origin.keys_at(*place)
    before = keys[keys.index(name) - 1] if name in keys[1:] else ""
    if not before or not (" " in name or _THOUSANDS.fullmatch(name)):
        return None
    text, rest = origin.at(*place, before), origin.key(*place, name)
    end = text.column + text.length
    between = rest.column - end
    if text.line != rest.line or between not in (1, 2, 3) or rest.length != len(name):
        return None
    if name.isdigit():
        return before, (Edit(text._replace(column=end, length=between), ""),)
    return before, (
        Edit(text._replace(length=0), '"'),
        Edit(rest._replace(column=rest.column + rest.length, length=0), '"'),
    )


def _name(detail: FieldError) -> str:
    return str(detail.steps[-1])


def _is_like(name: str, known: Sequence[str]) -> bool:
    return name in known or bool(_meant(name, known))


def _meant(name: str, keys: Sequence[str]) -> str:
    """What to type for an unknown key that was meant as one of ``keys``; "" where it was not."""
    for key in keys:
        if name.startswith((f"{key}:", f"{key} ")):  # without the space or the colon, the value became part of the key
            return f"{key}: {name[len(key) :].lstrip(': ')[: _LONGEST_VALUE - 1]}"
    near = difflib.get_close_matches(name, keys, 1)
    return f"{near[0]}:" if near else ""


def _unknown_words(names: Sequence[str], place: Sequence[Step]) -> str:
    first = f"“{names[0][:80]}”"
    if len(names) == 1:
        return f"{first} is not a setting this book knows{_of(place)}."
    return f"{first} and {len(names) - 1} more are not settings this book knows{_of(place)}."


def _strangers_fix(
    model: type[Entry], place: Sequence[Step], strangers: Sequence[FieldError], known: Sequence[str]
) -> str:
    """What to do with keys like none of ours: mostly the line that should stand above them was deleted."""
    tables = [name for name in _tables(model) if not place]
    if len(tables) == 1 and all(isinstance(detail.given, dict) for detail in strangers):
        return f"Write {tables[0]}: in a line above, and indent what belongs to it."
    do = "Delete this line." if len(strangers) == 1 else "Put these lines where they belong, or delete them."
    return f"{do} What can stand here: {', '.join(known)}." if known else do


def _tables(model: type[Entry]) -> Iterator[str]:
    """The names of the fields of a file that hold entries by name."""
    for field in model.shape.values():
        if get_origin(field.type) is dict and _entry_in(field.type):
            yield field.key


def _missing_words(names: Sequence[str], place: Sequence[Step]) -> tuple[str, str]:
    if len(names) == 1:
        return f"“{names[0]}” is missing{_of(place)}.", f"Add a line {names[0]}: with its value."
    quoted = [f"“{name}”" for name in names]
    lines = ", ".join(f"{name}:" for name in names)
    return (
        f"{', '.join(quoted[:-1])} and {quoted[-1]} are missing{_of(place)}.",
        f"Add a line for each, with its value: {lines}",
    )


def _values(
    model: type[Entry], origin: Origin, place: tuple[Step, ...], errors: Sequence[FieldError]
) -> Iterator[Finding]:
    """Values of one mapping or list that are wrong."""
    errors = [detail for detail in errors if detail.fault not in ("missing", "unknown")]
    keys = {_name(detail) for detail in errors if detail.is_key}
    settings = set(_known_keys(model, place)) if _entry_at(model, place)[1] else set()
    homeless = [_name(detail) for detail in errors if _is_no_mapping(detail) and _name(detail) in settings]
    if homeless:
        more = f" and {len(homeless) - 1} more stand" if len(homeless) > 1 else " stands"
        message = f"“{homeless[0]}”{more} where the name of an entry belongs."
        fix = "Write the name of the entry and a colon in a line above, indented less than its settings."
        yield Finding(reading_codes.YAML007, origin.key(*place, homeless[0]), message, fix)
    strays = [detail for detail in errors if _is_stray_item(detail)]
    if len(strays) > 1:
        first, name = strays[0], _field(place)
        message = f"{len(strays)} items stand in the list “{name}” that do not belong there."
        fix = "Type the name of their own list and a colon in a line above this one."
        yield Finding(reading_codes.YAML007, origin.at(*first.steps), message, fix)
        errors = [detail for detail in errors if not _is_stray_item(detail)]
    empty = [detail for detail in errors if _is_empty_item(detail)]
    if len(empty) > 1:
        message = f"{len(empty):,} items of “{_field(place)}” are empty."
        fix = "Type each after its hyphen, or delete the hyphens that nothing follows."
        related = tuple(origin.at(*detail.steps) for detail in empty[1:_MOST_SLIPS])
        yield Finding(reading_codes.YAML006, origin.at(*empty[0].steps), message, fix, related=related)
        errors = [detail for detail in errors if not _is_empty_item(detail)]
    for detail in errors:
        name = _name(detail) if detail.steps else ""
        if name in homeless or (name in keys and not detail.is_key):
            continue  # said with the others, or by the fault in the name itself
        yield _value(origin, detail)


def _is_no_mapping(detail: FieldError) -> bool:
    return detail.fault == "no mapping" and detail.given is not None and not detail.is_key


def _is_stray_item(detail: FieldError) -> bool:
    """Whether a line of text stands in a list of entries with settings."""
    is_item = isinstance(detail.steps[-1], int) if detail.steps else False
    return is_item and detail.fault == "no mapping" and isinstance(detail.given, str)


def _is_empty_item(detail: FieldError) -> bool:
    return detail.given is None and bool(detail.steps) and isinstance(detail.steps[-1], int)


def _value(origin: Origin, detail: FieldError) -> Finding:
    steps = detail.steps
    kind, given = detail.fault, detail.given
    if given is None:
        return Finding(reading_codes.YAML006, origin.key(*steps), *_empty_words(kind, steps))
    if detail.is_key and (glued := _GLUED_BRACE.match(str(given))):
        message = f"There is no colon with a space after “{glued['name']}”."
        key, rest = origin.key(*steps), str(given)[len(glued[0]) :]
        edits = retype(key, str(given), f"{glued['name']}: {{{rest}")
        return Finding(reading_codes.YAML007, key, message, f"Type {glued['name']}: {{", edits=edits)
    if kind == "empty":
        fix = f"Type at least one between the brackets, such as {_field(steps)}: [one]."
        return Finding(
            reading_codes.YAML006, origin.at(*steps), f"“{_field(steps)}” is an empty list, and is needed.", fix
        )
    if kind in ("value", "date"):
        code = reading_codes.YAML008 if kind == "date" else reading_codes.YAML007
        at = origin.key(*steps) if detail.is_key else origin.at(*steps)
        edits = retype(at, str(given), detail.typed) if detail.typed else ()
        return Finding(code, at, detail.message, detail.fix, edits=edits)
    if kind == "no choice" and isinstance(given, str):
        return _no_choice(origin.at(*steps), steps, given, detail.choices)
    span = origin.at(*steps)
    message, fix = _shape_words(kind, _field(steps), given)
    is_list = isinstance(given, str) and (items := _as_items(given)) and f"[{items}]" in fix
    edits = retype(span, str(given), f"[{items}]") if is_list else ()
    return Finding(reading_codes.YAML007, span, message, fix, edits=edits)


def _no_choice(span: Span, steps: Sequence[Step], given: str, allowed: Sequence[str]) -> Finding:
    """The finding for a word that is none of those allowed; several of them run together are offered as several."""
    words = [word for word in re.split(r"\s+(?:and|or)\s+|[\s,;.+/&]+", given) if word]
    if isinstance(steps[-1], int) and len(words) > 1 and set(words) <= set(allowed):
        message = f"“{given[:80]}” is read as one word of “{_field(steps)}”: nothing parts the {len(words)} words."
        in_line = ", ".join(words)
        fix = (
            f"Type a comma between them: {in_line}. Where each stands on a line of its own, begin a new line for each."
        )
        edits = retype(span, given, in_line) if re.findall(r"[\w-]+", given) == words else ()
        return Finding(reading_codes.YAML007, span, message, fix, edits=edits)
    near = find_other_word(given, allowed) or _nearest(given, allowed)
    message = f"“{given[:80]}” is not one of the values “{_field(steps)}” can have."
    fix = f"Type {near}: the choices are {', '.join(allowed)}."
    if _PLAIN in allowed:
        fix += f" {_PLAIN} is for every other organisation, such as a nursery, a charity or a company."
    edits = retype(span, given, near) if find_nearest(given, allowed, _SURE) == near else ()
    return Finding(reading_codes.YAML007, span, message, fix, edits=edits)


def _empty_words(kind: str, steps: Sequence[Step]) -> tuple[str, str]:
    if steps and isinstance(steps[-1], int):
        return f"An item of “{_field(steps)}” is empty.", "Type it after the hyphen, or delete the hyphen."
    if kind == "no mapping":
        return f"“{_field(steps)}” has nothing below it.", "Write its settings below it, indented, or delete the line."
    return f"“{_field(steps)}” is empty and is needed{_of(steps[:-1])}.", "Type its value after the colon."


def _shape_words(kind: str, name: str, given: object) -> tuple[str, str]:
    if kind == "no list":
        return f"“{name}” should be a list.", _list_words(name, given)
    if kind == "no mapping":
        return (
            f"“{name}” should have settings of its own below it.",
            "Indent them by two spaces, each a name, a colon and a value.",
        )
    if isinstance(given, list):
        return f"“{name}” should be one value, not a list.", "Keep one value, and delete the brackets or hyphens."
    if kind in ("no text", "no choice"):
        return (
            f"“{name}” should be one line of text.",
            "Type the text after the colon, in quotation marks if it has brackets or a colon in it.",
        )
    if kind == "too long":
        return f"“{name}” is too long.", f"Shorten it to at most {MAX_TEXT:,} characters."
    return (
        f"“{name}” has a value that does not belong there.",
        "Compare it with the other entries of the file.",
    )


def _as_items(given: object) -> str:
    """What is to stand between square brackets, where it was typed without them or between round ones; else ""."""
    match = re.fullmatch(r"(\()?(?P<items>[\w-][\w ,-]{0,60})(?(1)\))", given) if isinstance(given, str) else None
    return match["items"] if match else ""


def _list_words(name: str, given: object) -> str:
    """How to make a list of what was given in place of one."""
    if isinstance(given, str) and given.startswith("-"):
        return "Type a space after each hyphen."
    items = _as_items(given) or "one, two"
    return f"Write {name}: [{items}], or one item a line, each beginning with a hyphen and a space."


def _field(steps: Sequence[Step]) -> str:
    """The name a reader would use for the place: the last name that is not a list position."""
    return next((str(step) for step in reversed(steps) if isinstance(step, str)), "this value")


def _of(steps: Sequence[Step]) -> str:
    names = [step for step in steps if isinstance(step, str)]
    return f" in “{names[-1]}”" if names else ""


def _nearest(given: str, allowed: Sequence[str]) -> str:
    return next(
        iter(difflib.get_close_matches(given, allowed, 1, 0.4)),
        allowed[0] if len(allowed) == 1 else "one of them",
    )


def _known_keys(model: type[Entry], steps: Sequence[Step]) -> Iterator[str]:
    """The keys that may stand at ``steps`` inside ``model``, or in the entries of the table or list there."""
    entry, _ = _entry_at(model, steps)
    if entry:
        yield from (field.key for field in entry.shape.values())


def _entry_at(model: type[Entry], steps: Sequence[Step]) -> tuple[type[Entry] | None, bool]:
    """The model at ``steps``; and whether there is a table or list of such entries there, and not one of them."""
    place: type[Entry] | None = model
    in_collection = False
    for step in steps:
        if in_collection:  # this step is a key or a position, not a field
            in_collection = False
            continue
        if place is None:
            break
        fields = {field.key: field.type for field in place.shape.values()}
        annotation = fields.get(str(step))
        in_collection = get_origin(annotation) in (dict, tuple)
        place = _entry_in(annotation)
    return place, in_collection


def _entry_in(annotation: object) -> type[Entry] | None:
    """The model inside ``X | None``, ``dict[Id, X]``, ``tuple[X, ...]``, or None."""
    if isinstance(annotation, type) and not get_args(annotation):
        return annotation if issubclass(annotation, Entry) else None
    return next((entry_type for arg in get_args(annotation) if (entry_type := _entry_in(arg)) is not None), None)
