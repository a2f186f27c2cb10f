"""TXT and PLA: every text that people will read."""
