"""The jobs that have a form, from ``site_templates/forms.yml``. Not for what a form holds: that follows from the model of its event."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Literal, Self

from policybook.book.book import Book
from policybook.model.declarations import public_field
from policybook.model.entry import Entry
from policybook.model.events import EVENT_KINDS
from policybook.model.field_readers import FieldErrors
from policybook.model.field_types import EMPTY_LIST, EMPTY_TABLE, Id, Text, YesNo
from policybook.model.organisation import Duty
from policybook.source.wording_files import WordingError, read_template_data

FORMS_FILE = "site_templates/forms.yml"


class Words(Entry):
    """What a form asks in place of the label of a field, and a hint below it."""

    label: Text = public_field("label")
    hint: Text | None = public_field("hint", default=None)


class Job(Entry):
    """One form of ``forms.yml``."""

    event: Text = public_field("kind of event")
    title: Text = public_field("title")
    intro: Text = public_field("introduction")
    then: Text = public_field("what follows")
    entry: Text | None = public_field("what it is about", default=None)
    fields: Annotated[tuple[Text, ...], EMPTY_LIST] = public_field("fields of the fact", default=())
    compares: YesNo | None = public_field("whether values were compared with their source", default=None)
    leave_out: Annotated[tuple[Text, ...], EMPTY_LIST] = public_field("fields not asked", default=())
    mends: Annotated[tuple[Text, ...], EMPTY_LIST] = public_field("findings it settles", default=())
    ask: Annotated[dict[Text, Words], EMPTY_TABLE] = public_field("words of the fields", default={})
    duty: Annotated[Literal["safeguarding", "guidance"] | None, "what an organisation must owe to have this job"] = (
        public_field("duty", default=None)
    )
    needs: Annotated[
        Literal["helplines", "services", "guidance", "decisions", "sign-off"] | None,
        "what must be on record, where nobody leads on safeguarding, for this job to exist",
    ] = public_field("what it needs", default=None)
    of_schools: Annotated[tuple[Text, ...], EMPTY_LIST, "the fields not asked where nobody leads on safeguarding"] = (
        public_field("fields of schools", default=())
    )
    title_elsewhere: Annotated[Text | None, "the title where nobody leads on safeguarding"] = public_field(
        "title elsewhere", default=None
    )


class Jobs(Entry):
    """``forms.yml``."""

    jobs: dict[Id, Job] = public_field("jobs")

    @classmethod
    def of(cls, root: Path) -> Self:
        """Read the project's file.

        Raises:
            WordingError: where the file is missing or broken, or names what the model does not have.
        """
        jobs = cls.read(read_template_data(root, FORMS_FILE), faults := FieldErrors(as_typed=True))
        if jobs is None or faults:
            raise WordingError(f"{FORMS_FILE}: {'.'.join(map(str, faults[0].steps))} is missing or wrong.")
        for name, job in jobs.jobs.items():
            model = EVENT_KINDS.get(job.event)
            known = {*(field.key for field in model.shape.values()), *job.fields} if model else set()
            if unknown := {*job.ask, *job.leave_out} - known if model else {job.event}:
                raise WordingError(f"{FORMS_FILE}: {name} names {', '.join(sorted(unknown))}, which no event has.")
        return jobs

    def for_book(self, book: Book) -> Self:
        """The jobs that an organisation has, by the titles that they have there, and with the fields that it has."""
        duties = book.organisation.profile.duties
        own = {name: job for name, job in self.jobs.items() if job.duty is None or job.duty in duties}
        if Duty.SAFEGUARDING not in duties:
            there = {name for name, entries in _entries(book).items() if entries}
            own = {name: _elsewhere(job) for name, job in own.items() if job.needs is None or job.needs in there}
        return self.replaced(jobs=own)

    def settling(self, code: str) -> str:
        """The name of the job that settles the findings of a code; "" where none does."""
        return next((name for name, job in self.jobs.items() if code in job.mends), "")


def _entries(book: Book) -> dict[str, Collection[object]]:
    """What is on record of each kind that a job may need."""
    return {
        "helplines": book.helplines.helplines,
        "services": book.services.services,
        "guidance": book.guidance.guidance,
        "decisions": book.decisions.decisions,
        "sign-off": [document for document in book.published_documents if document.settings.sign_off],
    }


def _elsewhere(job: Job) -> Job:
    """A job as it is where nobody leads on safeguarding."""
    return job.replaced(
        title=job.title_elsewhere or job.title,
        leave_out=(*job.leave_out, *job.of_schools),
        fields=tuple(field for field in job.fields if field not in job.of_schools),
    )
