"""The tables of facts that the yearly review confirms: what the school has on file, row by row, with whom it goes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policybook.basics.dates import PartialDate
from policybook.book.fact_rows import FactRow, fact_rows
from policybook.book.token_values import edition_words
from policybook.model.guidance import GuidanceEdition
from policybook.model.helplines import Helpline
from policybook.model.people import Appointment
from policybook.model.school import LinkedPolicy, Service
from policybook.views.people_and_contacts import role_in_words
from policybook.views.view_context import ViewContext

_DATES_ARE_PUBLIC = ("helpline", "guidance", "linked policy")
"""The kinds whose day of the last confirmation readers may see; of people and services it is for the leadership."""


@dataclass(frozen=True, slots=True)
class FactRowView:
    """A fact to confirm: its name in the record, what it is called, what the school has on file, and who is asked."""

    name: str
    title: str
    words: str
    last: str
    who_id: str
    who: str
    values: tuple[str, ...]
    fingerprint: str
    """Of its values; "" where there are none to compare."""
    has_own_dates: bool
    """Whether what is confirmed are two dates of its own: those of another policy."""


@dataclass(frozen=True, slots=True)
class FactTableView:
    """The facts of one kind, with how to check them."""

    id: str
    title: str
    short: str
    how: str
    who: str
    """The role that all of them go to; "" where they go to several."""
    rows: tuple[FactRowView, ...]


def fact_tables(context: ViewContext, *, for_leadership: bool = False) -> tuple[FactTableView, ...]:
    """Return the tables that readers may see, or, for the leadership, the same with every person and every date."""
    rows: dict[str, list[FactRowView]] = {}
    for row in fact_rows(context.book, context.as_of):
        own = rows.setdefault(row.kind, [])  # a table without rows says that the leadership has them
        if row.is_public or for_leadership:
            shows_last = for_leadership or row.kind in _DATES_ARE_PUBLIC
            own.append(_row(context, row, row.last if shows_last else None, shows_last))
    return tuple(_table(context, kind, tuple(found)) for kind, found in rows.items())


def _table(context: ViewContext, kind: str, rows: tuple[FactRowView, ...]) -> FactTableView:
    key = kind.replace(" ", "-")
    key = key if context.sentences.has(f"facts.{key}.title") else "other"
    title, short, how = (context.sentences.fill(f"facts.{key}.{part}") for part in ("title", "short", "how"))
    roles = {row.who for row in rows}
    who = roles.pop() if len(roles) == 1 else ""
    return FactTableView(f"facts-{kind.replace(' ', '-')}", title, short, how, who, rows)


def _row(context: ViewContext, row: FactRow, last: PartialDate | None, shows_last: bool) -> FactRowView:  # noqa: FBT001 - two parts of one thing
    never = context.sentences.fill("facts.never") if shows_last else ""
    title, *words = _words(context, row)
    return FactRowView(
        name=row.name,
        title=title,
        words=". ".join(word.rstrip(".") for word in words if word),
        last=context.sentences.fill("facts.last", when=last.when_words) if last else never,
        who_id=row.asked_of,
        who=context.book.role_title(row.asked_of),
        values=row.values,
        fingerprint=row.fingerprint if row.values else "",
        has_own_dates=isinstance(row.entry, LinkedPolicy),
    )


def _words(context: ViewContext, row: FactRow) -> Iterator[str]:
    """What it is called, and then what is on file."""
    book, entry, fill = context.book, row.entry, context.sentences.fill
    if isinstance(entry, Appointment):
        yield f"{book.person(entry).name}, {role_in_words(context, entry, context.as_of)}"
        yield fill("facts.until", when=entry.until.words) if entry.until else ""
    elif isinstance(entry, Helpline):
        yield entry.name
        yield ", ".join(row.values)
    elif isinstance(entry, GuidanceEdition):
        name = row.name.partition(".")[2].rpartition("/")[0]
        yield f"{book.guidance.guidance[name].title}, {edition_words(entry.edition, context.sentences)}"
        cited = [r.edition for policy in book.policies for r in policy.settings.guidance if r.id == name]
        if entry.is_coming:
            yield fill("facts.coming")
            return
        unstated = fill("guidance.unstated")
        named = (unstated if one == "unstated" else edition_words(one, context.sentences) for one in cited)
        editions = ", ".join(dict.fromkeys(named))
        yield fill("facts.in-force", when=entry.in_force.words) if entry.in_force else ""
        yield fill("facts.relied-on", editions=editions) if set(cited) - {entry.edition} else ""
    elif isinstance(entry, Service):
        shown = " ".join(filter(None, [entry.provider, entry.product]))
        yield f"{entry.title}: {shown}" if shown else entry.title
        yield entry.what
    elif isinstance(entry, LinkedPolicy):
        yield entry.title
        yield fill("facts.due", when=entry.next_review.words) if entry.next_review else ""
    else:
        yield row.name
