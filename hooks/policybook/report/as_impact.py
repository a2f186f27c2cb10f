"""What a change does, as Markdown for those who decide on it: what changed in words, what to look at, who signs, who approves.

Short enough to read aloud. Words of content are escaped: nothing in them can become a command, a mention, a picture or a
link, wherever this is pasted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from policybook.basics.findings import Finding, Severity
from policybook.basics.wall import Wall
from policybook.changes.consequences import (
    SigningAgain,
    approvals,
    resting_checks,
    resting_statements,
    signings,
    unsaid,
)
from policybook.changes.differences import ClauseChange, DocumentChange, StatementChange
from policybook.changes.word_changes import Degree, is_same
from policybook.model.facts import Service
from policybook.report.impact_phrases import (
    PARTIES,
    Impact,
    Phrases,
    bound_for,
    capital,
    escaped,
    is_reworded,
    listed,
    number_of,
    verbs,
    whole,
)

_MOST_ENTRIES, _MOST_FINDINGS = 60, 12
_CHECKED_AGAIN = frozenset(["filtering", "monitoring"])


NOTHING_BEFORE = (
    "## What this change does\n\nThere was no policy before it, so everything is new. Read it as a whole.\n"
)


def render(impact: Impact) -> str:
    """The whole comment."""
    lines = list(_Comment(impact).lines())
    kept = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    return "\n".join(kept) + "\n"


# --- the comment -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Resting:
    """A sentence of a document or a check, and the clauses it rests on that changed."""

    title: str
    wording: str
    changes: list[ClauseChange]


@dataclass
class _Comment(Phrases):
    room: int = field(default=_MOST_ENTRIES)

    def lines(self) -> Iterator[str]:
        """All lines."""
        yield "## What this change does"
        yield ""
        yield from self.guarded(lambda: [self.summary()])
        for cause in self.impact.failed:
            yield ""
            yield _fault(cause)
        if self.impact.unread:
            files = listed(escaped(name) for name in sorted(self.impact.unread))
            yield ""
            yield f"**This may not be all.** Something in {files} cannot be understood, so that part was not compared."
        if not self.changes.is_nothing:
            yield from self.part("What changed in words", self.words)
            yield from self.part("Facts that changed", self.facts)
            yield from self.part("Also to be looked at", self.to_look_at)
            title = next(self.guarded(lambda: [self.signing_title()])) or "Who signs again"
            yield from self.part(title, self.signing)
            yield from self.part("Who approves", self.approving)
        yield from self.part("What the checks say", self.findings)
        yield from self.part("For you to decide", self.decisions)

    def part(self, title: str, lines: Callable[[], Iterable[str]]) -> Iterator[str]:
        """A heading and its lines; nothing where there are none."""
        found = list(self.guarded(lines))
        if found:
            yield from ("", f"### {title}", "", *found)

    @staticmethod
    def guarded(lines: Callable[[], Iterable[str]]) -> Iterator[str]:
        """The lines of a part; where the program fails, a sentence in place of those that are missing."""
        wall = Wall()
        yield from wall.guard("", "", lines)
        for cause in wall.causes():
            yield from ("", _fault(cause))

    def facts(self) -> Iterator[str]:
        """The facts that changed."""
        return (f"- {escaped(fact.sentence)}" for fact in self.changes.facts)

    # --- in one paragraph --------------------------------------------------------------------------------------------

    def summary(self) -> str:
        """What changed, in one or two sentences."""
        if self.changes.is_nothing and self.impact.failed:
            return "Nothing was found that differs."
        if self.changes.is_nothing and self.impact.pages:
            return (
                f"No clause and no fact says anything else, but readers will see a difference on {self.page_names()}."
            )
        if self.changes.is_nothing:
            return "Nothing. No word that anybody reads and no fact is different."
        clauses, documents = self.changes.clauses, self.changes.documents
        statements = [one for document in documents for one in document.statements]
        counted = (
            (sum(c.before is None for c in clauses), "clause is new", "clauses are new"),
            (sum(c.after is None for c in clauses), "clause is gone", "clauses are gone"),
            (sum(is_reworded(c) and c.is_substance for c in clauses), "clause is reworded", "clauses are reworded"),
            (
                sum(bool(c.before and c.after) and c.is_substance and not is_reworded(c) for c in clauses),
                "clause binds other people or leads elsewhere",
                "clauses bind other people or lead elsewhere",
            ),
            (
                sum(c.degree is Degree.TYPING for c in clauses),
                "clause has a correction of typing",
                "clauses have corrections of typing",
            ),
            (sum(_only_moved(c) for c in clauses), "clause is moved", "clauses are moved"),
            *self.counted_parts(),
            (len(statements), "sentence of a document changed", "sentences of documents changed"),
            (len(self.changes.checks), "check of the annual review changed", "checks of the annual review changed"),
            (len(self.changes.facts), "fact changed", "facts changed"),
        )
        said = [number_of(number, one, many) for number, one, many in counted if number]
        return capital(listed(said or ["something about a document or a policy changed"])) + "."

    def page_names(self) -> str:
        """The pages that differ."""
        titles = [f"“{escaped(title)}”" for title in self.impact.pages]
        return f"{'this page' if len(titles) == 1 else 'these pages'}: {listed(titles)}"

    def counted_parts(self) -> Iterator[tuple[int, str, str]]:
        """The policies and sections that changed as wholes."""
        for changes, one, many in (
            (self.changes.policies, "policy", "policies"),
            (self.changes.sections, "section", "sections"),
        ):
            stayed = [change for change in changes if change.before and change.after]
            quiet = sum(change.quiet for change in stayed)
            yield sum(change.before is None for change in changes), f"{one} is new", f"{many} are new"
            yield sum(change.after is None for change in changes), f"{one} is gone", f"{many} are gone"
            yield (
                len(stayed) - quiet,
                f"{one} has another title or place",
                f"{many} have another title or place",
            )
            yield quiet, f"{one} has another file name", f"{many} have other file names"

    # --- words -------------------------------------------------------------------------------------------------------

    def words(self) -> Iterator[str]:
        """Parts that are new, gone, renamed or moved, then each clause under its section, then the documents."""
        yield from self.policies_and_sections()
        section_of: Callable[[ClauseChange], str] = self.section_title
        entries = list(self.changes.clauses)
        for title, group in groupby(entries[: self.room], key=section_of):
            yield f"**{title}**"
            yield ""
            for change in group:
                yield f"- {self.clause(change)}"
            yield ""
        if len(entries) > self.room:
            more = number_of(len(entries) - self.room, "more clause")
            yield f"And {more}: see the list of changed files."
            yield ""
        if self.changes.renumbered:
            count = number_of(self.changes.renumbered, "clause that stays has", "clauses that stay have")
            yield f"{capital(count)} a new number, so numbers quoted in letters or minutes may be wrong now."
            yield ""
        for document in self.changes.documents:
            yield from self.document(document)
        yield from self.checks()

    def policies_and_sections(self) -> Iterator[str]:
        """Policies and sections as wholes."""
        for policy in self.changes.policies:
            yield f"- {whole('policy', policy.either.settings.title, policy)}"
        for section in self.changes.sections:
            yield f"- {whole('section', section.either.settings.title, section)}"
        if self.changes.policies or self.changes.sections:
            yield ""

    def clause(self, change: ClauseChange) -> str:
        """One clause: its number, what happened to it, its words."""
        number, text = self.number(change), self.text(change.pieces)
        if change.before is None:
            return f"{number} is new, {bound_for(change.bound_after)}: {text}"
        if change.after is None:
            return f"{number} is gone, it was {bound_for(change.bound_before)}: {text}"
        happened = []
        if is_reworded(change):
            happened.append("has typing corrected" if change.degree is Degree.TYPING else "is reworded")
        if change.from_section:
            happened.append(f"stood in “{escaped(change.from_section)}” before")
        if change.reordered:
            happened.append(f"has another place (it was {escaped(change.before.number)})")
        if sorted(change.bound_before) != sorted(change.bound_after):
            happened.append(f"is now {bound_for(change.bound_after)}, before {bound_for(change.bound_before)}")
        elif change.is_substance:
            happened[:1] = [
                f"{happened[0] if is_reworded(change) else 'leads its readers elsewhere'}, {bound_for(change.bound_after)}"
            ]
        if change.renamed_from:
            happened.append(f"has another id, which no reader sees (it was {escaped(change.renamed_from)})")
        return f"{number} {listed(happened)}: {text}"

    def document(self, change: DocumentChange) -> Iterator[str]:
        """A document and its sentences."""
        title = escaped(change.part.either.settings.title)
        if change.part.before is None:
            yield f"- The document “{title}” is new."
        elif change.part.after is None:
            yield f"- The document “{title}” is gone."
        else:
            yield f"**{title}**"
            yield ""
            if change.part.said:
                yield f"- Changed: {escaped(listed(change.part.said))}."
            yield from (f"- {self.statement(one)}" for one in change.statements[:_MOST_ENTRIES])
        yield ""

    def statement(self, change: StatementChange) -> str:
        """One sentence of a document."""
        if change.before is None or change.after is None:
            return f"{'New' if change.before is None else 'Gone'}: {self.text(change.pieces)}"
        return f"{'Typing corrected' if change.degree is Degree.TYPING else 'Reworded'}: {self.text(change.pieces)}"

    def checks(self) -> Iterator[str]:
        """The checks of the annual review."""
        if not self.changes.checks:
            return
        yield "**Annual review**"
        yield ""
        for change in self.changes.checks:
            ask = self.quote(change.either.settings.ask)
            if change.before is None:
                yield f"- New check: {ask}"
            elif change.after is None:
                yield f"- Check that is gone: {ask}"
            else:
                yield f"- Check changed ({escaped(listed(change.said))}): {ask}"
        yield ""

    # --- what rests on it --------------------------------------------------------------------------------------------

    def to_look_at(self) -> Iterator[str]:
        """Sentences of documents and checks that a change touches and did not settle."""
        of_title: Callable[[_Resting], str] = lambda one: one.title  # noqa: E731 - mypy needs its type
        for title, group in groupby(self.open_statements(), key=of_title):
            yield from self.resting(title, "sentence", list(group))
        for document, changes in unsaid(self.changes):
            are, them = ("is", "it") if len(changes) == 1 else ("are", "them")
            what = f"{self.named(changes)} {are} new and not in it. Say {them} there, or leave {them} out on purpose."
            yield f"- **{escaped(document.settings.title)}**: {what}"
        if found := self.open_checks():
            yield from self.resting("Annual review", "check", found)

    def resting(self, title: str, what: str, found: list[_Resting]) -> Iterator[str]:
        """The sentences of a document, or checks, that rest on what changed."""
        rest = f"this {what} rests" if len(found) == 1 else f"these {what}s rest"
        yield f"- **{escaped(title)}**: {rest} on a clause that changed."
        for one in found[:_MOST_FINDINGS]:
            gone = all(change.after is None for change in one.changes)
            of_which = f", which {'is' if len(one.changes) == 1 else 'are'} gone" if gone else ""
            yield f"  - {self.quote(one.wording)}, on {self.named(one.changes)}{of_which}"
        if len(found) > _MOST_FINDINGS:
            yield f"  - and {number_of(len(found) - _MOST_FINDINGS, 'more ' + what)}"

    def open_statements(self) -> list[_Resting]:
        """The sentences that nobody has read again with the clause they restate. Typing asks nobody to read again."""
        found: dict[tuple[str, str], _Resting] = {}
        for one in resting_statements(self.changes):
            if one.change.is_substance and not (one.changed_too or one.read_again):
                new = _Resting(one.document.settings.title, one.statement.wording.text, [])
                found.setdefault((one.document.id, one.statement.id), new).changes.append(one.change)
        return list(found.values())

    def open_checks(self) -> list[_Resting]:
        """The checks that were not changed together with a clause that changed in substance."""
        found: dict[str, _Resting] = {}
        for one in resting_checks(self.changes):
            if one.change.is_substance and not (one.changed_too or one.read_again):
                settings = one.check.settings
                found.setdefault(settings.id, _Resting("", settings.ask, [])).changes.append(one.change)
        return list(found.values())

    # --- signing and approving ---------------------------------------------------------------------------------------

    def signings(self) -> list[SigningAgain]:
        """Each document that people sign."""
        return list(signings(self.changes))

    def signing_title(self) -> str:
        """The question that the next part answers."""
        audiences = list(dict.fromkeys(one.document.settings.audience for one in self.signings()))
        return f"Must {listed(audiences)} sign again?" if audiences else ""

    def signing(self) -> Iterator[str]:
        """Yes or no for each document that people sign, and why."""
        for one in self.signings():
            title = escaped(one.document.settings.title)
            if one.is_needed:
                yield f"**Yes.** The {title} must be signed again, because {listed(self.reasons(one))}."
            else:
                yield f"**No.** The {title} need not be signed again. {self.why_not(one)}"
            yield ""

    def reasons(self, signing: SigningAgain) -> Iterator[str]:
        """Why people sign again: what happened, and to which clauses."""
        if signing.is_new:
            yield "it is new"
            return
        happened: dict[tuple[str, str], list[ClauseChange]] = {}
        for change in signing.clauses:
            happened.setdefault(verbs(change), []).append(change)
        for (one, many), changes in happened.items():
            yield f"{self.named(changes)} {one if len(changes) == 1 else many}"
        if signing.own_words:
            yield f"{number_of(signing.own_words, 'sentence')} of its own changed"
        if signing.words_to_sign:
            yield "the words above the signature changed"

    def why_not(self, one: SigningAgain) -> str:
        """Why nobody signs again."""
        covers: tuple[str, ...] = one.document.settings.covers or (one.document.settings.audience,)
        whom = listed(PARTIES.get(party, party) for party in covers)
        if any(c.is_substance for c in self.changes.clauses):
            return f"No duty that it asks of {whom} is new, gone or different."
        if any(c.degree is Degree.TYPING for c in self.changes.clauses):
            return f"No duty of {whom} is new, gone or different: only typing was corrected."
        return f"No duty of {whom} is new, gone or different."

    def approving(self) -> Iterator[str]:
        """Who must approve, in order."""
        found = approvals(self.changes, self.impact.as_of)
        if not found.roles:
            yield "Nobody needs to approve anything again. A change of names, contacts, facts, order or typing needs no new approval."
            return
        roles = listed(["the author", *(f"the {self.role(role)}" for role in found.roles)])
        yield f"This is a change of substance. These approve it, in this order: {roles}."
        if found.headteacher_is_dsl and set(found.roles) - {"dsl", "headteacher"}:
            others = listed(f"the {self.role(role)}" for role in found.roles if role not in ("dsl", "headteacher"))
            yield ""
            yield f"The headteacher is also one of the DSLs, and nobody can approve their own work. So it rests with {others}."

    # --- findings and decisions --------------------------------------------------------------------------------------

    def new_findings(self) -> tuple[Finding, ...]:
        """What the checks find that they did not find before, the worst first."""
        if self.impact.report is None:
            return ()
        return tuple(sorted(self.impact.report.open, key=lambda finding: (finding.severity.rank, finding.sort_key)))

    def findings(self) -> Iterator[str]:
        """The findings that this change adds."""
        if self.impact.report is None:
            return
        found = self.new_findings()
        if not found:
            yield "Nothing new."
            return
        yield f"Because of this change they find {number_of(len(found), 'thing')} more:"
        yield ""
        for finding in found[:_MOST_FINDINGS]:
            place = f"{finding.span.path}, line {finding.span.line}"
            yield f"- {_LEVELS[finding.severity]}: {escaped(finding.message)} ({escaped(place)})"
        if len(found) > _MOST_FINDINGS:
            yield f"- And {len(found) - _MOST_FINDINGS} more."
        yield ""
        yield "The checks themselves say what to type, at each line."

    def decisions(self) -> Iterator[str]:
        """What a reviewer must decide, as a short list."""
        found = list(self.questions())
        if self.impact.pages:
            found.append(
                "Is the difference on the pages named above meant? It is not in a clause or a fact, so look at them."
            )
        if self.impact.failed:
            found.append("The program could not compare everything. Read the list of changed files before you decide.")
        if not found:
            yield "Nothing. This can be merged as it is."
        else:
            yield from (f"{number}. {question}" for number, question in enumerate(found, 1))

    def questions(self) -> Iterator[str]:
        """One question each: about the words, about the facts, about what follows."""
        stopping = [f for f in self.new_findings() if f.severity is not Severity.ADVICE]
        if stopping:
            what, can = (
                ("the fault", "it can")
                if len(stopping) == 1
                else (f"the {number_of(len(stopping), 'fault')}", "they can")
            )
            yield f"Have {what} that the checks found put right first, or say why {can} wait."
        yield from self.questions_on_words()
        yield from self.questions_on_facts()
        waiting = [
            "the sentence"
            if number == 1 and what == "sentence"
            else "the check"
            if number == 1
            else f"the {number_of(number, what)}"
            for number, what in ((len(self.open_statements()), "sentence"), (len(self.open_checks()), "check"))
            if number
        ]
        if waiting:
            yield f"Who reads {listed(waiting)} named above again, and by when?"
        for document, changes in unsaid(self.changes):
            what = "the new clause" if len(changes) == 1 else "the new clauses"
            yield f"{'Does' if len(changes) == 1 else 'Do'} {what} belong in the {escaped(document.settings.title)}?"
        for signing in self.signings():
            if signing.is_needed:
                yield f"By when does everybody sign the {escaped(signing.document.settings.title)} again?"
        if approvals(self.changes, self.impact.as_of).roles:
            yield "Have those named above approved, and is that on record?"

    def questions_on_words(self) -> Iterator[str]:
        """Whether the words are meant."""
        reworded = any(change.is_substance and change.after for change in self.changes.clauses)
        if reworded or any(change.part.after and change.is_substance for change in self.changes.documents):
            yield "Is this what the school wants to say, and can everybody whom it binds do it?"
        gone = sum(change.after is None for change in self.changes.clauses)
        if gone == 1:
            yield "Is it right that one clause goes and nothing takes its place?"
        elif gone:
            yield f"Is it right that {number_of(gone, 'clause')} go and nothing takes their place?"
        if any(change.degree is Degree.TYPING for change in self.changes.clauses):
            yield "Is what is called typing here really only typing? A comma can change a duty."

    def questions_on_facts(self) -> Iterator[str]:
        """Whether people, systems and guidance were seen to."""
        said = [fact.sentence for fact in self.changes.facts if fact.kind == "people"]
        if any("lead DSL" in sentence or "team of DSLs" in sentence for sentence in said):
            yield "Have the people named agreed to be named, and does everybody know the new roles?"
        if self.filtering_changed():
            yield "The filtering and monitoring standard asks for a review when the system changes. Who does it, and by when?"
        if any(fact.kind == "guidance" and fact.is_substance for fact in self.changes.facts):
            yield "Has somebody read the edition now relied on, and does the policy still say what it asks?"

    def filtering_changed(self) -> bool:
        """Whether the provider or product of filtering or monitoring is another one."""
        old, new = self.changes.before.services.services, self.changes.after.services.services
        return not all(is_same(_system(old.get(name)), _system(new.get(name))) for name in _CHECKED_AGAIN)


_LEVELS = {
    Severity.ERROR: "**Cannot be understood**",
    Severity.BLOCKER: "**Must not be published**",
    Severity.ADVICE: "Worth knowing",
}


def _fault(cause: str) -> str:
    """The sentence in place of what is missing because the program failed."""
    return (
        "**This is not all.** The program has a fault and could not finish this part. Read that part of the list of changed"
        f" files yourself, and send “{escaped(cause)}” to whoever looks after the program."
    )


def _system(service: Service | None) -> tuple[object, object]:
    return (service.provider, service.product) if service else (None, None)


def _only_moved(change: ClauseChange) -> bool:
    return change.degree is Degree.NOTHING and bool(change.from_section or change.reordered)
