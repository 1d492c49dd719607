"""Processes that make no reports do not load what only reports need."""

from __future__ import annotations

import subprocess
import sys

from config import ROOT

HEAVY = ("docx", "lxml", "matplotlib", "numpy", "openpyxl", "zhplot")


def test_the_desk_starts_without_the_libraries_of_documents() -> None:
    program = f"import sys, wiring; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == ""
