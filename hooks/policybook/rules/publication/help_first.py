"""HLP: what to do first, by situation (``help.yml``): there, short, and leading to somebody who helps."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.dates import is_to_come, is_within
from policybook.basics.findings import Severity
from policybook.basics.on_page import leave_out, say_so
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book
from policybook.book.harmful_steps import harmful_words
from policybook.book.reported_facts import in_use_now
from policybook.model.declarations import HELPLINE
from policybook.model.helplines import EMERGENCY_NUMBERS, Helpline
from policybook.model.organisation import Duty
from policybook.references.uses import entry_of_token
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.publication.contradicting_facts import told_to_others
from policybook.rules.publication.phone_numbers import wrong_with

HELP, HELPLINES, SETTINGS = "help", "helplines", "settings"
MOST_WORDS = 20
FEWEST_STEPS, MOST_STEPS = 3, 5
MOST_FIRST = 4
"""What a phone shows at once, with 999 above."""


@rule("HLP001", Severity.ADVICE, HELP, duty=Duty.SAFEGUARDING)
def help_is_there_and_some_of_it_first(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure families find what to do now by what they are afraid of, and see the commonest situations at once.

    Without `data/help.yml`, the pages show whom to call and not what to do. `first: yes` marks what readers see without
    opening anything: at most four fit on a phone.
    """
    situations = [one for one in book.help.situations.values() if {"parents", "students"} & set(one.audience)]
    first = [one for one in situations if one.first]
    is_for_families = any(document.settings.audience == "parents" for document in book.documents)  # else PUB008
    if not situations and is_for_families:
        yield Violation(
            book.help.key("situations"),
            "Nothing says what families do first, by situation: when a child is threatened with a picture, say.",
            "The DSL writes data/help.yml: below situations: a short name for each, and below that words:, audience:, steps: and helplines:.",
        )
    elif situations and not first:
        yield Violation(
            situations[0].key("first"),
            "No situation is marked as first, so families see none until they open “Something else”.",
            f"Type first: yes at the {MOST_FIRST} that matter most.",
        )
    elif len(first) > MOST_FIRST:
        yield Violation(
            first[MOST_FIRST].key("first"),
            f"{len(first)} situations are marked as first, and a phone shows {MOST_FIRST} at once.",
            f"Delete first: yes at {len(first) - MOST_FIRST} of them.",
            related=tuple(one.key("first") for one in first[:MOST_FIRST]),
        )


