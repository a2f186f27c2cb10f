"""The forms that write an event: one a job, made from the model of the event, with what readers may know filled in.

They are public pages, so a person is listed only where the name is published; anybody else is typed. Not for writing the file:
``assets/forms.js`` does, on the device of whoever fills the form in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, get_args, get_origin

from policybook.basics.dates import PartialDate
from policybook.book.fact_rows import fact_rows
from policybook.model.declarations import GUIDANCE, PERSON, POLICY, ROLE, Audience
from policybook.model.entry import Entry, Field
from policybook.model.events import EVENT_KINDS, Changed, Event
from policybook.model.facts import FACT_FILES, table_model
from policybook.model.people import SAFEGUARDING_ROLES
from policybook.source.wording_files import WordingError
from policybook.views.addresses import LONGEST_ADDRESS, Page, new_file_url, upload_url
from policybook.views.jobs import FORMS_FILE, Job, Jobs
from policybook.views.view_context import PageView, ViewContext

FORMS = "forms/index"
Control = Literal["date", "number", "text", "choice", "person", "several", "roll-call"]


@dataclass(frozen=True, slots=True)
class OptionView:
    """A choice in a list. ``facts`` are the values of today that choosing it fills in, as JSON.

    ``lines`` are what the file says instead of the choice itself, as JSON; one that depends on the policy is a table by policy.
    """

    value: str
    text: str
    facts: str = ""
    lines: str = ""


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a form: the key that it is typed after (``now.phone`` is one below ``now:``), and what it may hold."""

    key: str
    label: str
    hint: str
    control: Control
    required: bool
    options: tuple[OptionView, ...] = ()
    roles: tuple[OptionView, ...] = ()
    """The roles that a person who is typed may have, in a roll-call."""
    value: str = ""
    """What the fact is today."""
    is_compared: bool = False
    """Whether somebody compares this value with its source."""


@dataclass(frozen=True, slots=True)
class FormView:
    """One form, and the names of what it writes."""

    page: PageView
    job: str
    event: str
    intro: str
    then: str
    entry: str
    """What the event is about, where the form does not ask; else ""."""
    compares: bool
    fields: tuple[FieldView, ...]
    folder: str
    new_file: str
    """Where a new file is typed in the repository's web page; "" where nobody has said where that is."""
    longest_address: int
    upload: str
    """Where a file is uploaded there: what is too long for an address is saved first."""
    sample: str
    all_forms: str


@dataclass(frozen=True, slots=True)
class FormLink:
    """A form in the list of all forms."""

    href: str
    title: str


@dataclass(frozen=True, slots=True)
class FormsView:
    """The list of all forms."""

    page: PageView
    forms: tuple[FormLink, ...]
    review: str
    """The address of the yearly review, which has a form of its own; "" where there is none."""


def forms_view(context: ViewContext, jobs: Jobs) -> FormsView:
    """Return the list of the forms."""
    page = Page(FORMS)
    checklist = next((d for d in context.book.documents if d.settings.kind == "checklist"), None)
    return FormsView(
        context.page(page, context.sentences.fill("forms.title"), context.sentences.fill("forms.summary"), FORMS_FILE),
        tuple(FormLink(page.to(f"forms/{name}"), job.title) for name, job in jobs.jobs.items()),
        page.to(checklist.settings.address) if checklist else "",
    )


def form_views(context: ViewContext, jobs: Jobs) -> Iterator[FormView]:
    """Yield each form."""
    book = context.book
    folder = book.layout.changes
    for name, job in jobs.jobs.items():
        model = EVENT_KINDS[job.event]
        fields = tuple(_fields(context, job, model))
        page = Page(f"forms/{name}")
        yield FormView(
            page=context.page(page, job.title, job.intro, FORMS_FILE),
            job=name,
            event=job.event,
            intro=job.intro,
            then=job.then,
            entry=job.entry or "" if job.entry == "school" else "",
            compares=bool(job.compares),
            fields=fields,
            folder=folder,
            new_file=new_file_url(book, folder),
            longest_address=LONGEST_ADDRESS,
            upload=upload_url(book, folder),
            sample=_sample(job, fields),
            all_forms=page.to(FORMS),
        )


