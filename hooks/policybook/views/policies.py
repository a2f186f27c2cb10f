"""The view of one policy: its page and its PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from markupsafe import Markup

from policybook.basics import fingerprints
from policybook.book.book import Policy, Section
from policybook.book.token_values import edition_words
from policybook.model.content import DocumentSettings, PolicySettings
from policybook.model.people import SAFEGUARDING_ROLES
from policybook.views.addresses import HOME, LinkView, Page, edit_url
from policybook.views.documents import equal_text
from policybook.views.glossary_terms import ShortForm, TermView, term_views
from policybook.views.passage_views import (
    BlockView,
    PassageView,
    clause_blocks,
    parties_in_words,
    section_binds,
    statement_blocks,
)
from policybook.views.people_and_contacts import (
    ContactView,
    PersonView,
    ServiceView,
    contact_view,
    people_views,
    service_views,
    tokens_in,
)
from policybook.views.sentences import written
from policybook.views.status_words import StatusView, VersionView, reading_mark, status_view, version_view
from policybook.views.view_context import DownloadView, PageView, ViewContext

POLICY_BOOK = "all-policies"
"""The name of the PDF of all policies, without its ending."""
_DSL_TOKENS = frozenset(["dsl.name", "dsls", "deputy_dsls"])


@dataclass(frozen=True, slots=True)
class GuidanceView:
    """A guidance a policy relies on; ``note`` says when its edition was superseded, or ""."""

    title: str
    edition: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of a policy."""

    id: str
    number: int
    title: str
    binds: str
    reading: str
    blocks: tuple[BlockView, ...]
    language: str
    """The language of the section, where it is another than that of the page."""
    around: str
    """The language of our words in it."""
    edit_url: str

    @property
    def written(self) -> Markup:
        """Its language and direction as attributes of HTML, or ""."""
        return written(self.language)


@dataclass(frozen=True, slots=True)
class PolicyView:
    """A policy page and its PDF."""

    page: PageView
    status: StatusView
    version: VersionView
    in_brief: tuple[PassageView, ...]
    """What the policy says in a few lines, each with links to its clauses; none where nobody has written them."""
    sections: tuple[SectionView, ...]
    guidance: tuple[GuidanceView, ...]
    linked: tuple[LinkView, ...]
    people: tuple[PersonView, ...]
    team: tuple[PersonView, ...]
    """Whom to tell of a worry about a child."""
    services: tuple[ServiceView, ...]
    terms: tuple[TermView, ...]
    owner: str
    applies_to: str
    adapted_from: str
    stated: tuple[tuple[str, str], ...]
    """What is on record of it beside its reviews, each with its label: adopted, ratified, applies from, version."""
    language: str
    download: DownloadView | None
    book: DownloadView | None
    """All policies in one file, where there are several."""
    short_versions: tuple[LinkView, ...] = ()
    """On a page: what is made from this policy for those whom it covers, by whom it is for."""
    equals: tuple[LinkView, ...] = ()
    """On a page: the same text in other languages, with equal standing."""

    @property
    def written(self) -> Markup:
        """The language and direction of its own words as attributes of HTML, or ""."""
        return written(self.language)

    @property
    def short_forms(self) -> tuple[ShortForm, ...]:
        """What is explained where it stands."""
        return tuple(ShortForm(term.short_names, term.explanation) for term in self.terms if term.short_names)


@dataclass(frozen=True, slots=True)
class PolicyBookView:
    """All policies in one file: each a part, and once what they share."""

    page: PageView
    status: StatusView
    version: VersionView
    policies: tuple[PolicyView, ...]
    statuses: tuple[tuple[str, StatusView], ...]
    """How each policy is with its review, by its title, where they are not all alike."""
    guidance: tuple[GuidanceView, ...]
    linked: tuple[LinkView, ...]
    people: tuple[PersonView, ...]
    team: tuple[PersonView, ...]
    """Whom to tell of a worry about a child."""
    services: tuple[ServiceView, ...]
    terms: tuple[TermView, ...]
    contact: ContactView


def book_title(context: ViewContext) -> str:
    """What all policies in one file are called."""
    return context.sentences.fill("book.title", policies=policies_in_words(context))


def policies_in_words(context: ViewContext) -> str:
    """What the policies are called together: by their subject, where somebody has said it."""
    subject = context.book.organisation.subject or ""
    key = "book.policies-on" if subject else "book.policies"
    return context.sentences.fill(key, subject=f"{subject[:1].lower()}{subject[1:]}")


