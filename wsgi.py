"""The entry for gunicorn: wsgi:app."""

from wiring import create_app

app = create_app()
