"""Brings one installation up and down: its folders, its processes and the demo it starts with."""
