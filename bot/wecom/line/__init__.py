"""The AI bot's long connection: what is said on it, who holds it, and how it comes back."""
