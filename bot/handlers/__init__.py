"""The readers of one inbound message, in the order they are asked."""
