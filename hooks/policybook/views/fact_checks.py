"""The checks that the facts themselves raise: each named person, service, helpline, guidance and linked policy.

Only what may be public: a person whose name is not published is asked about without the name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from policybook.book.checks import RaisedByFact, raised_by_facts
from policybook.model.content import THIS_POLICY, Basis
from policybook.model.declarations import GUIDANCE, HELPLINE, LINKED, PERSON, SERVICE
from policybook.model.facts import Appointment
from policybook.views.people_and_contacts import role_in_words
from policybook.views.view_context import ViewContext

_KCSIE = "kcsie"


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
    """Every check the facts raise; of a kind that has no question of its own, whether the entry is still right."""
    for raised in raised_by_facts(context.book, context.as_of):
        yield _QUESTIONS.get(raised.kind, _other)(context, raised)


def _check(
    context: ViewContext, raised: RaisedByFact, key: str, basis: Basis, source: str, **values: str
) -> RaisedCheck:
    ask = context.sentences.fill(f"raised.{key}.ask", **values)
    evidence = context.sentences.fill(f"raised.{key.removeprefix('unpublished-')}.evidence")
    return RaisedCheck(raised.id, raised.group, escape(ask), escape(evidence), raised.who, basis, source)


def _other(context: ViewContext, raised: RaisedByFact) -> RaisedCheck:
    origin = {"kind": raised.kind, "name": raised.name}
    return _check(context, raised, "other", "good", THIS_POLICY, **origin)


def _person(context: ViewContext, raised: RaisedByFact) -> RaisedCheck:
    key, values = "unpublished-person", {}
    if isinstance(raised.entry, Appointment):
        name, role = context.book.person(raised.entry).name, role_in_words(context, raised.entry, context.as_of)
        key, values = "person", {"name": name, "role": role}
    return _check(context, raised, key, "should", _KCSIE, **values)


def _service(context: ViewContext, raised: RaisedByFact) -> RaisedCheck:
    service = context.book.services.services[raised.name]
    shown = " ".join(filter(None, [service.provider, service.product])) or service.title
    title = service.title.lower() if shown != service.title else service.what
    return _check(context, raised, "service", "should", THIS_POLICY, name=shown, title=title)


def _helpline(context: ViewContext, raised: RaisedByFact) -> RaisedCheck:
    name = context.book.helplines.helplines[raised.name].name
    return _check(context, raised, "helpline", "good", THIS_POLICY, name=name)


def _guidance(context: ViewContext, raised: RaisedByFact) -> RaisedCheck:
    cited = [r.edition for policy in context.book.policies for r in policy.settings.guidance if r.id == raised.name]
    unstated = context.sentences.fill("guidance.unstated")
    edition = ", ".join(dict.fromkeys(unstated if name == "unstated" else name for name in cited))
    title = context.book.guidance.guidance[raised.name].title
    return _check(context, raised, "guidance", "should", raised.name, title=title, edition=edition)


def _linked(context: ViewContext, raised: RaisedByFact) -> RaisedCheck:
    linked = context.book.linked_policies.linked_policies[raised.name]
    return _check(context, raised, "linked", "good", THIS_POLICY, title=linked.in_text)


_QUESTIONS = {PERSON: _person, SERVICE: _service, HELPLINE: _helpline, GUIDANCE: _guidance, LINKED: _linked}
"""The kinds of entry with a question of their own in ``wording.yml``."""
