from __future__ import annotations

from pathlib import Path

from models.queries import people
from runtime import Runtime
from tests.console.conftest import DIRECTORY, Run


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
