"""Invents years of a township that is nobody's, seeded: orders, their lives, and the hot spots that were planted."""
