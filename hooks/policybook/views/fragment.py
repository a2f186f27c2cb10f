"""The view of a piece of HTML for another website: when the policies were reviewed, and whom to turn to, on the day of the build."""

from __future__ import annotations

from dataclasses import dataclass

from policybook.views.addresses import HOME, Page, live_url
from policybook.views.home import home_title
from policybook.views.people_and_contacts import ContactView, HelplineView, contact_view
from policybook.views.situations import help_view
from policybook.views.status_words import StatusView, status_view
from policybook.views.view_context import ViewContext


@dataclass(frozen=True, slots=True)
class FragmentPolicy:
    """A policy: the whole address of its page ("" where nobody knows it), its title and its status."""

    href: str
    title: str
    status: StatusView


@dataclass(frozen=True, slots=True)
class FragmentView:
    """Everything that the piece says; no link in it is relative, because it stands on another website."""

    title: str
    made: str
    language: str
    publishable: bool
    policies: tuple[FragmentPolicy, ...]
    contact: ContactView
    emergency: HelplineView | None
    home: str


def fragment_view(context: ViewContext) -> FragmentView:
    """What the piece says; "on this day" goes before all of it, so no later day makes it false."""
    fill = context.sentences.fill
    return FragmentView(
        title=home_title(context),
        made=fill("fragment.made", day=context.built),
        language=context.sentences.language,
        publishable=context.publishable,
        policies=tuple(
            FragmentPolicy(
                live_url(context.site, Page("", live=policy.id)), policy.settings.title, status_view(context, [policy])
            )
            for policy in context.book.policies
        ),
        contact=contact_view(context),
        emergency=help_view(context, Page("")).emergency,
        home=live_url(context.site, Page("", live=HOME)),
    )
