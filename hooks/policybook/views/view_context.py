"""What every view is made from, and the parts several views share. The privacy wall stands here: only what may be public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from policybook.basics.dates import day_words
from policybook.basics.findings import Report, Severity
from policybook.basics.tokens import find_tokens
from policybook.book.book import (
    Book,
    Clause,
    ClauseBlock,
    ClauseList,
    Document,
    Policy,
    Section,
    Statement,
    StatementBlock,
    StatementList,
)
from policybook.book.review_status import Reading, State, Status, latest_review, reading, status_of
from policybook.book.token_values import TokenValues
from policybook.model.facts import Appointment
from policybook.source.logo_picture import Picture
from policybook.views.addresses import DOWNLOADS, Page, edit_url, live_url
from policybook.views.inline_html import Inline, phone_href
from policybook.views.page_data import (
    ContactView,
    DownloadView,
    HelplineView,
    LinkView,
    ListView,
    LogoView,
    PageView,
    PassageView,
    PersonView,
    ServiceView,
    StatusView,
    Tone,
    VersionView,
)
from policybook.views.sentences import Sentences

_TONES = {
    State.IN_DATE: Tone.GOOD,
    State.DUE_SOON: Tone.WARN,
    State.UNKNOWN: Tone.WARN,
    State.OVERDUE: Tone.BAD,
    State.NEVER: Tone.BAD,
}
_KEYS = {
    State.IN_DATE: "in-date",
    State.DUE_SOON: "due-soon",
    State.UNKNOWN: "unknown",
    State.OVERDUE: "overdue",
    State.NEVER: "never",
}


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Size in bytes and number of pages of a finished download."""

    size: int
    pages: int


