"""The HTML of every PDF, ready to be printed: policies, documents, what changed, the leadership’s pack."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import cache, partial
from io import BytesIO

from policybook.basics.languages import ENGLISH
from policybook.basics.letters import replace_lacking_letters
from policybook.book.book import Policy
from policybook.model.declarations import Audience
from policybook.render.day_stamp import Day
from policybook.render.pdf import PdfJob
from policybook.render.site_pages import document_or_checklist, kind_of
from policybook.render.templates import Templates
from policybook.revisions.reviewed_texts import ReviewHistory
from policybook.source.logo_picture import Picture
from policybook.views.addresses import CHANGES, Page
from policybook.views.checklist import asked_roles, checklist_view, sheet_view
from policybook.views.leadership_pack import InternalPack
from policybook.views.policies import POLICY_BOOK, policy_book_view, policy_view
from policybook.views.situations import help_papers
from policybook.views.view_context import ViewContext
from policybook.views.what_changed import DOWNLOAD as CHANGES_DOWNLOAD
from policybook.views.what_changed import approval_view, changes_view

PACK = "leadership-pack"
TO_APPROVE = "changes-to-approve"
SHEET = "review-sheet"
"""The sheets of the yearly review, one for each role that is asked: in ``internal/``, because they name everybody."""


def pdf_jobs(context: ViewContext, templates: Templates) -> list[PdfJob]:
    """Return a job for each policy, each document that is to be downloaded, and the help papers."""
    jobs = [
        _pdf_job(context, templates, policy.download, "policy", partial(policy_view, context, policy, _printed(policy)))
        for policy in context.book.policies
    ]
    if context.book.policies[1:]:
        jobs.append(_pdf_job(context, templates, POLICY_BOOK, "policies", partial(policy_book_view, context)))
    jobs += [
        _pdf_job(
            context,
            templates,
            document.settings.download,
            kind_of(document),
            partial(
                document_or_checklist,
                context,
                document,
                Page("", live="" if context.is_untried(document) else document.settings.address),
            ),
            Audience.LEADERSHIP if context.is_untried(document) else Audience.PUBLIC,
        )
        for document in context.book.documents_with_pages
        if document.settings.download
    ]
    jobs += [
        _pdf_job(context, templates, name, name, partial(_same, view)) for name, view in help_papers(context).items()
    ]
    return jobs


def pack_jobs(context: ViewContext, templates: Templates, pack: InternalPack, *, sheets: bool = False) -> list[PdfJob]:
    """Return the jobs of what only the leadership has: the pack, and the sheets of the review.

    The ``sheets`` are wanted once a year, and are many: a quarter of the time that all the others take.
    """
    jobs = [_pdf_job(context, templates, PACK, "internal", partial(_same, pack), Audience.LEADERSHIP)]
    checklist = next((d for d in context.book.documents if d.settings.kind == "checklist"), None)
    if sheets and checklist:
        view = checklist_view(context, checklist, Page(""), for_leadership=True)
        for role, title in asked_roles(context, view):
            sheet = partial(sheet_view, view, role, title)
            jobs.append(_pdf_job(context, templates, f"{SHEET}-{role}", "checklist", sheet, Audience.LEADERSHIP))
    return jobs


def _printed(policy: Policy) -> Page:
    """A policy in a file of its own."""
    return Page("", frozenset([policy.id]), policy.id)


def _pdf_job(
    context: ViewContext,
    templates: Templates,
    name: str,
    template: str,
    make_view: Callable[[], object],
    audience: Audience = Audience.PUBLIC,
) -> PdfJob:
    """A job whose view is made when somebody asks for its key, and whose HTML is made when it must be printed."""
    file, lacking = f"documents/{template}.html.j2", context.sentences.fill("paper.lacking")
    logo = context.book.logo
    pictures = ((logo.file, logo.data),) if isinstance(logo, Picture) else ()

    view = cache(make_view)

    def html() -> str:
        return replace_lacking_letters(templates.render(file, view()), lacking)

    def made_of() -> bytes:
        return (templates.text_of(file, view()) + lacking + Day(context.as_of).taken_out(values_of(view()))).encode()

    return PdfJob(name, html, audience, pictures, made_of)


def _same(view: object) -> object:
    return view


def values_of(view: object) -> str:
    """All that a view says, as one text that is the same whenever the view is: what a template makes of it depends on no more.

    Views are trees of plain values, so pickling them without a memory gives that, quickly; nothing ever reads it again.
    """
    text = BytesIO()
    pickler = pickle.Pickler(text, 0)
    pickler.fast = True
    pickler.dump(view)
    return text.getvalue().decode("latin-1")


def changes_jobs(context: ViewContext, templates: Templates, past: ReviewHistory) -> list[PdfJob]:
    """The PDF of what changed, where there is anything to print, and the one for whoever must approve it."""
    view = changes_view(context, past, Page("", live=CHANGES))
    jobs = [_pdf_job(context, templates, CHANGES_DOWNLOAD, "changes", partial(_same, view))] if view.is_to_print else []
    if to_approve := approval_view(context.in_language(ENGLISH), past):
        jobs.append(
            _pdf_job(context, templates, TO_APPROVE, "changes", partial(_same, to_approve), Audience.LEADERSHIP)
        )
    return jobs
