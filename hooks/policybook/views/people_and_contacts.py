"""People, contacts, services and helplines that may be public. The privacy wall for facts: all pages take them from here."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from policybook.basics.dates import add_days, is_within
from policybook.basics.tokens import find_tokens
from policybook.book.book import (
    Policy,
)
from policybook.model.facts import Appointment, Helpline
from policybook.model.organisation import Duty
from policybook.rules.publication.areas import folded_area
from policybook.views.inline_html import phone_href
from policybook.views.view_context import ViewContext

_ALWAYS = re.compile(r"day and night|any time|24 ?h|all day", re.IGNORECASE)
"""Hours that never end."""


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as the public may know them. ``when`` says from or until when, where that is near; ``last_day`` for a script."""

    name: str
    role: str
    job_title: str
    when: str = ""
    last_day: str = ""


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service that may be named in public."""

    title: str
    name: str
    what: str


@dataclass(frozen=True, slots=True)
class HelplineView:
    """A helpline. ``checked`` says in words when somebody compared its details, or that nobody has; "" of 999.

    ``is_changed`` where its number or address is another than the one that somebody compared.
    """

    id: str
    name: str
    use: str
    phone: str
    phone_href: str
    phone_hours: str
    when: str
    """When the phone is answered, as far as that is known, and what to do when it is not; "" without a phone."""
    email: str
    ways: str
    url: str
    limits: tuple[str, ...]
    """Whom it is for and what it does not deal with, a sentence each."""
    checked: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class ContactView:
    """How to reach the school. Empty texts are unknown; ``missing`` names them in words."""

    school: str
    address: str
    phone: str
    phone_href: str
    email: str
    safeguarding_email: str
    hours: str
    formats_contact: str
    missing: tuple[str, ...]
    people: tuple[PersonView, ...]
    people_checked: str
    people_note: str


def people_views(
    context: ViewContext, roles: Collection[str] = (), also: Collection[str] = ()
) -> tuple[PersonView, ...]:
    """Those who have some roles, if their names may be published; usually the team and who leads and answers for the school.

    Whoever leads the DSLs is the first, and after them comes whoever will soon begin in one of these roles. A role in ``also``
    is told of somebody who has another one, too.
    """
    values, views = context.values, dict[str, PersonView]()
    for begin in (context.as_of, *values.change_days):
        lead = context.book.lead_dsl(begin)
        for role in dict.fromkeys((*roles, *also) or context.book.public_roles):
            for appointment in sorted(
                context.book.holders(role, begin), key=lambda appointment: appointment is not lead
            ):
                person, name = context.book.person(appointment), values.name_of(appointment)
                words = role_in_words(context, appointment, begin)
                known = appointment.person if begin == context.as_of else f"{appointment.person} {words}"
                is_new = begin == context.as_of or not _is_so(context, appointment, words, add_days(begin, -1))
                if role in also and begin == context.as_of and known in views:
                    both = f"{views[known].role}, {words}"
                    title = "" if views[known].job_title == words else views[known].job_title
                    views[known] = replace(views[known], role=both, job_title=title)
                if name and is_new and known not in views:
                    holders = _holders_called(context, words)
                    views[known] = PersonView(
                        name,
                        words,
                        person.job_title if person.job_title and person.job_title != words else "",
                        ", ".join(values.period(appointment.person, holders, begin)),
                        str(values.last_day(appointment.person, holders, begin) or ""),
                    )
    return tuple(views.values())


def _holders_called(context: ViewContext, words: str) -> Callable[[date], tuple[Appointment, ...]]:
    """Who holds a role by the name that the pages have for it, on any day."""

    def holders(on: date) -> tuple[Appointment, ...]:
        found = (a for role in context.book.people.roles for a in context.book.holders(role, on))
        return tuple(a for a in found if role_in_words(context, a, on) == words)

    return holders


def _is_so(context: ViewContext, appointment: Appointment, words: str, on: date) -> bool:
    """Whether the person was called the same on a day."""
    return any(a.person == appointment.person for a in _holders_called(context, words)(on))


def role_in_words(context: ViewContext, appointment: Appointment, on: date) -> str:
    """A role as the pages call it: a DSL is lead, deputy, or neither while nobody has said."""
    if appointment.role == "deputy-dsl" or (appointment.role == "dsl" and appointment.lead is False):
        return context.sentences.fill("people.deputy")
    if appointment.role == "dsl":
        only_lead = context.book.lead_dsl(on)
        return context.sentences.fill("people.lead" if only_lead is appointment else "people.dsl")
    return context.book.role_title(appointment.role)


def people_checked(context: ViewContext) -> str:
    """Who confirmed the whole safeguarding team and when, or "" where nobody has lately."""
    team, limit = context.book.dsls(context.as_of), context.book.settings.roll_call_days.value
    dated = [
        (a.confirmed_on, a.confirmed_by)
        for a in team
        if a.confirmed_on and a.confirmed_by and a.confirmed_on.has_come(context.as_of)
    ]
    fresh = [(on, by) for on, by in dated if (context.as_of - on.last).days <= limit]
    if not team or len(fresh) < len(team):
        return ""
    on, by = min(fresh, key=lambda entry: entry[0].last)
    return context.sentences.fill("people.confirmed", on=on.words, by=context.book.role_title(by))


def people_note(context: ViewContext) -> str:
    """What readers should know is missing: who leads, and a recent roll-call."""
    team = context.book.dsls(context.as_of)
    sentences = []
    is_owed = Duty.SAFEGUARDING in context.book.organisation.profile.duties
    if not team and is_owed:
        sentences.append(context.sentences.fill("people.nobody"))
    if team and not context.book.lead_dsl(context.as_of):
        sentences.append(context.sentences.fill("people.no-lead"))
    if team and not people_checked(context):
        sentences.append(context.sentences.fill("people.some-unconfirmed"))
    return " ".join(sentences)


def contact_view(context: ViewContext) -> ContactView:
    """How to reach the school, and what nobody has filled in."""
    school = context.book.school
    is_owed = Duty.SAFEGUARDING in context.book.organisation.profile.duties
    keys = ("phone", *(["safeguarding_email"] if is_owed else []), "email", "address", "hours")
    return ContactView(
        school=school.name,
        address=school.address or "",
        phone=school.phone or "",
        phone_href=phone_href(school.phone) if school.phone else "",
        email=school.email or "",
        safeguarding_email=school.safeguarding_email or "",
        hours=school.hours or "",
        formats_contact=school.formats_contact or "",
        missing=tuple(context.sentences.fill(f"missing.school.{key}") for key in keys if not getattr(school, key)),
        people=people_views(context),
        people_checked=people_checked(context),
        people_note=people_note(context),
    )


def service_views(context: ViewContext, wanted: Iterable[str] | None = None) -> tuple[ServiceView, ...]:
    """The services that may be named in public, or those of them that are wanted."""
    chosen = None if wanted is None else set(wanted)
    return tuple(
        ServiceView(service.title, " ".join(filter(None, [service.provider, service.product])), service.what)
        for name, service in context.book.services.services.items()
        if service.public and (chosen is None or name in chosen)
    )


def helpline_views(context: ViewContext, *audiences: str) -> tuple[HelplineView, ...]:
    """The public helplines for some audiences that are still in use and serve the school's area."""
    return tuple(
        HelplineView(
            id=name,
            name=helpline.name,
            use=helpline.for_,
            phone=helpline.phone or "",
            phone_href=phone_href(helpline.phone) if helpline.phone else "",
            phone_hours=helpline.phone_hours or "",
            when=_when(context, helpline),
            email=helpline.email or "",
            ways=helpline.ways or "",
            url=helpline.url or "",
            limits=tuple(_limits(context, helpline)),
            checked=_checked(context, helpline),
            is_changed=bool(_changed(helpline)),
        )
        for name, helpline in context.book.helplines.helplines.items()
        if helpline.is_in_use
        and _serves_us(context, helpline)
        and (helpline.phone or helpline.url or helpline.email)
        and set(audiences) & set(helpline.audience)
    )


