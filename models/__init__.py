"""Remembers: one table per file, the selects with business names, and the migrations."""
