"""Says what the five reports say, from the frozen data alone."""
