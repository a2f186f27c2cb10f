"""COV: whoever is bound by a clause is told so by a document, and what falls due again and again is checked.

A document says whom it covers (`covers: [staff]`). Every clause that binds them is then restated by one of its sentences,
or left out on purpose with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policybook.basics.enumeration import listed
from policybook.basics.findings import Severity, Span
from policybook.basics.on_page import ON_NO_PAGE, leave_out
from policybook.book.book import Book, Clause, Document, statements_in
from policybook.book.coverage import (
    PARTIES,
    Coverage,
    PlacedRestatement,
    checked,
    coverage,
    covering,
    leads_in,
    placed_clauses,
    restated,
)
from policybook.model.content import Party
from policybook.model.organisation import Duty
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.text.pasted_twice import is_copy

_WHOLE = 10  # a document that lacks so many was not finished: that is said at the document
_NAMED = 3


def _titles(documents: tuple[Document, ...]) -> str:
    return " or ".join(f"“{document.settings.title}”" for document in documents)


def _is_unfinished(gap: Coverage) -> bool:
    """Whether the document is what lacks, and not a clause what is new."""
    return len(gap.missing) >= _WHOLE or (len(gap.missing) > _NAMED and len(gap.missing) * 2 > len(gap.binding))


@rule(
    "COV001",
    Severity.BLOCKER,
    "documents",
    on_page=leave_out("The document does without the sentence. The policy that it links to has the clause."),
)
def every_binding_clause_is_restated(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure whatever binds staff, students, parents or visitors is said in a document that covers them.

    A rule that nobody was told of cannot be kept, and nobody signed it. Right: a sentence in the document with
    `from="the-clause"`; or, where it has nothing to tell its readers, `left_out:` with the clause and the reason.
    """
    lacking: dict[Span, tuple[PlacedRestatement, list[Coverage]]] = {}
    covered = [gap for party in PARTIES if (gap := coverage(book, party)).documents]  # if none: COV002
    unfinished = [gap for gap in covered if _is_unfinished(gap)]
    yield from map(_unfinished, unfinished)
    begun = {document.id for gap in unfinished for document in gap.documents}
    for gap in covered:
        if {document.id for document in gap.documents} <= begun:
            continue  # said of the document as a whole
        for placed in gap.missing:
            if is_copy(placed.clause, context) or _is_reported_already(placed.clause, gap, book):
                continue
            lacking.setdefault(placed.clause.wording.starts[0], (placed, []))[1].append(gap)
    by_path: dict[str, list[tuple[PlacedRestatement, list[Coverage]]]] = {}
    for span, lacking_clause in lacking.items():
        by_path.setdefault(span.path, []).append(lacking_clause)
    yield from map(_not_restated, by_path.values())


def _is_reported_already(clause: Clause, gap: Coverage, book: Book) -> bool:
    """Whether another finding speaks of the slip that makes it seem unsaid.

    Such as a sentence that was read beside this clause and names another one now (PIN002), a name stuck to the one before
    it (REF005), or a paragraph that was parted in the middle (TXT018).
    """
    if clause.is_unfinished and not clause.has_own_id:
        return True
    readings = book.readings.readings
    return any(
        (statement.id in readings and clause.id in readings[statement.id].beside)
        or any(clause.id in re.split(r"[^\w-]", reference.target)[1:] for reference in statement.restates)
        for document in gap.documents
        for statement in document.statements
    )


def _not_restated(of_section: list[tuple[PlacedRestatement, list[Coverage]]]) -> Violation:
    """The fault of the clauses of one section: mostly one edit, and one sitting to put it right."""
    clauses = [placed.clause for placed, _ in of_section]
    lacks = [gap for _, many in of_section for gap in many]
    documents = {document.id: document for gap in lacks for document in gap.documents}
    titles = ", nor in ".join(f"“{document.settings.title}”" for document in documents.values())
    paths = " and in ".join(dict.fromkeys(gap.documents[0].path for gap in lacks))
    first, count = clauses[0], len(clauses)
    subject = f"{count} clauses of this section bind" if count > 1 else "This binds"
    names = f": {', '.join(clause.id for clause in clauses[:_NAMED])}{' and others' if clauses[_NAMED:] else ''}" * (
        count > 1
    )
    ids = {clause: clause.id if clause.has_own_id else "its-id" for clause in clauses}
    unnamed = [clause for clause in clauses if not clause.has_own_id]
    which = (
        ("it" if count == 1 else "each clause" if len(unnamed) == count else "each clause that has none")
        if unnamed
        else ""
    )
    give = f"Give {which} an id in braces in the line below it: {{ #its-id }}. " if unnamed else ""
    typed = " and ".join(dict.fromkeys(f'from="{name}"' for name in ids.values()))
    each = "a sentence for each" if count > 1 else "a sentence"
    return Violation(
        first.span if first.has_own_id else first.wording.span(0, len(first.wording.text)),
        f"{subject} {_whom(lacks)}, and no sentence restates {'them' if count > 1 else 'it'} in {titles}{names}.",
        f"{give}In {paths}, add {each}, with {typed} in its braces; "
        f"or leave it out on purpose: {_leave_out(lacks[0].documents[0], ids[first])}",
        related=tuple(clause.span for clause in clauses[1:]),
        about=first.id if count == 1 else first.span.path,
    )


