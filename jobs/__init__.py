"""Ticks: the entry points of RQ, the schedule and the watchdog."""
