"""Moves a book to this version of the program: ``python3 scripts/update.py --help``."""

import bootstrap

bootstrap.main("update")
