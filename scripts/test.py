"""Runs the checks on the program itself, or ``pytest`` alone with the arguments given here."""

import bootstrap

bootstrap.main("test")
