"""A field of a view is there to be shown: one that no template asks for is a forgotten step, or dead."""

from __future__ import annotations

import dataclasses
import re

from conftest import PROJECT
from policybook.views import page_data

ASKED_FOR_IN_PYTHON = {
    ("ShortForm", "names"): "the explanations that open in their place (render/explained_terms.py)",
    ("ShortForm", "explanation"): "the same",
    ("TermView", "short_names"): "the same",
    ("RecordView", "months"): "the facts of the review that its script reads",
}


def test_every_field_of_a_view_is_shown_by_a_template() -> None:
    templates = "\n".join(file.read_text(encoding="utf-8") for file in (PROJECT / "site_templates").rglob("*.j2"))
    shown = set(re.findall(r"\.([a-z_]+)\b", templates))
    views = [(name, view) for name, view in vars(page_data).items() if dataclasses.is_dataclass(view)]
    hidden = {
        (name, field.name) for name, view in views for field in dataclasses.fields(view) if field.name not in shown
    }
    assert len(views) > 30
    assert hidden == set(ASKED_FOR_IN_PYTHON)