@dataclass(frozen=True, slots=True)
class ViewContext:
    """The book on a day, with the sentences and the finished downloads."""

    book: Book
    report: Report
    as_of: date
    sentences: Sentences
    files: Mapping[str, FileFacts]
    read_wordings: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The fingerprints of the clauses that the newest review of a policy read, where they are known, by policy."""

    @property
    def publishable(self) -> bool:
        """Whether nothing stops publication."""
        return not self.report.stopping(Severity.BLOCKER)

    @property
    def built(self) -> str:
        """The day in words."""
        return day_words(self.as_of)

    def inline(self, page: Page) -> Inline:
        """A renderer of words for a page."""
        return Inline(self.book, TokenValues(self.book, self.as_of), self.sentences, page.link_to)

    def page(self, page: Page, title: str, summary: str, source: str) -> PageView:
        """What every page has."""
        return PageView(
            address=page.address,
            title=title,
            summary=summary,
            root=page.root,
            school=self.book.school.name,
            edit_url=edit_url(self.book, source),
            source_path=source,
            publishable=self.publishable,
            built=self.built,
            live=live_url(self.book, page),
            logo=self.logo,
        )

    @property
    def logo(self) -> LogoView | None:
        """The school's logo for the PDFs; None where there is none that can be shown."""
        logo = self.book.logo
        return LogoView(logo.file, logo.width / logo.height) if isinstance(logo, Picture) else None

    # --- status and version ------------------------------------------------------------------------------------------

    def status(self, policies: Iterable[Policy]) -> StatusView:
        """The status of some policies together."""
        return self.status_words(status_of(self.book, policies, self.as_of))

    def status_words(self, status: Status) -> StatusView:
        """A status in words, true on the day of the build and saying what to think later."""
        due = day_words(status.due.last) if status.due else ""
        tone, key = _TONES[status.state], _KEYS[status.state]
        in_date = status.state in (State.IN_DATE, State.DUE_SOON)
        if in_date and not status.all_read:
            tone, key = Tone.BAD, "in-date-but-unread" if status.unread else "in-date-but-changed"
        sentences = []
        if status.reviewed:
            sentences.append(self.sentences.fill("status.last-reviewed", reviewed=status.reviewed.words))
        if status.state is State.OVERDUE:
            sentences.append(self.sentences.fill("status.was-due", due=due))
        elif in_date:
            sentences.append(self.sentences.fill("status.next-due", due=due))
        else:
            sentences.append(
                self.sentences.fill("status.no-review" if status.state is State.NEVER else "status.no-next")
            )
        sentences += self._reading_sentences(status)
        if status.unfinished:
            sentences.append(self.sentences.fill("status.unfinished", reviewed=status.unfinished.reviewed.words))
        sentences.append(self.sentences.fill("status.worked-out", as_of=self.built))
        return StatusView(
            tone,
            self.sentences.fill(f"status.{key}", due=due),
            tuple(sentences),
            status.due.last.isoformat() if status.due else "",
            self.sentences.fill("status.later") if key in ("in-date", "due-soon") else "",
        )

    def _reading_sentences(self, status: Status) -> list[str]:
        sentences = []
        if status.review and status.review.wording == "earlier" and len(status.unread) == status.total:
            sentences.append(self.sentences.fill("status.earlier-wording"))
        elif status.unread and status.review:
            sentences.append(self.sentences.fill("status.some-unread", count=len(status.unread), total=status.total))
        if status.changed:
            sentences.append(self.sentences.fill("status.some-changed", count=len(status.changed), total=status.total))
        return sentences

    def reading_words(self, policy: Policy, section: Section) -> str:
        """The mark of a section that was not read as it stands; "" where it was, or where no section was."""
        status = status_of(self.book, [policy], self.as_of)
        if status.review is None or len(status.unread) == status.total:
            return ""
        found = reading(self.book, status.review, section, self.as_of)
        return (
            ""
            if found is Reading.READ
            else self.sentences.fill("reading.changed" if found is Reading.CHANGED else "reading.unread")
        )

    def _read_of(self, policy: Policy, section: Section) -> frozenset[str] | None:
        """The fingerprints of the clauses that were read, for a section that has changed since; None where unknown."""
        review = latest_review(self.book, policy.id, self.as_of)
        if review is None or reading(self.book, review, section, self.as_of) is not Reading.CHANGED:
            return None
        return self.read_wordings.get(policy.id)

    def version(self, policies: Iterable[Policy], fingerprint: str) -> VersionView:
        """Which text this is: the review that read it, or that none did."""
        status = status_of(self.book, policies, self.as_of)
        reviewed = status.reviewed.words if status.reviewed else ""
        if status.review and status.all_read:
            version = self.sentences.fill("version.reviewed", reviewed=reviewed)
        elif status.review and status.changed and not status.unread:
            version = self.sentences.fill("version.changed", reviewed=reviewed)
        else:
            version = self.sentences.fill("version.draft")
        return VersionView(version, fingerprint, self.built)

    def policies_of(self, document: Document) -> tuple[Policy, ...]:
        """The policies a document rests on: those whose clauses it restates, or all where it restates none."""
        names = {
            self.book.clauses[restated.target].policy
            for statement in document.statements
            for restated in statement.restates
            if restated.target in self.book.clauses
        }
        return tuple(policy for policy in self.book.policies if policy.id in names) or self.book.policies

    # --- passages ----------------------------------------------------------------------------------------------------

    def clause_blocks(
        self, blocks: Iterable[ClauseBlock], section: Section, policy: Policy, page: Page
    ) -> tuple[PassageView | ListView, ...]:
        """The blocks of a section."""
        inline = self.inline(page)
        read = self._read_of(policy, section)

        def passage(clause: Clause) -> PassageView:
            differs = clause.binds != tuple(party for party in section.settings.binds if party != "none")
            return PassageView(
                id=clause.id,
                number=clause.number,
                html=inline.html(clause.wording.text, section.path, policy),
                binds=self.binds_words(clause.binds) if differs else "",
                nested=listed(clause.nested) if clause.nested else None,
                language=clause.language,
                reading=self.sentences.fill("reading.clause") if read and clause.fingerprint not in read else "",
            )

        def listed(block: ClauseList) -> ListView:
            return ListView(block.ordered, tuple(map(passage, block.items)))

        return tuple(listed(block) if isinstance(block, ClauseList) else passage(block) for block in blocks)

    def statement_blocks(
        self, blocks: Iterable[StatementBlock], document: Document, page: Page
    ) -> tuple[PassageView | ListView, ...]:
        """The blocks of a group of a document."""
        inline = self.inline(page)

        def passage(statement: Statement) -> PassageView:
            return PassageView(
                id=statement.id,
                number="",
                html=inline.html(statement.wording.text, document.path),
                nested=listed(statement.nested) if statement.nested else None,
                sources=self.clause_links([restated.target for restated in statement.restates], page),
                language=statement.language,
            )

        def listed(block: StatementList) -> ListView:
            return ListView(block.ordered, tuple(map(passage, block.items)))

        return tuple(listed(block) if isinstance(block, StatementList) else passage(block) for block in blocks)

    def clause_links(self, ids: Iterable[str], page: Page) -> tuple[LinkView, ...]:
        """Links to the clauses among ``ids``, by policy title and number."""
        links = []
        for clause in (self.book.clauses[name] for name in ids if name in self.book.clauses):
            policy = self.book.policy(clause.policy)
            links.append(
                LinkView(
                    page.link_to(clause),
                    f"{policy.settings.title if policy else clause.policy} {clause.number}",
                )
            )
        return tuple(links)

    def binds_words(self, parties: Iterable[str]) -> str:
        """``staff, students and the school``."""
        words = [self.sentences.fill(f"binds.{party}") for party in parties]
        if not words:
            return self.sentences.fill("binds.none")
        return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)

    # --- people, services, helplines ---------------------------------------------------------------------------------

    def people(self) -> tuple[PersonView, ...]:
        """The DSLs, whoever leads them first, the headteacher and the proprietor, if their names may be published."""
        lead = self.book.lead_dsl(self.as_of)
        found: dict[str, PersonView] = {}
        for role in ("dsl", "deputy-dsl", "headteacher", "proprietor"):
            for appointment in sorted(self.book.holders(role, self.as_of), key=lambda one: one is not lead):
                person = self.book.person(appointment)
                if person.publish_name and appointment.person not in found:
                    found[appointment.person] = PersonView(
                        person.name, self.role_words(appointment), person.job_title or ""
                    )
        return tuple(found.values())

    def role_words(self, appointment: Appointment) -> str:
        """A role as the pages call it: a DSL is lead, deputy, or neither while nobody has said."""
        if appointment.role == "deputy-dsl" or (appointment.role == "dsl" and appointment.lead is False):
            return self.sentences.fill("people.deputy")
        if appointment.role == "dsl":
            only_lead = self.book.lead_dsl(self.as_of)
            return self.sentences.fill("people.lead" if only_lead is appointment else "people.dsl")
        return self.book.role_title(appointment.role)

    def people_checked(self) -> str:
        """Who confirmed the whole safeguarding team and when, or "" where nobody has lately."""
        team, limit = self.book.dsls(self.as_of), self.book.settings.roll_call_days.value
        dated = [(a.confirmed_on, a.confirmed_by) for a in team if a.confirmed_on and a.confirmed_by]
        fresh = [(on, by) for on, by in dated if (self.as_of - on.last).days <= limit]
        if not team or len(fresh) < len(team):
            return ""
        on, by = min(fresh, key=lambda one: one[0].last)
        return self.sentences.fill("people.confirmed", on=on.words, by=self.book.role_title(by))

    def people_note(self) -> str:
        """What readers should know is missing: who leads, and a recent roll-call."""
        team = self.book.dsls(self.as_of)
        sentences = []
        if team and not self.book.lead_dsl(self.as_of):
            sentences.append(self.sentences.fill("people.no-lead"))
        if team and not self.people_checked():
            sentences.append(self.sentences.fill("people.some-unconfirmed"))
        return " ".join(sentences)

    def contact(self) -> ContactView:
        """How to reach the school, and what nobody has filled in."""
        school = self.book.school
        keys = ("phone", "safeguarding_email", "email", "address", "hours")
        return ContactView(
            school=school.name,
            address=school.address or "",
            phone=school.phone or "",
            phone_href=phone_href(school.phone) if school.phone else "",
            email=school.email or "",
            safeguarding_email=school.safeguarding_email or "",
            hours=school.hours or "",
            formats_contact=school.formats_contact or "",
            missing=tuple(self.sentences.fill(f"missing.school.{key}") for key in keys if not getattr(school, key)),
            people=self.people(),
            people_checked=self.people_checked(),
            people_note=self.people_note(),
        )

    def services(self, wanted: Iterable[str] | None = None) -> tuple[ServiceView, ...]:
        """The services that may be named in public, or those of them that are wanted."""
        chosen = None if wanted is None else set(wanted)
        return tuple(
            ServiceView(service.title, " ".join(filter(None, [service.provider, service.product])), service.what)
            for name, service in self.book.services.services.items()
            if service.public and (chosen is None or name in chosen)
        )

    def helplines(self, *audiences: str) -> tuple[HelplineView, ...]:
        """The public helplines for some audiences that are still in use."""
        return tuple(
            HelplineView(
                id=name,
                name=helpline.name,
                use=helpline.for_,
                phone=helpline.phone or "",
                phone_href=phone_href(helpline.phone) if helpline.phone else "",
                phone_hours=helpline.phone_hours or "",
                url=helpline.url or "",
                checked=self.sentences.fill("helpline.checked", on=helpline.checked_on.words)
                if helpline.checked_on
                else self.sentences.fill("helpline.unchecked"),
            )
            for name, helpline in self.book.helplines.helplines.items()
            if helpline.public and not helpline.superseded_by and set(audiences) & set(helpline.audience)
        )

    def tokens_in(self, policy: Policy) -> set[str]:
        """The names of the tokens a policy uses."""
        return {
            token.name
            for section in policy.sections
            for clause in section.clauses
            for token in find_tokens(clause.wording.text)
        }

    # --- downloads ---------------------------------------------------------------------------------------------------

    def download(self, name: str, title: str, page: Page) -> DownloadView | None:
        """A finished download; None while it is not made, so that no page links to a file that is not there."""
        facts = self.files.get(name)
        if facts is None:
            return None
        return DownloadView(page.to_file(f"{DOWNLOADS}/{name}.pdf"), title, _size_words(facts.size), facts.pages)


def _size_words(size: int) -> str:
    return f"{max(1, round(size / 1000))} kB"
