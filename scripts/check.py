"""Checks the policy and its facts, and builds nothing: ``python3 scripts/check.py --help``."""

import bootstrap

bootstrap.main("check")
