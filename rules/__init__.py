"""Decides: pure functions and values, with no clock, no I/O and nothing of ours above them."""
