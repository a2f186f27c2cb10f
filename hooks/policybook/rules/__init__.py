"""The rules on meaning: one generator a rule, in a module named for its family, all listed in ``ALL_RULES``.

A rule takes the frozen ``Book`` and a ``Context`` (today is an argument) and yields ``Fault``s; the decorator gives it
its permanent code and severity, and its docstring is its documentation. To add one: write the function in its family's
module, list it in that module's ``RULES``, and add its cases to ``tests/cases/``.
"""

from __future__ import annotations

from policybook.findings import Code
from policybook.rules import coverage, dsl, guidance, pins, publication, review
from policybook.rules.engine import Rule
from policybook.source.codes import READING_CODES
from policybook.waivers import WAIVER_CODES

ALL_RULES: tuple[Rule, ...] = (
    *review.RULES,
    *dsl.RULES,
    *guidance.RULES,
    *publication.RULES,
    *pins.RULES,
    *coverage.RULES,
)
ALL_CODES: tuple[Code, ...] = (*READING_CODES, *(rule.code for rule in ALL_RULES), *WAIVER_CODES)
