"""Says in plain words what a change of the policy does: ``python3 scripts/impact.py --help``."""

import bootstrap

bootstrap.main("impact")
