"""Talks: receives callbacks, answers people and sends what the desk has to say."""
