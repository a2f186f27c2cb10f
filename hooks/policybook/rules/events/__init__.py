"""EVT: what somebody signed for on a day, and whether it is still about the same value and the same person."""