def _sample(job: Job, fields: tuple[FieldView, ...]) -> str:
    """Return the lines to type by hand, where the browser runs no scripts."""
    lines = [f"event: {job.event}"]
    if job.entry == "school":
        lines.append("entry: school")
    top = [field for field in fields if "." not in field.key]
    for field in top:
        lines.append(f"{field.key}:   # {field.label}{'' if field.required else ' (may be left out)'}")
        given: dict[str, object] = next((json.loads(option.lines) for option in field.options if option.lines), {})
        lines += [f"{key}:   # {field.label}" for key in given if key != field.key]
        lines += ["  dsl: []   # for each role, the short names of the people"] if field.control == "roll-call" else []
    below = [field for field in fields if "." in field.key]
    if below:
        lines += ["now:   # only what changed", *(f'  {field.key[4:]}: ""' for field in below)]
        lines += ["was:   # what it was before", *(f'  {field.key[4:]}: ""' for field in below)]
    return "\n".join(lines) + "\n"


# --- fields ----------------------------------------------------------------------------------------------------------

_NEVER_ASKED = frozenset({"event", "now", "was_values", "values", "fingerprint"})


def _fields(context: ViewContext, job: Job, model: type[Event]) -> Iterator[FieldView]:
    """Yield what a form asks: what is special to the event first, then the day and who signs."""
    own = [field for field in model.shape.values() if field.name not in ("on", "by")]
    if issubclass(model, Changed):
        own = [field for field in own if field.name == "entry" and job.entry != "school"]
    for field in own:
        is_typed = "name" in model.shape and field.name == "person"  # from the name that is typed
        if field.name not in _NEVER_ASKED and field.key not in job.leave_out and not is_typed and field.name != "seen":
            yield _field(context, job, field)
    if issubclass(model, Changed):
        yield from _fact_fields(context, job)
    yield from (_field(context, job, model.shape[name]) for name in ("on", "by"))


def _field(context: ViewContext, job: Job, field: Field) -> FieldView:
    words = job.ask.get(field.key)
    control, options = _control(context, job, field)
    label = words.label if words else _own_label(context, field)
    required = field.is_required or field.key == "name"
    roles = tuple(OptionView(*one) for one in _roles(context)) if control == "roll-call" else ()
    known = {option.value for option in options}
    led = context.book.lead_dsl(context.as_of) if job.event == "leads" and field.name == "was" else None
    value = led.person if led and led.person in known else ""
    return FieldView(field.key, label, (words and words.hint) or "", control, required, options, roles, value)


def _own_label(context: ViewContext, field: Field) -> str:
    """What all forms call a field, else what the model calls it."""
    key = f"forms.{field.name}"
    return context.sentences.fill(key) if context.sentences.has(key) else _capitalised(field.declared.label)


def _capitalised(label: str) -> str:
    return label[:1].upper() + label[1:]


def _control(context: ViewContext, job: Job, field: Field) -> tuple[Control, tuple[OptionView, ...]]:
    """Return how a field is filled in, and what may be chosen."""
    options = tuple(_options(context, job, field))
    base = _base(field)
    if field.declared.refers_to == PERSON:
        return ("several" if get_origin(field.type) is tuple else "person"), options
    if _is_roll_call(field):
        return "roll-call", options
    if options:
        return "choice", options
    return ("date" if base is PartialDate else "number" if base is int else "text"), ()


def _options(context: ViewContext, job: Job, field: Field) -> Iterator[OptionView]:
    """Yield what may be chosen for a field; nothing where it is typed."""
    book, base = context.book, _base(field)
    of_kind: dict[str, Iterable[tuple[str, str]]] = {
        ROLE: _roles(context),
        POLICY: ((policy.id, policy.settings.title) for policy in book.policies),
        GUIDANCE: ((name, one.title) for name, one in book.guidance.guidance.items()),
        PERSON: _people(context),
    }
    if _is_roll_call(field):
        yield from _held(context)
    elif field.name == "edition":
        yield from _editions(context)
    elif field.name == "entry":
        yield from _entries(context, job)
    elif field.name == "document":
        for document in (one for one in context.documents if one.is_signed):
            yield OptionView(document.id, document.settings.title, json.dumps({"fingerprint": document.fingerprint}))
    elif field.declared.refers_to in of_kind:
        yield from (OptionView(name, title) for name, title in of_kind[field.declared.refers_to])
    elif get_origin(base) is Literal:
        yield from (OptionView(value, _capitalised(value)) for value in get_args(base))
    elif base is bool:
        yield from (OptionView("yes", "Yes"), OptionView("no", "No"))


def _is_roll_call(field: Field) -> bool:
    """Whether it holds several people, each below the role that they have."""
    return get_origin(_base(field)) is dict


