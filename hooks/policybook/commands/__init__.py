"""The commands behind ``scripts/``: the edge, where the clock is asked and things are printed and written."""
