from __future__ import annotations

import hashlib
from pathlib import Path

from tests.console.conftest import Run


def test_a_report_is_written_listed_and_made_again_the_same(run: Run, directory: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    said = run("report", "daily", "--period", "昨天", "-o", folder)
    assert said.exit_code == 0, said.output
    written = {path.suffix: path for path in folder.iterdir()}
    assert {".docx", ".xlsx"} <= set(written) and written[".docx"].name.startswith("RB-")
    assert hashlib.sha256(written[".docx"].read_bytes()).hexdigest() in said.output.replace("\n", "")
    number = written[".docx"].name.split(" ")[0]
    assert number in run("report", "list").output
    again = run("report", "--again", number, "-o", tmp_path / "again")
    assert again.exit_code == 0, again.output
    assert (tmp_path / "again" / written[".docx"].name).read_bytes() == written[".docx"].read_bytes()
    # The same is not made twice, and what nobody knows is said in a line.
    assert number in run("report", "daily", "--period", "昨天", "-o", folder).output
    assert run("report", "--again", "RB-20200101-1").exit_code == 1
    assert run("report", "daily", "--period", "前年春天").exit_code == 1
