"""DEC: what the policies leave open reaches whoever must decide it, and what was decided agrees with the clauses."""
