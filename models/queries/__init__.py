"""Every select and conditional update of the desk, under its business name."""
