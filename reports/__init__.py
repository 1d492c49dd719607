"""Writes: data sets, figures and documents."""
