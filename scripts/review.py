"""The yearly review, from its beginning to its record: ``python3 scripts/review.py --help``."""

import bootstrap

bootstrap.main("review")
