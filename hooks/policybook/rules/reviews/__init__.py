"""REV: dates and records of reviews."""
