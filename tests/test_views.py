"""A fact that is declared, and a field of a view, are there to be shown: one that nothing asks for is a forgotten step."""

from __future__ import annotations

import dataclasses
import importlib
import re

from conftest import PROJECT
from marks import models
from policybook.model.declarations import Audience
from policybook.model.facts import FACT_FILES

HOOKS = PROJECT / "hooks"
ASKED_FOR_IN_PYTHON = {
    ("RecordView", "texts"): "the data for the page's script",
    ("ShortForm", "names"): "the explanations that open in their place (render/explained_terms.py)",
    ("ShortForm", "explanation"): "the same",
    ("TermView", "short_names"): "the same",
    ("StepView", "whole"): "what the steps of one basis are joined by, and called, on the sheet of one role",
    ("HelpView", "is_owed"): "whether there is anything to say: is_there, beside it",
    ("RecordView", "months"): "the facts of the review that its script reads",
}
NO_VIEWS = {
    "ViewContext",
    "FileFacts",
    "Sentences",
    "Page",
    "Inline",
    "ShownChanges",
    *(
        "PublishedPolicies",
        "PublishedPolicy",
        "PublishedSection",
        "PublishedClause",
    ),  # files of data: render/published_files
    *("PublishedReviews", "PublishedReview"),
}
"""What makes the views, and no template gets."""


FOR_WHOEVER_KEEPS_THE_FILE = {
    "Guidance.publisher": "where to look for a new edition",
    "LinkedPolicy.held": "where the office finds it",
}
"""Public facts that nothing reads but impact, which tells of every fact that differs."""


def views() -> list[type]:
    names = [f"policybook.views.{file.stem}" for file in (HOOKS / "policybook/views").glob("[a-z]*.py")]
    found = [value for name in names for value in vars(importlib.import_module(name)).values()]
    own = [one for one in found if isinstance(one, type) and one.__module__ in names and dataclasses.is_dataclass(one)]
    return sorted(set(own), key=lambda one: one.__name__)


def test_every_field_of_a_view_is_shown_by_a_template() -> None:
    templates = [*(PROJECT / "site_templates").rglob("*.j2"), HOOKS / "policybook/render/feed.py"]
    shown = set(re.findall(r"\.([a-z_]+)\b", "\n".join(file.read_text(encoding="utf-8") for file in templates)))
    hidden = {
        (view.__name__, field.name)
        for view in views()
        for field in dataclasses.fields(view)
        if view.__name__ not in NO_VIEWS and field.name not in shown
    }
    assert len(views()) > 35
    assert hidden - set(ASKED_FOR_IN_PYTHON) == set()
    assert set(ASKED_FOR_IN_PYTHON) <= hidden
    assert {view.__name__ for view in views()} >= NO_VIEWS


def test_every_declared_fact_is_asked_for_by_something() -> None:
    """By a view, a rule or a token: one that nothing reads was declared and then forgotten."""
    modules = [file for file in HOOKS.rglob("*.py") if file.parent.name != "model"]
    asked = set(re.findall(r"\.([a-z_]+)\b", "\n".join(file.read_text(encoding="utf-8") for file in modules)))
    forgotten = {
        f"{model.__name__}.{name}"
        for file in FACT_FILES.values()
        for model in models(file)
        for name, field in model.shape.items()
        if field.declared.audience is Audience.PUBLIC
        and not (field.declared.token or field.declared.answers or name in asked)
    }
    assert forgotten == set(FOR_WHOEVER_KEEPS_THE_FILE)
