"""Makes the repository of a new book: ``python3 scripts/new_school.py --help``."""

import bootstrap

bootstrap.main("new-school")
