"""Runs: the commands of manage.py, one file for each group of them."""
