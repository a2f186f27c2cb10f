"""The view of one policy: its page and its PDF."""

from __future__ import annotations

from dataclasses import replace

from policybook.book.book import Policy, Section
from policybook.views.addresses import Page, edit_url
from policybook.views.glossary_terms import term_views
from policybook.views.page_data import GuidanceView, LinkView, PolicyView, SectionView
from policybook.views.view_context import Stage

_DSL_TOKENS = frozenset(["dsl.name", "dsls", "deputy_dsls"])


def incorporated(stage: Stage, policy: Policy) -> tuple[Policy, ...]:
    """The policies that are printed together with a policy."""
    found = (stage.book.policy(name) for name in policy.settings.incorporates)
    return tuple(part for part in found if part and part is not policy)


def printed_policy_view(stage: Stage, policy: Policy) -> PolicyView:
    """The view of a policy for its PDF, with the policies it incorporates as parts."""
    parts = incorporated(stage, policy)
    page = Page("", frozenset([policy.id, *(part.id for part in parts)]), policy.id)
    return replace(policy_view(stage, policy, page), incorporated=tuple(policy_view(stage, p, page) for p in parts))


def policy_view(stage: Stage, policy: Policy, page: Page) -> PolicyView:
    """The view of a policy for a page (or, with an empty address, for its PDF)."""
    settings = policy.settings
    tokens = stage.tokens_in(policy)
    return PolicyView(
        page=stage.page(page, settings.title, settings.summary, policy.path),
        status=stage.status([policy]),
        version=stage.version([policy], policy.fingerprint),
        sections=tuple(_section(stage, policy, section, page) for section in policy.sections),
        guidance=tuple(guidance_views(stage, policy)),
        linked=_linked(stage, policy),
        people=stage.people() if tokens & _DSL_TOKENS or settings.owner == "dsl" else (),
        services=stage.services(name.split(".")[1] for name in tokens if name.startswith("services.")),
        terms=term_views(stage, (clause.wording.text for part in policy.sections for clause in part.clauses)),
        owner=stage.book.role_title(settings.owner),
        applies_to=stage.binds_words(settings.applies_to),
        adapted_from=settings.adapted_from or "",
        download=stage.download(policy.download, settings.title, page),
        incorporates=tuple(
            LinkView(page.to(p.id), p.settings.title) for p in incorporated(stage, policy) if page.address
        ),
        short_versions=_short_versions(stage, policy, page),
    )


def _section(stage: Stage, policy: Policy, section: Section, page: Page) -> SectionView:
    return SectionView(
        id=section.id,
        number=section.number,
        title=section.settings.title,
        binds=stage.binds_words(party for party in section.settings.binds if party != "none"),
        reading=stage.reading_words(policy, section),
        blocks=stage.clause_blocks(section.blocks, section, policy, page),
        edit_url=edit_url(stage.book, section.path),
        source_path=section.path,
    )


def guidance_views(stage: Stage, policy: Policy) -> list[GuidanceView]:
    """The guidance a policy relies on, with the edition and whether that is superseded."""
    views = []
    for relied in policy.settings.guidance:
        guidance = stage.book.guidance.guidance.get(relied.id)
        if guidance is None:
            continue
        edition, note = guidance.edition(relied.edition), ""
        if edition and edition.until and edition.superseded_on(stage.as_of):
            current = guidance.current(stage.as_of)
            key = "guidance.superseded" if current else "guidance.superseded-unknown"
            note = stage.words.say(key, when=edition.until.when_words, current=current.edition if current else "")
        name = stage.words.say("guidance.unstated") if relied.edition == "unstated" else relied.edition
        views.append(GuidanceView(guidance.title, name, guidance.url or "", note))
    return views


def _linked(stage: Stage, policy: Policy) -> tuple[LinkView, ...]:
    known = stage.book.linked_policies.linked_policies
    found = [known[name] for name in policy.settings.linked_policies if name in known]
    return tuple(LinkView((linked.url or "") if linked.public else "", linked.title) for linked in found)


def _short_versions(stage: Stage, policy: Policy, page: Page) -> tuple[LinkView, ...]:
    """The documents in the pages' language that restate the policy for some readers, by who these are."""
    return tuple(
        LinkView(page.to(document.settings.address), stage.words.say(f"binds.{document.settings.audience}"))
        for document in stage.book.documents
        if page.address
        and document.settings.kind != "checklist"
        and not document.settings.language
        and policy in stage.policies_of(document)
        and stage.words.has(f"binds.{document.settings.audience}")
    )
