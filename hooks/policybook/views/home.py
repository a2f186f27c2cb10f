"""The view of the home page."""

from __future__ import annotations

from policybook.views.addresses import HOME, Page
from policybook.views.page_data import DoorView, DownloadView, HelplineView, HomeView, LinkView
from policybook.views.view_context import Stage


def home_view(stage: Stage) -> HomeView:
    """What a visitor needs first: what to do now, three doors, the status, whom to contact."""
    page = Page(HOME)
    school = stage.book.school.name
    helplines = stage.helplines("parents", "students")
    return HomeView(
        page=stage.page(
            page,
            stage.words.say("home.title", school=school),
            stage.words.say("home.summary"),
            stage.book.layout.facts("school"),
        ),
        status=stage.status(stage.book.policies),
        policy_statuses=tuple(
            (LinkView(page.to(policy.id), policy.settings.title), stage.status([policy]))
            for policy in stage.book.policies
        ),
        now_href=now_href(stage, page),
        doors=tuple(
            DoorView(
                page.to(document.settings.address),
                stage.words.say(f"door.{document.settings.audience}"),
                document.settings.title,
            )
            for document in sorted(stage.book.documents, key=lambda d: _ORDER.index(d.settings.audience))
        ),
        helplines=helplines,
        checked_alike=_checked_alike(stage, helplines),
        contact=stage.contact(),
        downloads=_downloads(stage, page),
    )


_ORDER = ("parents", "staff", "leadership", "students", "visitors")


def now_href(stage: Stage, page: Page) -> str:
    """The first part of the parents' guide, which is about what to do now."""
    guide = next((document for document in stage.book.documents if document.settings.audience == "parents"), None)
    first = next((group for group in guide.groups if group.title), None) if guide else None
    return page.to(guide.settings.address, first.id) if guide and first else ""


def _downloads(stage: Stage, page: Page) -> tuple[DownloadView, ...]:
    policies = [stage.download(policy.download, policy.settings.title, page) for policy in stage.book.policies]
    documents = [
        stage.download(d.settings.download, d.settings.title, page) for d in stage.book.documents if d.settings.download
    ]
    return tuple(found for found in (*policies, *documents) if found)


def _checked_alike(stage: Stage, helplines: tuple[HelplineView, ...]) -> str:
    """One sentence about all helplines, or "" where not the same is to be said of each."""
    said = {helpline.checked for helpline in helplines}
    if len(helplines) < 2 or len(said) > 1:  # noqa: PLR2004 - one is not "these"
        return ""
    on = stage.book.helplines.helplines[helplines[0].id].checked_on
    return stage.words.say("helplines.checked", on=on.words) if on else stage.words.say("helplines.unchecked")
