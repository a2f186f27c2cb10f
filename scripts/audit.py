"""Measures the pages before and after: ``python3 scripts/audit.py --help``."""

import bootstrap

bootstrap.main("audit")