def policy_book_view(context: ViewContext) -> PolicyBookView:
    """All policies for one PDF."""
    book = context.book
    page = Page("", frozenset(policy.id for policy in book.policies), HOME)
    views = tuple(_policy_view(context, policy, page) for policy in book.policies)
    together = status_view(context, book.policies)
    fingerprint = fingerprints.of_wordings(policy.fingerprint for policy in book.policies)
    titles = [view.page.title for view in views]
    return PolicyBookView(
        page=context.page(
            page,
            book_title(context),
            context.sentences.fill("book.summary", titles=context.sentences.listed(titles)),
            book.layout.facts("school"),
        ),
        status=together,
        version=version_view(context, book.policies, fingerprint),
        policies=views,
        statuses=tuple((view.page.title, view.status) for view in views if view.status.headline != together.headline),
        guidance=tuple(sorted(_once(view.guidance for view in views), key=lambda relied: relied.title)),
        linked=tuple(sorted(_once(view.linked for view in views), key=lambda link: link.text)),
        people=_people_named(context, book.policies),
        team=_team(context, book.policies),
        services=_once(view.services for view in views),
        terms=tuple(sorted(_once(view.terms for view in views), key=lambda term: term.term)),
        contact=contact_view(context),
    )


Shared = TypeVar("Shared")


def _once(lists: Iterable[Iterable[Shared]]) -> tuple[Shared, ...]:
    return tuple(dict.fromkeys(one for some in lists for one in some))


def policy_view(context: ViewContext, policy: Policy, page: Page) -> PolicyView:
    """The view of a policy for a page (or, with an empty address, for its PDF), in the language of the policy."""
    return _policy_view(context.in_language(policy.settings.language), policy, page)


def _policy_view(context: ViewContext, policy: Policy, page: Page) -> PolicyView:
    settings = policy.settings
    tokens = tokens_in(policy)
    return PolicyView(
        page=context.page(page, settings.title, settings.summary, policy.path),
        status=status_view(context, [policy]),
        version=version_view(context, [policy], policy.fingerprint),
        in_brief=_in_brief(context, policy, page),
        sections=tuple(_section(context, policy, section, page) for section in policy.sections),
        guidance=tuple(guidance_views(context, policy)),
        linked=_linked(context, policy),
        people=_people_named(context, [policy]),
        team=_team(context, [policy]),
        services=service_views(context, [name.split(".")[1] for name in tokens if name.startswith("services.")]),
        terms=_terms(context, policy),
        owner=context.book.role_title(settings.owner),
        applies_to=parties_in_words(context, settings.applies_to),
        adapted_from=settings.adapted_from or "",
        stated=tuple(_stated(context, settings)),
        language=context.language_of(settings.language),
        download=context.download(policy.download, settings.title, page),
        book=context.download(POLICY_BOOK, book_title(context), page),
        short_versions=_short_versions(context, policy, page),
        equals=tuple(
            equal_text(context, page.to(one.id), one.settings.title, one.settings.language)
            for one in context.book.policies
            if page.address and policy.is_equal_to(one)
        ),
    )


def _terms(context: ViewContext, policy: Policy) -> tuple[TermView, ...]:
    """The glossary's words in it; the glossary explains in the language of the organisation only."""
    if (policy.settings.language or context.language) != context.language:
        return ()
    return term_views(context, (clause.wording.text for part in policy.sections for clause in part.clauses))


def _stated(context: ViewContext, settings: PolicySettings) -> Iterator[tuple[str, str]]:
    ratified = context.book.role_title(settings.ratified_by) if settings.ratified_by else ""
    adopted, applies = (
        context.sentences.date_words(on) if on else "" for on in (settings.adopted, settings.applies_from)
    )
    known = {"adopted": adopted, "ratified-by": ratified, "applies-from": applies, "version": settings.version or ""}
    return ((context.sentences.fill(f"policy.{key}"), value) for key, value in known.items() if value)


def _in_brief(context: ViewContext, policy: Policy, page: Page) -> tuple[PassageView, ...]:
    summary = context.book.in_brief(policy)
    if summary is None:
        return ()
    blocks = statement_blocks(context, (block for group in summary.groups for block in group.blocks), summary, page)
    passages = (item for block in blocks for item in ((block,) if isinstance(block, PassageView) else block.items))
    return tuple(replace(passage, sources=_without_items(passage.sources)) for passage in passages)


