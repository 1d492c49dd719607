"""Does: one function per thing the desk can do; never commits, never sends."""
