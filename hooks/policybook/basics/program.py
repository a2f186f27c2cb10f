"""Where the program's own files lie, in a clone and in the installed package. Not for a book's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

VERSION = "2.0.0"
"""CHANGELOG.md says what each version brought."""
_LIBRARY = Path(__file__).resolve().parents[1]
SHIPPED = "shipped"
"""The folder of the package that holds what lies beside ``hooks/`` in a clone."""
IS_PACKAGE = (_LIBRARY / SHIPPED).is_dir()
PROGRAM = _LIBRARY / SHIPPED if IS_PACKAGE else _LIBRARY.parents[1]
"""The folder with ``site_templates/``, ``overrides/``, ``mkdocs.yml`` and ``hooks/site_hooks.py``."""
EXAMPLE = tuple(PROGRAM / part for part in (("example",) if IS_PACKAGE else ("tests/school", "tests/example")))
"""Where the book of an invented school lies that is in order on ``EXAMPLE_DAY``: the small one of the tests, and what shows more."""
EXAMPLE_DAY = date(2026, 6, 1)
