"""Waivers: an agreed exception lets the school publish an urgent change; it never changes what readers are told.

A waiver names one rule and one subject, says why, who agreed, and when it ends. It takes nothing away from the report:
the finding is still printed, with the reason and the end beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from policybook.basics.dates import add_days, format_day
from policybook.basics.findings import Code, Finding, Severity
from policybook.book.book import Book
from policybook.model.facts import Waiver

WAI001 = Code(
    "WAI001",
    Severity.ERROR,
    """A waiver must name a rule that can be waived.

Blockers and advice can be waived. An error cannot: nobody would know what was published.
""",
)
WAI002 = Code(
    "WAI002",
    Severity.BLOCKER,
    """A waiver must have been agreed, and must end at most 90 days later.

An exception without an end is a new rule that nobody decided on. `waiver_days` in `data/settings.yml` holds the figure.
""",
)
WAI003 = Code("WAI003", Severity.ADVICE, """A waiver that has ended should be deleted.""")
WAI004 = Code(
    "WAI004",
    Severity.ADVICE,
    """A waiver that waives nothing should be deleted.

What it waived is settled, or its rule or subject is not the one that was meant.
""",
)
WAI005 = Code(
    "WAI005",
    Severity.BLOCKER,
    """A waiver must waive one thing.

One that fits several findings would also hide what nobody looked at.
""",
)
WAIVER_CODES: tuple[Code, ...] = (WAI001, WAI002, WAI003, WAI004, WAI005)


def apply(findings: Iterable[Finding], book: Book, codes: Iterable[Code], as_of: date) -> Iterator[Finding]:
    """The findings, those that are waived marked so, and what is wrong with the waivers themselves."""
    findings = list(findings)
    known = {code.id: code for code in codes}
    waived: dict[Finding, str] = {}
    all_judged = not any(f.severity is Severity.ERROR for f in findings)  # rules are silent about what cannot be read
    for waiver in book.waivers.waivers:
        if fault := _fault(waiver, known, book.settings.waiver_days.value, as_of):
            yield fault
            continue
        fitting = [f for f in findings if f.code.id == waiver.rule and waiver.subject in (f.subject, f.span.path)]
        if not fitting and all_judged:
            message = f"Nothing is found that this waiver of {waiver.rule} for “{waiver.subject}” would waive."
            subjects = sorted({f.subject for f in findings if f.code.id == waiver.rule})
            fix = f"Type one of these after subject: {', '.join(subjects)}." if subjects else "Delete the waiver."
            yield Finding(WAI004, waiver.at("subject"), message, fix)
        elif len(fitting) > 1:
            subjects = sorted({f.subject for f in fitting})
            yield Finding(
                WAI005,
                waiver.at("subject"),
                f"This waiver fits {len(fitting)} findings.",
                f"Type one of these after subject: {', '.join(subjects)}."
                if len(subjects) > 1
                else "Settle all but one of them first.",
                related=tuple(f.span for f in fitting),
            )
        elif fitting:
            waived[fitting[0]] = (
                f"{waiver.reason} (agreed by {book.role_title(waiver.agreed_by)}, until {waiver.expires.words})"
            )
    for finding in findings:
        yield finding._replace(waived=waived[finding]) if finding in waived else finding


def _fault(waiver: Waiver, known: dict[str, Code], days: int, as_of: date) -> Finding | None:
    code = known.get(waiver.rule)
    if code is None or code.severity is Severity.ERROR:
        problem = (
            f"There is no rule {waiver.rule}."
            if code is None
            else f"{waiver.rule} is an error, which cannot be waived."
        )
        return Finding(WAI001, waiver.at("rule"), problem, "Type the code of a blocker or of advice, such as REV005.")
    if waiver.agreed_on.first > as_of:
        message = f"This waiver was agreed on {waiver.agreed_on.words}, which has not come yet."
        return Finding(WAI002, waiver.at("agreed_on"), message, "Type the day on which it was agreed.")
    limit = add_days(waiver.agreed_on.last, days)
    if waiver.expires.last > limit:
        message = f"This waiver lasts longer than {days} days from the day it was agreed."
        return Finding(WAI002, waiver.at("expires"), message, f"Type {limit} or an earlier day.")
    if as_of > waiver.expires.last:
        message = f"This waiver of {waiver.rule} ended on {format_day(waiver.expires.last)}."
        return Finding(
            WAI003, waiver.at("expires"), message, "Delete the waiver, or have it agreed again with a new date."
        )
    return None
