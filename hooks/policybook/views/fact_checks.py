"""The checks that the facts themselves raise: each named person, service, helpline, guidance and linked policy.

Only what may be public: a person whose name is not published is asked about without the name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from policybook.book.checks import RaisedByFact, raised_by_facts
from policybook.model.content import Basis
from policybook.views.people_and_contacts import role_in_words
from policybook.views.view_context import ViewContext

_SERVICE_GROUPS = {"filtering": "filtering", "monitoring": "monitoring"}
_KCSIE, _THIS_POLICY = "kcsie", "this-policy"


@dataclass(frozen=True, slots=True)
class RaisedCheck:
    """A check raised by a fact, in the same terms as one that stands in a section."""

    id: str
    group: str
    ask: Markup
    evidence: Markup
    who: str
    basis: Basis
    source: str


def raised_checks(context: ViewContext) -> Iterator[RaisedCheck]:
    """Every check the facts raise, in the order of the files."""
    for raised in raised_by_facts(context.book, context.as_of):
        yield _WORDS[raised.kind](context, raised)


def _check(
    context: ViewContext, raised: RaisedByFact, group: str, who: str, basis: Basis, source: str, **values: str
) -> RaisedCheck:
    ask = context.sentences.fill(f"raised.{raised.kind}.ask", **values)
    evidence = context.sentences.fill(f"raised.{raised.kind.removeprefix('unpublished-')}.evidence")
    return RaisedCheck(raised.id, group, escape(ask), escape(evidence), who, basis, source)


def _person(context: ViewContext, raised: RaisedByFact) -> RaisedCheck:
    values = {}
    if raised.appointment:
        values = {
            "name": context.book.person(raised.appointment).name,
            "role": role_in_words(context, raised.appointment),
        }
    return _check(context, raised, "dsl", "headteacher", "should", _KCSIE, **values)


def _service(context: ViewContext, raised: RaisedByFact) -> RaisedCheck:
    service = context.book.services.services[raised.name]
    shown = " ".join(filter(None, [service.provider, service.product])) or service.title
    group = _SERVICE_GROUPS.get(raised.name, "security")
    title = service.title.lower() if shown != service.title else service.what
    who = service.contract_owner or "it-support"
    return _check(context, raised, group, who, "should", _THIS_POLICY, name=shown, title=title)


def _helpline(context: ViewContext, raised: RaisedByFact) -> RaisedCheck:
    name = context.book.helplines.helplines[raised.name].name
    return _check(context, raised, "website", "office", "good", _THIS_POLICY, name=name)


def _guidance(context: ViewContext, raised: RaisedByFact) -> RaisedCheck:
    cited = [r.edition for policy in context.book.policies for r in policy.settings.guidance if r.id == raised.name]
    unstated = context.sentences.fill("guidance.unstated")
    edition = ", ".join(dict.fromkeys(unstated if one == "unstated" else one for one in cited))
    title = context.book.guidance.guidance[raised.name].title
    return _check(context, raised, "governance", "dsl", "should", raised.name, title=title, edition=edition)


def _linked(context: ViewContext, raised: RaisedByFact) -> RaisedCheck:
    linked = context.book.linked_policies.linked_policies[raised.name]
    who = linked.owner or "headteacher"
    return _check(context, raised, "governance", who, "good", _THIS_POLICY, title=linked.in_text)


_WORDS = {
    "person": _person,
    "unpublished-person": _person,
    "service": _service,
    "helpline": _helpline,
    "guidance": _guidance,
    "linked": _linked,
}
