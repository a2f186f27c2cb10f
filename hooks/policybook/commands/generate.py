"""The committed files that are made from the code, so that they cannot say anything else. A test keeps them fresh."""

from __future__ import annotations

from policybook.model.schemas import schema_files
from policybook.rules import reference_page


def generated_files() -> dict[str, str]:
    """Their texts by path from the project's root; ``scripts/generate.py`` writes them."""
    return {**schema_files(), reference_page.PATH: reference_page.render()}
