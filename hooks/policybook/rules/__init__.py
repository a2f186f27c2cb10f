"""The rules on meaning: one generator a rule, in a module named for its family, all listed in ``ALL_RULES``.

A rule takes the frozen ``Book`` and a ``Context`` (today is an argument) and yields ``Violation``s; the decorator gives it
its permanent code and severity, and its docstring is its documentation. To add one: write the function in its family's
module, list it in that module's ``RULES``, and add its cases to ``tests/cases/``.
"""

from __future__ import annotations

from policybook.basics.findings import Code
from policybook.basics.wall import WALL_CODES
from policybook.rules.decisions import open_decisions
from policybook.rules.engine import Rule
from policybook.rules.events import evidence, signed_events
from policybook.rules.guidance import citations, coming_law, departures, guidance_editions
from policybook.rules.organisation import kind_and_bodies, national_facts, new_and_older_books
from policybook.rules.publication import (
    appearance,
    areas,
    contradicting_facts,
    document_parts,
    help_first,
    helpline_rules,
    open_repository,
    public_contacts,
    public_facts,
    working_contacts,
)
from policybook.rules.restating import clause_coverage, read_together
from policybook.rules.reviews import review_dates, review_facts, review_guards, review_reading, review_records
from policybook.rules.safeguarding import (
    appointments_ahead,
    confirmations,
    names_of_people,
    people_in_text,
    possible_dates,
    private_words,
    safeguarding_leads,
    strangers_in_text,
    training,
)
from policybook.rules.text import (
    names_of_things,
    paper_letters,
    pasted_leftovers,
    pasted_twice,
    plain_words,
    possible_figures,
    similar_clauses,
    stated_languages,
    titles,
    typed_adoption,
    typed_contacts,
    typed_numbers,
    typing_slips,
    word_choice,
)
from policybook.rules.waivers import WAIVER_CODES
from policybook.source.reading_codes import READING_CODES

ALL_RULES: tuple[Rule, ...] = (
    *kind_and_bodies.RULES,
    *national_facts.RULES,
    *new_and_older_books.RULES,
    *review_dates.RULES,
    *review_reading.RULES,
    *review_records.RULES,
    *review_guards.RULES,
    *review_facts.RULES,
    *safeguarding_leads.RULES,
    *possible_dates.RULES,
    *training.RULES,
    *confirmations.RULES,
    *people_in_text.RULES,
    *names_of_people.RULES,
    *strangers_in_text.RULES,
    *private_words.RULES,
    *appointments_ahead.RULES,
    *guidance_editions.RULES,
    *departures.RULES,
    *citations.RULES,
    *coming_law.RULES,
    *typed_contacts.RULES,
    *typing_slips.RULES,
    *typed_numbers.RULES,
    *typed_adoption.RULES,
    *pasted_leftovers.RULES,
    *word_choice.RULES,
    *similar_clauses.RULES,
    *pasted_twice.RULES,
    *possible_figures.RULES,
    *titles.RULES,
    *names_of_things.RULES,
    *paper_letters.RULES,
    *stated_languages.RULES,
    *public_facts.RULES,
    *appearance.RULES,
    *helpline_rules.RULES,
    *help_first.RULES,
    *areas.RULES,
    *contradicting_facts.RULES,
    *public_contacts.RULES,
    *working_contacts.RULES,
    *open_repository.RULES,
    *document_parts.RULES,
    *plain_words.RULES,
    *read_together.RULES,
    *clause_coverage.RULES,
    *open_decisions.RULES,
    *signed_events.RULES,
    *evidence.RULES,
)
ALL_CODES: tuple[Code, ...] = (*READING_CODES, *(rule.code for rule in ALL_RULES), *WAIVER_CODES, *WALL_CODES)
