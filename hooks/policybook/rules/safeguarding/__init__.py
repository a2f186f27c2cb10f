"""DSL: who leads safeguarding, whether it is current, and where names stand."""
