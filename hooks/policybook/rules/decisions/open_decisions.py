"""DEC: open questions reach whoever decides them, and the clauses follow a decision. Not for finding contradictions.

A question names the clauses that leave it open. It may hold the fingerprint that each had when it was asked: so it can be
told whether a clause has followed since.
"""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.basics.likeness import find_nearest
from policybook.basics.on_page import ON_NO_PAGE, PASSAGE_MARKED
from policybook.book.book import Book, Clause
from policybook.model.records import Decision
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.literal_edits import retyping

PART = "decisions"


def _reworded(book: Book, decision: Decision) -> Iterator[Clause]:
    """Yield the clauses of a question that do not have the words they had when it was asked."""
    for name, fingerprint in decision.words.items():
        clause = book.clauses.get(name)
        if clause and clause.fingerprint != fingerprint:
            yield clause


@rule("DEC001", Severity.ADVICE, PART, "people", "policy", dated=Dated.TODAY)
def every_question_is_decided(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure each question that the policies leave open is decided.

    A contradiction or a gap in the text is for people to settle, and is never settled by the program. The question stays
    here, in the leadership's pack and beside the review until the role that decides has chosen.
    """
    for decision in book.decisions.open:
        choices = ", or ".join(f"{name} ({choice.means.rstrip('.')})" for name, choice in decision.choices.items())
        title = book.role_title(decision.decides)
        reworded = [clause.id for clause in _reworded(book, decision)]
        since = (
            f" The wording of {' and '.join(f'“{name}”' for name in reworded)} has changed since this was asked: if that settles it, delete the question."
            if reworded
            else ""
        )
        yield Violation(
            decision.at("question"),
            f"Nobody has decided: {decision.question} {decision.why}",
            f"{title}: choose one, and type it {decision.after('decided')} {choices}. Then type {decision.decides} {decision.after('decided_by')} and {context.as_of} {decision.after('decided_on')}.{since}",
            related=tuple(book.clauses[name].span for name in decision.clauses if name in book.clauses),
        )


@rule("DEC002", Severity.BLOCKER, PART, "people", dated=Dated.TODAY, on_page=ON_NO_PAGE)
def every_decision_says_who_and_when(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a decision names the role that took it, which is the one that decides, and a day that has come.

    A question is settled when the person who may settle it has done so. Otherwise the pages act on a choice that
    nobody made.
    """
    for decision in book.decisions.decisions.values():
        if not decision.decided:
            continue
        title = book.role_title(decision.decides)
        if decision.decided_by != decision.decides:
            by = f"by “{book.role_title(decision.decided_by)}”" if decision.decided_by else "by nobody who is named"
            yield Violation(
                decision.key("decided_by") if decision.decided_by is None else decision.at("decided_by"),
                f"This was decided {by}. The {title} decides it.",
                f"Ask the {title}. If the {title} chose this, type decided_by: {decision.decides}; if not, delete what follows decided:.",
            )
        elif decision.decided_on is None:
            yield Violation(
                decision.key("decided_on"),
                "It is not written down when this was decided.",
                f"Type the day {decision.after('decided_on')}, for example {context.as_of}.",
            )
        elif decision.decided_on.first > context.as_of:
            yield Violation(
                decision.at("decided_on"),
                f"This was decided on {decision.decided_on.words}, which has not come yet.",
                "Type the day on which it was decided.",
            )


@rule("DEC003", Severity.BLOCKER, PART, on_page=ON_NO_PAGE)
def every_decision_is_one_of_the_choices(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a decision is the short name of one of the choices below its question.

    The program looks the choice up by that name. A name that it does not find leaves the question open.
    """
    for decision in book.decisions.decisions.values():
        if decision.decided and decision.decided not in decision.choices:
            near = find_nearest(decision.decided, decision.choices, 0.8)
            names = ", ".join(decision.choices)
            yield Violation(
                decision.at("decided"),
                f"“{decision.decided}” is not one of the choices of this question.",
                f"Type {near} instead." if near else f"Type one of {names}; or add it below choices: first.",
                edits=retyping(context, decision.at("decided"), decision.decided, near) if near else (),
            )


@rule("DEC004", Severity.BLOCKER, PART, "policy", on_page=PASSAGE_MARKED)
def no_clause_contradicts_a_decision(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure no clause still says what a decision is against.

    Readers follow the clause and not the decision. A clause counts as following once its words differ from those it had
    when the question was asked, which the question holds in `words`; without them, until it no longer names the clause.
    """
    for decision in book.decisions.decisions.values():
        choice = decision.choices.get(decision.decided or "")
        for name in choice.against if choice else ():
            clause = book.clauses.get(name)
            asked = decision.words.get(name)
            if choice is None or clause is None or (asked and clause.fingerprint != asked):
                continue
            follows = "" if asked else f" Then delete {name} from against: of this choice."
            yield Violation(
                clause.span,
                f"This clause contradicts a decision: “{choice.means}” ({decision.question})",
                f"The {book.role_title(decision.decides)} has it reworded or taken out; then the sentences that restate it are read again.{follows}",
                related=(decision.at("decided"),),
                now=clause.wording.text,
            )
