"""A WeCom of its own: plays the platform for the demo, the tests and the benchmarks; imports nothing of the product."""