def _serves_us(context: ViewContext, helpline: Helpline) -> bool:
    """Whether it is for the whole country or for the school's area, or nobody knows where the school is (PUB042)."""
    county = context.book.school.county
    return not (helpline.area and county) or folded_area(helpline.area) == folded_area(county)


def _when(context: ViewContext, helpline: Helpline) -> str:
    """When the phone is answered, and where to turn when it is not; what is always answered needs no second sentence."""
    hours = helpline.phone_hours or ""
    if not helpline.phone:
        return ""
    answered = context.sentences.fill("helpline.hours", hours=hours) if hours else ""
    if not helpline.has_details_to_check or _ALWAYS.search(hours):
        return answered
    key = "website" if helpline.url else "email" if helpline.email else "other"
    unknown = context.sentences.fill("helpline.hours-unknown")
    return f"{answered or unknown} {context.sentences.fill(f'helpline.closed-{key}')}"


def _checked(context: ViewContext, helpline: Helpline) -> str:
    """When the details were compared, or that nobody has this year; "" where nothing can change."""
    if not helpline.has_details_to_check:
        return ""
    days = context.book.settings.helpline_checked_days.value
    on = helpline.last_checked
    if on and is_within(on, days, context.as_of):
        return context.sentences.fill("helpline.checked", on=on.words)
    if changed := _changed(helpline):
        key = "helpline.changed-site" if helpline.url and "url" not in changed else "helpline.changed"
        return context.sentences.fill(key, what=" and ".join(changed.values()))
    return context.sentences.fill("helpline.unchecked")


def _changed(helpline: Helpline) -> dict[str, str]:
    """What readers use of a helpline that is another than the values that were compared, in words, by field."""
    ways = ("phone", "email", "url")
    return {field.key: field.declared.label for field, _ in helpline.unchecked_values if field.key in ways}


def _limits(context: ViewContext, helpline: Helpline) -> Iterator[str]:
    """Whom a helpline is for by age, and what it is not for."""
    ages = {"from": str(helpline.age_from or ""), "to": str(helpline.age_to or "")}
    key = {(True, True): "ages", (True, False): "age-from", (False, True): "age-to"}
    if (known := key.get((bool(helpline.age_from), bool(helpline.age_to)))) and helpline.has_possible_ages:
        yield context.sentences.fill(f"helpline.{known}", **{name: age for name, age in ages.items() if age})
    if helpline.not_for:
        yield context.sentences.fill("helpline.not-for", what=helpline.not_for)


def tokens_in(policy: Policy) -> set[str]:
    """The names of the tokens a policy uses."""
    return {
        token.name
        for section in policy.sections
        for clause in section.clauses
        for token in find_tokens(clause.wording.text)
    }
