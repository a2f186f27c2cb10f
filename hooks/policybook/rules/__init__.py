"""The rules on meaning: one generator a rule, in a module named for its family, all listed in ``ALL_RULES``.

A rule takes the frozen ``Book`` and a ``Context`` (today is an argument) and yields ``Fault``s; the decorator gives it
its permanent code and severity, and its docstring is its documentation. To add one: write the function in its family's
module, list it in that module's ``RULES``, and add its cases to ``tests/cases/``.
"""

from __future__ import annotations

from policybook.findings import Code
from policybook.rules import (
    alike,
    appearance,
    changes,
    citations,
    contacts,
    coverage,
    document_parts,
    dsl,
    guidance,
    helplines,
    names,
    paper_letters,
    pins,
    plain,
    public_contacts,
    publication,
    repeats,
    review_dates,
    review_reading,
    review_records,
    roll_call,
    text,
    titles,
    training,
    wording,
)
from policybook.rules.engine import Rule
from policybook.source.codes import READING_CODES
from policybook.waivers import WAIVER_CODES
from policybook.wall import WALL_CODES

ALL_RULES: tuple[Rule, ...] = (
    *review_dates.RULES,
    *review_reading.RULES,
    *review_records.RULES,
    *dsl.RULES,
    *training.RULES,
    *roll_call.RULES,
    *names.RULES,
    *changes.RULES,
    *guidance.RULES,
    *citations.RULES,
    *contacts.RULES,
    *text.RULES,
    *wording.RULES,
    *alike.RULES,
    *repeats.RULES,
    *titles.RULES,
    *paper_letters.RULES,
    *publication.RULES,
    *appearance.RULES,
    *helplines.RULES,
    *public_contacts.RULES,
    *document_parts.RULES,
    *plain.RULES,
    *pins.RULES,
    *coverage.RULES,
)
ALL_CODES: tuple[Code, ...] = (*READING_CODES, *(rule.code for rule in ALL_RULES), *WAIVER_CODES, *WALL_CODES)
