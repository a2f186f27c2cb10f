"""The frozen book and its questions: tokens, checks, coverage, review status. Not for reading it or for judging it."""