def _whom(gaps: list[Coverage]) -> str:
    return listed(dict.fromkeys(gap.party for gap in gaps))


def _leave_out(document: Document, name: str) -> str:
    entry = f'{{clause: {name}, reason: "..."}}'
    return f"add a line “  - {entry}” below left_out:" if document.settings.left_out else f"type left_out: [{entry}]"


def _unfinished(gap: Coverage) -> Violation:
    document = gap.documents[0]
    names = ", ".join(placed.clause.id for placed in gap.missing[:_NAMED])
    party = gap.party
    return Violation(
        document.settings.key("covers"),
        f"{_titles(gap.documents)} covers {party}, and {len(gap.missing)} of the {len(gap.binding)} clauses that bind "
        f"{party} are not restated ({names} and others).",
        "Add a sentence for each, with from= and its id in the braces; or leave it out on purpose below left_out:, with the "
        "reason. internal/coverage.csv lists them all.",
        related=tuple(placed.clause.span for placed in gap.missing),
        about=f"{document.id}/{gap.party}",
    )


@rule("COV002", Severity.ADVICE, "documents")
def everybody_who_is_bound_has_a_document(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure there is a document for everybody whom clauses bind: staff, students, parents and visitors.

    Nobody reads three policies to learn what is asked of them. A document is a file in `policy/documents/` that says
    `covers:` and restates what binds its readers.
    """
    without: list[Coverage] = []
    for gap in (coverage(book, party) for party in PARTIES if book.documents_with_pages):
        written = (d for d in book.documents if d.settings.kind == "statements")
        own = next((d for d in written if d.settings.audience == gap.party), None)
        if gap.documents or not gap.binding:
            continue
        if own:
            yield Violation(
                own.settings.key("covers"),
                f"{_bind(gap)}, and this document, which is for them, does not say that it covers them.",
                f"Type covers: [{gap.party}] at the top of this file.",
                about=own.id,
            )
        elif Duty.DOCUMENTS in book.organisation.profile.duties and gap.party not in (
            "staff",
            "parents",
        ):  # that there is no such document at all is PUB008
            without.append(gap)
    silent = any(
        document.settings.left_out and not document.settings.covers for document in book.documents
    )  # its line was lost
    if without and not silent:
        typed = " and another with ".join(f"audience: {gap.party} and covers: [{gap.party}]" for gap in without)
        yield Violation(
            Span(book.layout.documents),
            f"{' and '.join(map(_bind, without))}, and no document says that it covers them.",
            f"Add a document in {book.layout.documents}/ with {typed} at its top.",
            about="covers",
        )


def _bind(gap: Coverage) -> str:
    count = len(gap.binding)
    return f"{'One clause binds' if count == 1 else f'{count} clauses bind'} {gap.party}"


@rule(
    "COV003",
    Severity.BLOCKER,
    "documents",
    on_page=leave_out("The list of clauses that a document leaves out is on no page."),
)
def what_is_left_out_would_belong_there(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure a clause is left out only where it would otherwise have to be said, and is not said all the same.

    An entry below `left_out:` that nothing needs hides the next gap: readers of the list believe that somebody decided
    it. Delete the entry, or correct whom the clause binds.
    """
    for document in book.documents:
        by_clause = restated(document)
        parties: tuple[Party, ...] = document.settings.covers
        for entry in document.settings.left_out if parties else ():  # whom it covers is missing: COV002
            clause = book.clauses.get(entry.clause)
            if clause is None:
                continue  # REF005
            if entry.clause in by_clause:
                statement = by_clause[entry.clause][0]
                message = f"“{entry.clause}” is left out here, and “{statement}” restates it."
                yield Violation(
                    entry.at("clause"), message, "Delete it, with its reason, from left_out:", about=entry.clause
                )
            elif not set(parties) & set(clause.binds):
                message = f"“{entry.clause}” does not bind {' or '.join(parties)}, so it need not be left out."
                yield Violation(
                    entry.at("clause"), message, "Delete it, with its reason, from left_out:", about=entry.clause
                )


@rule("COV006", Severity.ADVICE, "documents")
def no_duty_is_only_background(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure what people sign holds every duty: background stands after the signature, and nobody signs it.

    `background:` names the headings that only explain. Wrong: “I lock the screen” under one of them, and nowhere before the
    signature. Right: the duty before it, and below the signature what a word in it means.
    """
    for document in book.documents:
        explaining = [statement for group in document.background for statement in statements_in(group.blocks)]
        signed = {
            restates.target
            for statement in document.statements
            if statement not in explaining
            for restates in statement.restates
        }
        for statement in explaining:
            targets = [restates.target for restates in statement.restates if restates.target not in signed]
            lost = [book.clauses[name] for name in targets if name in book.clauses]
            lost = [clause for clause in lost if set(clause.binds) & set(document.settings.covers)]
            signed.update(clause.id for clause in lost)  # said at the first sentence
            if lost:
                names = " and ".join(f"“{clause.id}”" for clause in lost)
                yield Violation(
                    statement.span,
                    f"Nobody signs this: it is background, and {names} {'bind' if lost[1:] else 'binds'} whoever signs.",
                    "Move this sentence to a heading before the signature, or add a sentence there for what it asks.",
                    related=tuple(clause.span for clause in lost),
                    about=statement.id,
                )


_COUNT = r"(?:\d+|two|three|four|six|twelve|thirty)"
_UNIT = r"(?:school |academic |calendar |working )?(?:hour|day|week|fortnight|month|half[- ]term|term|year)"
_OFTEN = re.compile(
    rf"\b(?:every|each)\s+{_UNIT}\b(?! group)|\bevery\s+(?:{_COUNT}|other|second|few)\s+{_UNIT}s?\b"
    rf"|\b(?:once|twice|(?:{_COUNT}|several)\s+times)\s+(?:a|an|per|each|every|in every)\s+{_UNIT}\b"
    r"|\b(?:daily|weekly|fortnightly|monthly|termly|half-termly|quarterly|yearly|annually|biannually)\b(?! li[fv]es?)"
    r"|\bannual\s+(?:review|audit|assessment|check|test|training|survey|report)s?\b"
    r"|\b(?:the|that)\s+(?:very\s+)?same\s+day\b",
    re.IGNORECASE,
)
_THIS = r"\b(?:this|our|the) (?:polic(?:y|ies)|procedure|statement)\b"
_OWN_REVIEW = re.compile(rf"\breview(?:s|ed)?\b[^.]*{_THIS}|{_THIS}[^.]*\breviewed\b", re.IGNORECASE)
"""That the policy itself is reviewed is what each record shows."""
_KEYS = ("every", "each", "once", "twice", "times", "ly", "annual", "same")


@rule("COV004", Severity.ADVICE, "policy", duty=Duty.DOCUMENTS)
def every_recurring_duty_is_checked(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a duty that says how often it falls due is looked at in the annual review.

    "Each year", "weekly", "every 30 days", "the same day": a duty with a measure is one that somebody can find kept or not
    kept. What students and families do is left to them. A check looks at it where its `clauses:` name the clause, or the paragraph or item that its list belongs to.
    (Duties that fall due "regularly", without a measure, have a rule of their own.)
    """
    known = checked(book)
    for placed in placed_clauses(book):
        clause = placed.clause
        text = clause.wording.text
        if not {"staff", "school"} & set(clause.binds) or not any(key in text for key in _KEYS):
            continue  # what families do each day is nothing that the leadership can look at
        if known.keys() & placed.names or _OWN_REVIEW.search(text):
            continue
        if clause.number.endswith(")") and not clause.has_own_id:
            continue  # a detail of what is above its list, which a check looks at with it
        if (match := _OFTEN.search(text)) and not is_copy(clause, context):
            name = clause.id if clause.has_own_id else "the-id-of-this-clause"
            yield Violation(
                clause.wording.span(*match.span()),
                f"This falls due again and again (“{' '.join(match[0].split())}”), and no check of the annual review looks at it.",
                f"Add {name} to clauses: of a check at the top of this file, or add a check for it.",
                about=clause.id,
            )


@rule("COV005", Severity.ADVICE, "policy")
def a_policy_applies_to_everybody_whom_it_binds(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure a policy says below `applies_to:` that it applies to everybody whom its clauses bind.

    That are staff, students, parents and visitors; what binds the school itself need not be said there.
    """
    for policy in book.policies:
        clauses = (clause for section in policy.sections for clause in section.clauses)
        clause_by_party: dict[str, Clause] = {party: clause for clause in clauses for party in clause.binds}
        if missing := [
            party for party in PARTIES if party in clause_by_party and party not in policy.settings.applies_to
        ]:
            names = listed(missing)
            yield Violation(
                policy.settings.key("applies_to"),
                f"“{policy.settings.title}” does not say that it applies to {names}, and clauses of it bind them.",
                f"Add {names} here, or change whom the clauses bind.",
                related=tuple(clause_by_party[party].span for party in missing),
                about=policy.id,
            )


_WHO: dict[Party, str] = {
    "staff": r"(?:members? of )?staff",
    "students": r"(?:students?|pupils?)",
    "parents": r"parents(?: and carers)?",
    "visitors": r"visitors?",
}
_MODAL = r"\s+(?:must|will|may|can|cannot|should|are (?:expected|required|not)|have to)\b"
_SUBJECT = {
    party: re.compile(
        rf"(?:(?:all|any|every|each|no)\s+)?{who}{_MODAL}|we (?:expect|require|forbid)(?: all)? {who}\s+(?:to|not)\b"
        rf"|[^.:]*\b(?:may|can|must|will)\b[^.:]*\bbelongs? to (?:an?|any|the) {who}\b",
        re.IGNORECASE,
    )
    for party, who in _WHO.items()
}
_OWN_SUBJECT = re.compile(r"(?:we|our|the|if|where|when|it|they)\b", re.IGNORECASE)


@rule("PIN013", Severity.BLOCKER, on_page=ON_NO_PAGE)
def every_clause_binds_whom_it_speaks_of(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure a clause that says what staff, students, parents or visitors must do binds them, and so do the items below it.

    `binds` decides who must be told. Where a document for these readers restates the clause, it is taken to bind them. Wrong:
    “All staff must:” with `binds="staff"`, and below it “lock the screen” with `binds="none"`.
    """
    leads = leads_in(book)
    told = {party: {name for document in covering(book, party) for name in restated(document)} for party in PARTIES}
    for placed in placed_clauses(book):
        clause, lead = placed.clause, leads.get(placed.clause.id)
        asked = [party for party in PARTIES if party not in clause.binds and clause.id in told[party]]
        lost = [party for party in asked if _SUBJECT[party].match(clause.wording.text)]
        why = f"This clause says what {lost[0]} must or may do" if lost else ""
        if lead and not lost and not _OWN_SUBJECT.match(clause.wording.text):
            lost = [party for party in asked if party in lead.binds]
            why = f"This completes “{' '.join(lead.wording.text.split())}”, which binds {' and '.join(lost)}"
        if lost:
            named = [party for party in (*PARTIES, "school") if party in clause.binds or party in lost]
            yield Violation(
                clause.span,
                f"{why}, and here {' and '.join(lost)} are missing: no document need tell them of it.",
                f'Type binds="{" ".join(named)}" in its braces.',
                about=clause.id,
            )


_SHORT, _LINES = 10, 7  # clauses that need no summary; lines of one that still sums up


@rule("COV007", Severity.ADVICE, "policy")
def every_policy_begins_with_a_summary(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a policy of more than ten clauses has a summary of at most seven lines at its head.

    Most readers do not read ten pages. A parent or a teacher who reads five lines knows what the policy asks of them and
    where to look. The summary is the file `in-brief.md` in the policy's folder. Each line names the clauses it sums up,
    like a sentence of the staff agreement, and is read beside them.
    """
    for policy in book.policies:
        path = book.layout.in_brief(policy.id)
        summary = book.in_brief(policy)
        clauses = [clause for section in policy.sections for clause in section.clauses]
        if summary and len(summary.statements) > _LINES:
            yield Violation(
                summary.statements[_LINES].wording.starts[0],
                f"The summary of “{policy.settings.title}” has {len(summary.statements)} lines, so few readers read it to the end.",
                f"Keep the {_LINES} lines, or fewer, that most readers need, and delete the other lines.",
                about=policy.id,
            )
        elif not summary and len(clauses) > _SHORT and not context.is_broken(path):
            yield Violation(
                policy.settings.at("title"),
                f"“{policy.settings.title}” has {len(clauses)} clauses and no summary, so readers must read all to learn what it asks.",
                f"The {book.role_title(policy.settings.owner)} writes about five lines in a new file {path}: "
                "a heading with title: at its top, then a list. policy/README.md shows one.",
                about=policy.id,
            )
