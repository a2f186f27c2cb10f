"""DSL: what each Designated Safeguarding Lead was trained in, and when. Unknown is one finding, expired is another.

The source of the figures is Keeping children safe in education (Annex on the role of the DSL): formal training at least
every two years, knowledge refreshed at least annually. It asks for Prevent training too and gives no period for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from policybook.basics.dates import PartialDate, add_days, add_months, format_day
from policybook.basics.findings import Severity
from policybook.basics.on_page import ON_NO_PAGE
from policybook.book.book import Book
from policybook.model.people import Appointment
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.safeguarding.safeguarding_team import name_of, safeguarding_team

SETTINGS = "settings"
_LONGEST_CAREER = 60
_PREVENT = "when the last Prevent training was"


def _training_due(appointment: Appointment, months: int) -> date | None:
    return add_months(appointment.trained_on.last, months) if appointment.trained_on else None


def _refreshed(appointment: Appointment) -> PartialDate | None:
    """The newer of the last update and the last formal training, which is an update too."""
    dates = [day for day in (appointment.refreshed_on, appointment.trained_on) if day]
    return max(dates, key=lambda day: day.last, default=None)


@rule("DSL005", Severity.BLOCKER, dated=Dated.CHANGES, on_page=ON_NO_PAGE)
def formal_training_is_known(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the day of each DSL's formal training is on record. Unknown is not the same as expired.

    Where the Prevent training is unknown too, this says so: both certificates are in one file, and are looked up at
    once. Where nothing is known, it is DSL008.
    """
    for appointment in safeguarding_team(book, context.as_of):
        if appointment.trained_on is None and appointment.refreshed_on:
            no_prevent = appointment.prevent_trained_on is None
            prevent = f", nor {_PREVENT}" if no_prevent else ""
            also = f", and the day of the Prevent training {appointment.after('prevent_trained_on')}"
            yield Violation(
                appointment.key("trained_on"),
                f"Nobody has written down when {name_of(book, appointment)} last had formal DSL training{prevent}.",
                f"Type the day on the certificate {appointment.after('trained_on')}{also if no_prevent else ''}. "
                "It is never published.",
                related=(appointment.key("prevent_trained_on"),) if no_prevent else (),
                about=appointment.person,
            )


