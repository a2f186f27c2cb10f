"""Says what is due, and whether the pages on the web are those of the project: ``python3 scripts/watch.py --help``."""

import bootstrap

bootstrap.main("watch")
