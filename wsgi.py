"""The entry for gunicorn: wsgi:app."""

from wiring import serve

app = serve()