def _held(context: ViewContext) -> Iterator[OptionView]:
    """Yield the roles that are held today by people whose names are published, those of safeguarding first."""
    book = context.book
    held = [
        one
        for one in book.people.appointments
        if one.person in book.people.people
        and book.people.people[one.person].name_is_agreed
        and not one.ended(context.as_of)
        and not (one.from_ and one.from_.first > context.as_of)
    ]
    for one in sorted(held, key=lambda one: one.role not in SAFEGUARDING_ROLES):
        yield OptionView(
            f"{one.role}/{one.person}", f"{book.people.people[one.person].name}, {book.role_title(one.role)}"
        )


def _base(field: Field) -> object:
    """The type of a field's values, without "or nothing" and what is said beside it."""
    inside = get_args(field.type)
    found = next(one for one in inside if one is not type(None)) if type(None) in inside else field.type
    return get_args(found)[0] if get_origin(found) is Annotated else found


def _roles(context: ViewContext) -> Iterator[tuple[str, str]]:
    """Yield the roles that readers meet anyway: somebody has them, the review asks them, or they approve it."""
    book = context.book
    met = {one.role for one in book.people.appointments} | {check.settings.who for check in book.checks}
    met |= {*SAFEGUARDING_ROLES, *book.settings.review_approved_by.roles}
    met |= {row.asked_of for row in fact_rows(book, context.as_of)}
    yield from ((name, role.title) for name, role in book.people.roles.items() if name in met)


def _people(context: ViewContext) -> Iterator[tuple[str, str]]:
    """Yield the people in post, or soon to be, whose names are published."""
    people = context.book.people
    here = {one.person for one in people.appointments if not one.ended(context.as_of)}
    for name, person in people.people.items():
        if name in here and person.name_is_agreed:
            yield name, person.name


def _editions(context: ViewContext) -> Iterator[OptionView]:
    """Yield the editions that a policy may adopt: those in force and those to come, with what each policy relies on today."""
    book = context.book
    for name, guidance in book.guidance.guidance.items():
        relied = {p.id: r.edition for p in book.policies for r in p.settings.guidance if r.id == name}
        current = guidance.current(context.as_of)
        first = guidance.editions.index(current) if current else 0
        for edition in guidance.editions[first:]:
            said = {"guidance": name, "edition": edition.edition, "was": relied}
            yield OptionView(
                f"{name}/{edition.edition}", f"{guidance.title}, {edition.edition}", lines=json.dumps(said)
            )


def _entries(context: ViewContext, job: Job) -> Iterator[OptionView]:
    """Yield the entries of a table that readers may see, with their values of today."""
    book = context.book
    if job.entry == "guidance":
        for name, guidance in book.guidance.guidance.items():
            for edition in guidance.editions:
                values = [value for _, value in edition.values_to_check]
                yield OptionView(
                    f"guidance.{name}/{edition.edition}",
                    f"{guidance.title}, {edition.edition}",
                    json.dumps({"values": values}),
                )
        return
    for table in book.tables():
        if table.key.replace("_", "-") == job.entry:
            for name, entry in table.entries.items():
                if entry.is_public and not entry.is_replaced:
                    facts = {key: str(value) for key, value in _public_values(entry, job).items() if value is not None}
                    own = dict(entry)
                    yield OptionView(
                        f"{job.entry}.{name}",
                        str(own.get("name") or own.get("title")),
                        json.dumps(facts, ensure_ascii=False),
                    )


def _public_values(entry: Entry, job: Job) -> Mapping[str, object]:
    shape = {field.key: field for field in type(entry).shape.values()}
    return {key: dict(entry)[shape[key].name] for key in job.fields}


def _fact_fields(context: ViewContext, job: Job) -> Iterator[FieldView]:
    """Yield a field for each value of the fact that may change; of the school, with what it is today."""
    school = context.book.school
    model = type(school) if job.entry == "school" else _model_of(job)
    shape = {field.key: field for field in model.shape.values()}
    for key in job.fields:
        field = shape[key]
        if field.declared.audience is not Audience.PUBLIC:
            raise WordingError(f"{FORMS_FILE}: {key} is not public, so no public form can ask for it.")
        value = dict(school)[field.name] if job.entry == "school" else None
        words = job.ask.get(key)
        yield FieldView(
            f"now.{key}",
            words.label if words else _capitalised(field.declared.label),
            (words and words.hint) or "",
            "text",
            required=False,
            value=str(value or ""),
            is_compared=bool(field.declared.checked),
        )


def _model_of(job: Job) -> type[Entry]:
    file = FACT_FILES.get(job.entry or "")
    model = next((found for name in file.shape if (found := table_model(file, name))), None) if file else None
    if model is None:
        raise WordingError(f"{FORMS_FILE}: there is no table of facts called {job.entry}.")
    return model
