"""The checks that the facts themselves raise: each named person, service, helpline, guidance and linked policy.

Only what may be public: a person whose name is not published is asked about without the name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from policybook.model.content import Basis
from policybook.views.stage import Stage

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


def raised_checks(stage: Stage) -> Iterator[RaisedCheck]:
    """Every check the facts raise, in the order of the files."""
    yield from _people(stage)
    yield from _services(stage)
    yield from _helplines(stage)
    yield from _guidance(stage)
    yield from _linked(stage)


def _check(
    stage: Stage, kind: str, check_id: str, group: str, who: str, basis: Basis, source: str, **values: str
) -> RaisedCheck:
    ask = stage.words.say(f"raised.{kind}.ask", **values)
    evidence = stage.words.say(f"raised.{kind.removeprefix('unpublished-')}.evidence")
    return RaisedCheck(check_id, group, escape(ask), escape(evidence), who, basis, source)


def _people(stage: Stage) -> Iterator[RaisedCheck]:
    hidden = False
    for appointment in stage.book.people.appointments:
        if not appointment.in_post(stage.as_of) or appointment.person not in stage.book.people.people:
            continue
        person = stage.book.person(appointment)
        if not person.publish_name:
            hidden = True
            continue
        role = stage.role_words(appointment)
        yield _check(
            stage,
            "person",
            f"person-{appointment.person}-{appointment.role}",
            "dsl",
            "headteacher",
            "should",
            _KCSIE,
            name=person.name,
            role=role,
        )
    if hidden:
        yield _check(stage, "unpublished-person", "people-not-named", "dsl", "headteacher", "should", _KCSIE)


def _services(stage: Stage) -> Iterator[RaisedCheck]:
    for name, service in stage.book.services.services.items():
        if service.public:
            shown = " ".join(filter(None, [service.provider, service.product])) or service.title
            group = _SERVICE_GROUPS.get(name, "security")
            title = service.title.lower() if shown != service.title else service.what
            yield _check(
                stage,
                "service",
                f"service-{name}",
                group,
                service.contract_owner or "it-support",
                "should",
                _THIS_POLICY,
                name=shown,
                title=title,
            )


def _helplines(stage: Stage) -> Iterator[RaisedCheck]:
    for name, helpline in stage.book.helplines.helplines.items():
        if helpline.public and not helpline.superseded_by:
            yield _check(
                stage,
                "helpline",
                f"helpline-{name}",
                "website",
                "office",
                "good",
                _THIS_POLICY,
                name=helpline.name,
            )


def _guidance(stage: Stage) -> Iterator[RaisedCheck]:
    editions: dict[str, list[str]] = {}
    for policy in stage.book.policies:
        for relied in policy.settings.guidance:
            editions.setdefault(relied.id, []).append(relied.edition)
    for name, cited in editions.items():
        guidance = stage.book.guidance.guidance.get(name)
        if guidance:
            unstated = stage.words.say("guidance.unstated")
            edition = ", ".join(dict.fromkeys(unstated if one == "unstated" else one for one in cited))
            yield _check(
                stage,
                "guidance",
                f"guidance-{name}",
                "governance",
                "dsl",
                "should",
                name,
                title=guidance.title,
                edition=edition,
            )


def _linked(stage: Stage) -> Iterator[RaisedCheck]:
    used = {name for policy in stage.book.policies for name in policy.settings.linked_policies}
    for name, linked in stage.book.linked_policies.linked_policies.items():
        if name in used:
            yield _check(
                stage,
                "linked",
                f"linked-policy-{name}",
                "governance",
                linked.owner or "headteacher",
                "good",
                _THIS_POLICY,
                title=linked.in_text,
            )
