"""Builds the policy site and its PDFs: ``python3 scripts/build.py --help``."""

import bootstrap

bootstrap.main("build")
