"""Hurts a whole installation in real processes at random and proves that nothing was lost and nothing told twice."""
