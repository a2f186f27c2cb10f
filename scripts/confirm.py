"""Says that a sentence or check still holds beside its reworded clause: ``python3 scripts/confirm.py --help``."""

import bootstrap

bootstrap.main("confirm")
