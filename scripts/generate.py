"""Makes again what is made from the model and the rules: ``python3 scripts/generate.py --help``."""

import bootstrap

bootstrap.main("generate")
