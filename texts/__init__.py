"""Words: turns facts into the Chinese that people read."""
