from __future__ import annotations

import re
from pathlib import Path

from models.delivery import Delivery
from models.queries import people
from runtime import Runtime
from tests.console.conftest import DIRECTORY, Run
from texts.wording import wording


def test_dry_run_shows_the_difference_and_changes_nothing(run: Run, desk: Runtime, tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.write_text(DIRECTORY, encoding="utf-8")
    said = run("import-directory", path, "--dry-run")
    assert said.exit_code == 0
    assert "云杉里社区" in said.output and "试运行未改动" in said.output
    with desk.database.reading() as session:
        assert people.all_people(session) == []


def test_second_import_says_that_nothing_changed(run: Run, directory: Path) -> None:
    assert run("import-directory", directory).output == "通讯录没有变化\n"


def test_difference_names_fields_and_never_their_values(run: Run, directory: Path) -> None:
    directory.write_text(DIRECTORY.replace("13800000219", "13800000333"), encoding="utf-8")
    said = run("import-directory", directory)
    assert "mobile" in said.output
    assert "13800000" not in said.output


def test_every_mistake_of_the_file_is_told_and_nothing_is_changed(run: Run, desk: Runtime, tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.write_text(DIRECTORY.replace('"supervisor"', '"boss"').replace('"desk"', '"office"'), encoding="utf-8")
    said = run("import-directory", path)
    assert said.exit_code == 1
    assert len(said.output.splitlines()) == 2
    assert "boss" in said.output and "kind" in said.output
    with desk.database.reading() as session:
        assert people.all_departments(session) == []


def test_missing_file_is_one_line(run: Run, tmp_path: Path) -> None:
    said = run("import-directory", tmp_path / "none.toml")
    assert said.exit_code == 1
    assert len(said.output.splitlines()) == 1 and "none.toml" in said.output


def _holed(directory: Path) -> None:
    text = directory.read_text(encoding="utf-8")
    assert "[[shifts]]" in text
    directory.write_text(
        re.sub(r'(\[\[shifts\]\].*?start = )"00:00"', r'\1"08:00"', text, flags=re.DOTALL), encoding="utf-8"
    )


def test_rota_with_a_gap_is_refused_with_a_line_for_each(run: Run, desk: Runtime, directory: Path) -> None:
    _holed(directory)
    said = run("import-directory", directory, "--dry-run")
    assert said.exit_code == 1 and "没有坐席值班" in said.output
    said = run("import-directory", directory)
    assert said.exit_code == 1 and said.output.count("没有坐席值班") >= 34 and "--allow-gaps" in said.output
    with desk.database.reading() as session:
        assert {row.start for row in people.rota_rows(session, "shift")} == {"00:00"}


def test_rota_with_a_gap_is_taken_when_asked_for_and_the_supervisors_are_told(
    run: Run, desk: Runtime, directory: Path
) -> None:
    _holed(directory)
    said = run("import-directory", directory, "--allow-gaps")
    assert said.exit_code == 0 and "没有坐席值班" in said.output
    with desk.database.reading() as session:
        [told] = [row for row in session.query(Delivery) if row.kind == "rota_gaps"]
        assert told.audience == "supervisor" and len(told.facts["gaps"]) == 5 and told.facts["n"] >= 34
        assert "还有" in wording(desk.desk(session), told)
