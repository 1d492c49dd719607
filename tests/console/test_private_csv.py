"""A table that a command leaves behind is its owner's alone and runs nothing when it is opened."""

from __future__ import annotations

import csv
from pathlib import Path

from console.private_csv import opened_anew, put


def test_cell_of_a_foreign_file_is_never_a_formula_and_the_table_is_its_owners(tmp_path: Path) -> None:
    path, outside = tmp_path / "table.csv", tmp_path / "outside"
    outside.write_text("kept", "utf-8")
    path.symlink_to(outside)
    with opened_anew(path) as stream:
        put(stream, ['=HYPERLINK("x")', "+86 13900000000", "＝1+1", "-3.5", "青禾家园社区"])
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert next(csv.reader(stream)) == ['\'=HYPERLINK("x")', "+86 13900000000", "'＝1+1", "-3.5", "青禾家园社区"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert outside.read_text("utf-8") == "kept"
