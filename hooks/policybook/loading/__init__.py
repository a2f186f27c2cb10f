"""Files to ``Book``, with every slip in them as a finding. Not for rules on what the words mean."""
