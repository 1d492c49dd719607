"""Measures the numbers the house promises itself, one file per number; `make bench` prints them beside their goals."""