@rule("DSL006", Severity.BLOCKER, SETTINGS, dated=Dated.LAPSES, on_page=ON_NO_PAGE)
def formal_training_is_in_date(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure each DSL's formal training is at most two years old.

    Keeping children safe in education asks for it: DSLs should be trained at least every two years. Enter the day of
    the new training when it has taken place, never the day for which it is booked.
    """
    months = book.settings.dsl_training_months.value
    for appointment in safeguarding_team(book, context.as_of):
        due = _training_due(appointment, months)
        if due and due.year + _LONGEST_CAREER > context.as_of.year and context.as_of > due:  # an older year: DSL037
            yield Violation(
                appointment.at("trained_on"),
                f"{name_of(book, appointment)}’s formal DSL training is more than {months} months old; it ran out on {format_day(due)}.",
                f"Book the training, then type its day {appointment.after('trained_on')}.",
                about=appointment.person,
            )


@rule("DSL007", Severity.ADVICE, SETTINGS, dated=Dated.TODAY)
def formal_training_due_soon_is_announced(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure training that runs out soon is seen in time to book it.

    Courses fill up, so the office needs a term's notice. `dsl_training_notice_days` in `data/settings.yml` says how long
    before.
    """
    notice = book.settings.dsl_training_notice_days.value
    for appointment in safeguarding_team(book, context.as_of):
        due = _training_due(appointment, book.settings.dsl_training_months.value)
        if due and add_days(due, -notice) <= context.as_of <= due:
            yield Violation(
                appointment.at("trained_on"),
                f"{name_of(book, appointment)}’s formal DSL training runs out on {format_day(due)}.",
                "Book the next training now.",
                about=appointment.person,
            )


@rule("DSL008", Severity.BLOCKER, dated=Dated.CHANGES, on_page=ON_NO_PAGE)
def something_is_known_of_the_training(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure it is on record when each DSL was trained and last updated their knowledge.

    Formal training counts as an update, so this speaks only where neither is known: one finding for one look into the
    person's file.
    """
    for appointment in safeguarding_team(book, context.as_of):
        if _refreshed(appointment) is None:
            no_prevent = appointment.prevent_trained_on is None
            prevent = f", or {_PREVENT}" if no_prevent else ""
            keys = ("trained_on", "refreshed_on", *(("prevent_trained_on",) if no_prevent else ()))
            places = [appointment.after(key) for key in keys]
            yield Violation(
                appointment.key("trained_on"),
                f"Nobody has written down when {name_of(book, appointment)} last had formal DSL training or updated their safeguarding knowledge{prevent}.",
                f"Look in the person’s file, and type the days {', '.join(places[:-1])} and {places[-1]}. They are never published.",
                related=tuple(appointment.key(key) for key in keys[1:]),
                about=appointment.person,
            )


@rule("DSL009", Severity.BLOCKER, SETTINGS, dated=Dated.LAPSES, on_page=ON_NO_PAGE)
def yearly_update_is_in_date(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure each DSL's knowledge was updated in the last twelve months.

    Keeping children safe in education asks for an update at least once a year, between the formal courses: a bulletin,
    a meeting of DSLs or reading counts.
    """
    months = book.settings.dsl_refresh_months.value
    training = book.settings.dsl_training_months.value
    for appointment in safeguarding_team(book, context.as_of):
        newest = _refreshed(appointment)
        trained_due = _training_due(appointment, training)
        only_trained = appointment.refreshed_on is None and trained_due is not None and context.as_of > trained_due
        if newest and not only_trained and context.as_of > add_months(newest.last, months):
            key = "refreshed_on" if appointment.refreshed_on else "trained_on"
            span = appointment.at(key) if appointment.refreshed_on else appointment.key("refreshed_on")
            yield Violation(
                span,
                f"{name_of(book, appointment)}’s last safeguarding update is more than {months} months old ({newest.words}).",
                f"Arrange the update, then type its day {appointment.after('refreshed_on')}.",
                about=appointment.person,
            )


@rule("DSL010", Severity.ADVICE, SETTINGS, dated=Dated.TODAY)
def yearly_update_due_soon_is_announced(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure an update that falls due soon is seen in time to arrange it.

    The DSL can then plan it for a quiet week. Nobody has to do anything else before the day.
    """
    notice = book.settings.dsl_refresh_notice_days.value
    for appointment in safeguarding_team(book, context.as_of):
        if newest := _refreshed(appointment):
            due = add_months(newest.last, book.settings.dsl_refresh_months.value)
            if add_days(due, -notice) <= context.as_of <= due:
                yield Violation(
                    appointment.key("refreshed_on"),
                    f"{name_of(book, appointment)}’s safeguarding update is due by {format_day(due)}.",
                    "Arrange the update now.",
                    about=appointment.person,
                )


@rule("DSL021", Severity.BLOCKER, dated=Dated.CHANGES, on_page=ON_NO_PAGE)
def prevent_training_is_known(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the day of each DSL's Prevent training is on record.

    Guidance asks for it and names no period after which it must be repeated, so none is counted here. Where the formal
    training is unknown as well, that finding speaks of both.
    """
    for appointment in safeguarding_team(book, context.as_of):
        if appointment.prevent_trained_on is None and appointment.trained_on:
            yield Violation(
                appointment.key("prevent_trained_on"),
                f"Nobody has written down when {name_of(book, appointment)} had Prevent training.",
                f"Type the day on the certificate {appointment.after('prevent_trained_on')}. It is never published.",
                about=appointment.person,
            )