def _without_items(links: tuple[LinkView, ...]) -> tuple[LinkView, ...]:
    """Without the links to items of a list whose introduction is linked, too."""
    numbers = {link.text for link in links}
    return tuple(link for link in links if link.text.partition("(")[0] not in numbers - {link.text})


def _section(context: ViewContext, policy: Policy, section: Section, page: Page) -> SectionView:
    language = section.settings.language or policy.settings.language
    own = context.in_language(language)
    return SectionView(
        id=section.id,
        number=section.number,
        title=section.settings.title,
        binds=section_binds(own, section),
        reading=reading_mark(own, policy, section),
        blocks=clause_blocks(context, section.blocks, section, policy, page),
        language=context.language_of(language),
        around=own.sentences.language,
        edit_url=edit_url(context.book, section.path),
    )


def guidance_views(context: ViewContext, policy: Policy) -> list[GuidanceView]:
    """The guidance a policy relies on, with the edition and whether that is superseded."""
    views = []
    for relied in policy.settings.guidance:
        guidance = context.book.guidance.guidance.get(relied.id)
        if guidance is None:
            continue
        edition, note = guidance.edition(relied.edition), ""
        if edition and edition.is_coming:
            note = context.sentences.fill("guidance.announced")
        if edition and edition.until and edition.superseded_on(context.as_of):
            current = guidance.current(context.as_of)
            key = "guidance.superseded" if current else "guidance.superseded-unknown"
            newest = edition_words(current.edition, context.sentences) if current else ""
            note = context.sentences.fill(key, when=context.sentences.when_words(edition.until), current=newest)
        elif edition and edition.in_force and context.as_of < edition.in_force.first:
            note = context.sentences.fill("guidance.to-come", when=context.sentences.date_words(edition.in_force))
        is_stated = relied.edition != "unstated"
        unstated = context.sentences.fill("guidance.unstated")
        name = edition_words(relied.edition, context.sentences) if is_stated else unstated
        views.append(GuidanceView(guidance.title, name, guidance.url or "", note))
    return views


def _linked(context: ViewContext, policy: Policy) -> tuple[LinkView, ...]:
    known = context.book.linked_policies.linked_policies
    linked = [known[name] for name in policy.settings.linked_policies if name in known]
    return tuple(LinkView((linked.url or "") if linked.public else "", linked.title) for linked in linked)


def _people_named(context: ViewContext, policies: Collection[Policy]) -> tuple[PersonView, ...]:
    """The holders of the roles that some policies name: the whole safeguarding team where they name a DSL, or one owns them."""
    tokens = {token for policy in policies for token in tokens_in(policy)}
    team = SAFEGUARDING_ROLES if any(_is_of_team(policy) for policy in policies) else ()
    roles = [role for role in context.book.public_roles if role in team or f"{role}.name" in tokens]
    also = [role for role in context.book.people.roles if f"people.{role}.name" in tokens]
    return people_views(context, roles, also) if roles or also else ()


def _team(context: ViewContext, policies: Collection[Policy]) -> tuple[PersonView, ...]:
    return people_views(context, SAFEGUARDING_ROLES) if any(_is_of_team(policy) for policy in policies) else ()


def _is_of_team(policy: Policy) -> bool:
    """Whether a policy names the DSL, or a DSL owns it."""
    return not _DSL_TOKENS.isdisjoint(tokens_in(policy)) or policy.settings.owner == "dsl"


def _short_versions(context: ViewContext, policy: Policy, page: Page) -> tuple[LinkView, ...]:
    """The documents in the pages' language that restate the policy for some readers, by who these are; by title where two are for the same."""
    shown = [
        document.settings
        for document in context.documents
        if page.address
        and document.settings.kind == "statements"
        and (document.settings.language or context.language) == (policy.settings.language or context.language)
        and not document.settings.easy_read
        and policy in context.book.policies_of(document)
        and context.sentences.has(f"binds.{document.settings.audience}")
    ]
    count = Counter(settings.audience for settings in shown)

    def words(settings: DocumentSettings) -> str:
        is_alone = count[settings.audience] == 1
        return context.sentences.fill(f"binds.{settings.audience}") if is_alone else settings.title

    return tuple(LinkView(page.to(settings.address), words(settings)) for settings in shown)
