"""PIN and COV: sentences and checks beside the clauses they restate."""
