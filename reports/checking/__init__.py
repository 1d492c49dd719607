"""The checker: reads finished reports again, counts again, and says what is wrong before anybody is told it."""
