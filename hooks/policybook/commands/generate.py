"""The command ``generate``: the committed files that are made from the code. A test keeps them fresh."""

from __future__ import annotations

import argparse

from policybook.commands.options import GOOD, PROJECT
from policybook.model.schemas import schema_files
from policybook.rules import reference_page

DESCRIPTION = "Write data/schema/ from the model and hooks/policybook/rules/README.md from the rules."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command: it has none."""


def run(_options: argparse.Namespace) -> int:
    """Write the files that differ, and say which."""
    for path, text in generated_files().items():
        file = PROJECT / path
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            print(f"Written: {path}")
    return GOOD


def generated_files() -> dict[str, str]:
    """Return their texts by path from the project's root."""
    return {**schema_files(), reference_page.PATH: reference_page.render()}
