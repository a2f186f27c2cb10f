"""The rules on meaning: one generator a rule, in a module named for its family, all of them in ``ALL_RULES``.

A rule takes the frozen ``Book`` and a ``Context`` (today is an argument) and yields ``Violation``s; the decorator gives it
its permanent code and severity, and its docstring is its documentation. To add one: write the function in its family's
module, and add its cases to ``tests/cases/``. A new module is listed in ``FAMILIES``.
"""

from __future__ import annotations

from policybook.basics.findings import Code
from policybook.basics.wall import WALL_CODES
from policybook.rules.decisions import open_decisions
from policybook.rules.engine import Rule
from policybook.rules.events import evidence, signed_events
from policybook.rules.guidance import (
    citations,
    coming_law,
    departures,
    edition_table,
    guidance_editions,
    guidance_relied_on,
)
from policybook.rules.organisation import kind_and_bodies, national_facts, new_and_older_books, worded_languages
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
from policybook.rules.restating import (
    clause_coverage,
    counted_contradictions,
    named_clauses,
    read_together,
    recorded_readings,
)
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
    headings_and_rows,
    names_of_things,
    paper_letters,
    pasted_leftovers,
    pasted_twice,
    plain_words,
    possible_figures,
    run_on_lines,
    sentence_ends,
    similar_clauses,
    stated_languages,
    template_leftovers,
    titles,
    typed_adoption,
    typed_contacts,
    typed_numbers,
    typing_slips,
    visible_marks,
    word_choice,
)
from policybook.rules.waivers import WAIVER_CODES
from policybook.source.reading_codes import READING_CODES

FAMILIES = (
    kind_and_bodies,
    worded_languages,
    national_facts,
    new_and_older_books,
    review_dates,
    review_reading,
    review_records,
    review_guards,
    review_facts,
    safeguarding_leads,
    possible_dates,
    training,
    confirmations,
    people_in_text,
    names_of_people,
    strangers_in_text,
    private_words,
    appointments_ahead,
    guidance_editions,
    edition_table,
    guidance_relied_on,
    departures,
    citations,
    coming_law,
    typed_contacts,
    typing_slips,
    template_leftovers,
    visible_marks,
    sentence_ends,
    run_on_lines,
    typed_numbers,
    headings_and_rows,
    typed_adoption,
    pasted_leftovers,
    word_choice,
    similar_clauses,
    pasted_twice,
    possible_figures,
    titles,
    names_of_things,
    paper_letters,
    stated_languages,
    public_facts,
    appearance,
    helpline_rules,
    help_first,
    areas,
    contradicting_facts,
    public_contacts,
    working_contacts,
    open_repository,
    document_parts,
    plain_words,
    read_together,
    named_clauses,
    counted_contradictions,
    recorded_readings,
    clause_coverage,
    open_decisions,
    signed_events,
    evidence,
)
"""The modules of rules, in the order in which they judge."""
ALL_RULES: tuple[Rule, ...] = tuple(
    value
    for family in FAMILIES
    for value in vars(family).values()
    if isinstance(value, Rule) and value.find.__module__ == family.__name__
)
"""Every rule, in the order in which it is written."""
ALL_CODES: tuple[Code, ...] = (*READING_CODES, *(rule.code for rule in ALL_RULES), *WAIVER_CODES, *WALL_CODES)