@rule("HLP002", Severity.ADVICE, HELP)
def steps_are_few_and_short(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure each situation has three to five steps of at most 20 words: a frightened person reads no more.

    A token counts as one word.
    """
    for name, situation in book.help.situations.items():
        count = len(situation.steps)
        if not FEWEST_STEPS <= count <= MOST_STEPS:
            yield Violation(
                situation.key("steps"),
                f"“{situation.words}” has {count} step{'s' * (count != 1)}, and a frightened person follows {FEWEST_STEPS} to {MOST_STEPS}.",
                "Say what to do first, then whom to tell, then where to report it; one act a step.",
                about=name,
            )
        for number, step in enumerate(situation.steps):
            words = len(step.replace("{{ ", "").replace(" }}", "").split())
            if words > MOST_WORDS:
                yield Violation(
                    situation.at("steps", number),
                    f"A step of “{situation.words}” has {words} words, and a frightened person reads at most {MOST_WORDS}.",
                    "Say it in fewer words, or make two steps of it.",
                    about=name,
                )


@rule("HLP003", Severity.BLOCKER, HELP, HELPLINES, on_page=leave_out("The helpline is not shown there."))
def no_situation_sends_to_a_helpline_that_was_replaced(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure no situation names a helpline that was replaced. One that is not public is PUB015."""
    helplines = book.helplines.helplines
    for name, situation in book.help.situations.items():
        for number, helpline in enumerate(situation.helplines):
            newer = in_use_now(book, helpline) if helpline in helplines else ""  # none in a circle: PUB016
            if newer in helplines:
                yield Violation(
                    situation.at("helplines", number),
                    f"“{situation.words}” sends readers to {helplines[helpline].name}, which was replaced by {helplines[newer].name}.",
                    f"Type {newer} here instead, and read the steps beside what it does.",
                    about=name,
                )


@rule("HLP005", Severity.ADVICE, HELP)
def every_situation_leads_to_somebody_outside_school(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure each situation names a helpline.

    Whoever finds nobody at school at night, or fears somebody there, needs somebody else to turn to.
    """
    for name, situation in book.help.situations.items():
        if not situation.helplines:
            yield Violation(
                situation.key("helplines"),
                f"“{situation.words}” names nobody outside school who helps.",
                f"Type the short names of helplines {situation.after('helplines')}, such as [nspcc, childline].",
                about=name,
            )


@rule("HLP004", Severity.ADVICE, HELP, SETTINGS, dated=Dated.LAPSES, is_tally=True)
def steps_were_compared(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure somebody compared the steps with the publishers' own advice within the last year.

    `checked:` holds the fingerprint of the steps as they were then: steps that were changed since count as not compared.
    Until then the pages say that nobody has checked them this year.
    """
    days = book.settings.helpline_checked_days.value
    stale = [
        one
        for one in book.help.situations.values()
        if not is_to_come(one.checked_on, context.as_of)
        and not is_within(one.last_checked, days, context.as_of)
        and not any(map(harmful_words, one.steps))  # HLP008: nobody is handed the line that would certify it
    ]
    if stale:
        count = f"{len(stale)} situations" if len(stale) > 1 else f"“{stale[0].words}”"
        each = " for each, here for the first" if stale[1:] else ""
        yield Violation(
            stale[0].key("checked_on"),
            f"Nobody has compared the steps for {count} with the publishers’ own advice in the last {days} days.",
            "The DSL opens the pages of CEOP, the NCA, the NSPCC and UKCIS and compares. "
            f"Then the office enters{each}: {stale[0].lines_to_type(context.as_of)}, and the role {stale[0].after('checked_by')}.",
            related=tuple(one.key("checked_on") for one in stale[1:]),
        )


@rule("HLP006", Severity.BLOCKER, HELP, HELPLINES, on_page=say_so("The step is shown as it is typed."))
def a_step_names_only_who_helps_there(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure each helpline that a step names is in the list of its situation: else one of the two is another's.

    The emergency number may be in any step. A helpline that readers are not shown has a finding of its own.
    """
    helplines = book.helplines.helplines
    for name, situation in book.help.situations.items():
        newer = {in_use_now(book, one) for one in situation.helplines if one in helplines}  # HLP003
        for number, step in enumerate(situation.steps if situation.helplines else ()):  # HLP005
            for token in find_tokens(step):
                kind, helpline = entry_of_token(token.name) or ("", "")
                entry = helplines.get(helpline) if kind == HELPLINE else None
                if entry and helpline not in newer.union(situation.helplines) and not _may_be_in_any_step(entry):
                    yield Violation(
                        situation.at("steps", number),
                        f"This step names {entry.name} ({helpline}), and the list of who helps with “{situation.words}” does not.",
                        f"Name one of the list here, or add {helpline} {situation.after('helplines')}.",
                        about=name,
                    )


def _may_be_in_any_step(helpline: Helpline) -> bool:
    """Whether it has the emergency number, or readers are not shown it: PUB006, PUB009, PUB013 or PUB015 says why."""
    can_be_reached = helpline.phone or helpline.url or helpline.email
    if not (helpline.is_in_use and can_be_reached):
        return True
    return helpline.phone is not None and (
        helpline.phone in EMERGENCY_NUMBERS or wrong_with(helpline.phone) is not None
    )


@rule("HLP007", Severity.ADVICE, HELP, HELPLINES)
def a_situation_lists_who_is_for_its_readers(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure each helpline of a situation is for one of its readers.

    Parents who are sent to a line for staff alone are turned away when they need help. Where a document sends them there
    too, that is PUB060: one change of `audience` is one finding.
    """
    told = told_to_others(book)
    for helpline, entry in book.helplines.helplines.items():
        places = [
            (situation, situation.at("helplines", situation.helplines.index(helpline)))
            for situation in book.help.situations.values()
            if helpline in situation.helplines and not set(entry.audience) & set(situation.audience)
        ]
        if places and entry.is_in_use and entry.audience and helpline not in told:
            first = places[0][0]
            more = f" (and {len(places) - 1} more)" if places[1:] else ""
            yield Violation(
                places[0][1],
                f"“{first.words}”{more} is for {' and '.join(first.audience)}, and {entry.name} is for {' and '.join(entry.audience)}.",
                "Name another one here, or correct audience: of one of the two.",
                about=helpline,
                related=(entry.key("audience"), *(span for _, span in places[1:])),
            )


@rule("HLP008", Severity.BLOCKER, HELP, on_page=leave_out("The situation does without the step.", is_false=True))
def no_step_tells_the_opposite_of_the_advice(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure no step tells a frightened reader to pay, answer, delete or pass on, or not to tell, report or keep.

    A "not" that was lost or typed too many turns the advice round, and no clause stands beside a step to compare it with.
    Wrong: `Pay, and do not send more pictures.` Right: `Do not pay, and do not send more pictures.`
    """
    for name, situation in book.help.situations.items():
        for number, step in enumerate(situation.steps):
            if found := harmful_words(step):
                yield Violation(
                    situation.at("steps", number),
                    f"“{step[slice(*found)]}” is the opposite of what the police and the helplines advise.",
                    "The DSL compares the step with the publisher’s own advice, and corrects it. Look first for a “not” that is missing or too many.",
                    about=name,
                )
