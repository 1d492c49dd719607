"""Shows: the API and the board."""
