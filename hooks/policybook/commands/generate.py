"""The command ``generate``: the committed files that are made from the code and from the accounts of roles. A test keeps them fresh."""

from __future__ import annotations

import argparse
from pathlib import Path

from policybook.basics.program import IS_PACKAGE, PROGRAM
from policybook.book.code_owners import CODE_OWNERS, code_owners
from policybook.commands.options import GOOD, add_book
from policybook.loading.load import load
from policybook.model.schemas import schema_files
from policybook.rules import reference_page

DESCRIPTION = (
    "Write data/schema/ from the model, hooks/policybook/rules/README.md from the rules, and .github/CODEOWNERS from the"
    " accounts of the roles that approve."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    add_book(parser)


def run(options: argparse.Namespace) -> int:
    """Write the files that differ, and say which."""
    of_program = {} if IS_PACKAGE else {reference_page.PATH: reference_page.render()}
    of_book = {CODE_OWNERS: code_owners(load(options.sources).book), **schema_files()}
    for root, files in ((PROGRAM, of_program), (options.sources.root, of_book)):
        for path, text in files.items():
            if text and _write(root / path, text):
                print(f"Written: {path}")
    return GOOD


def _write(file: Path, text: str) -> bool:
    """Write a file unless it says that already."""
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return True


def generated_files() -> dict[str, str]:
    """Return the texts of those that are made from the code, by path from the project's root."""
    return {**schema_files(), reference_page.PATH: reference_page.render()}
