from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.conftest import DIRECTORY, Run


def level(output: str, what: str) -> str:
    return next(line.split()[0] for line in output.splitlines() if what in line.split()[1:2])


def test_empty_directory_is_wrong_and_said_what_to_do_about(run: Run) -> None:
    said = run("doctor")
    assert said.exit_code == 1
    assert level(said.output, "单位") == level(said.output, "班次") == "错误"
    assert "import-directory" in said.output


def test_each_part_of_a_good_installation_is_ok(run: Run, directory: Path) -> None:
    said = run("doctor")
    fine = ("配置", "数据库", "密钥", "人员手机号", "群的推送", "单位负责人", "班次", "时钟")
    assert [level(said.output, what) for what in fine] == ["OK"] * len(fine)


def test_groups_that_nobody_has_tried_are_named(run: Run, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert "群还没试好" in run("doctor").output


def test_redis_and_network_that_are_away_are_the_only_things_wrong_then(
    run: Run, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    said = run("doctor")
    assert said.exit_code == 1
    assert level(said.output, "Redis") == level(said.output, "企业微信应用") == "错误"
    assert "有 2 项错误" in said.output and "连不上 127.0.0.1:1" in said.output


@pytest.mark.parametrize(
    ("before", "after", "what", "named"),
    [
        ('mobile = "13800000219"\n', "", "人员手机号", "luzr"),
        ('chat_id = "wrYUNSHAN"\n', "", "群的", "云杉里群"),
        ('lead = "luzr"\n', "", "单位负责人", "云杉里社区"),
        ('end = "24:00"', 'end = "20:00"', "班次", "20:00"),
    ],
)
def test_what_lacks_is_named(
    run: Run, directory: Path, tmp_path: Path, before: str, after: str, what: str, named: str
) -> None:
    changed = tmp_path / "changed.toml"
    changed.write_text(DIRECTORY.replace(before, after), encoding="utf-8")
    if what == "群的":  # what was learnt stays, so this group has to be a new one
        changed.write_text(changed.read_text().replace("云杉里群", "云杉里群二").replace("key-yunshan", "key-2"))
    assert run("import-directory", changed, "--allow-gaps").exit_code == 0
    said = run("doctor")
    assert level(said.output, what) in ("注意", "错误")
    assert named in said.output.replace("\n", "").replace(" ", "")


def test_keys_that_do_not_open_what_is_stored_are_found(run: Run, directory: Path, config_path: Path) -> None:
    other = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU="
    text = config_path.read_text()
    config_path.write_text(text.replace("REVNTy1PTkxZLWtleS1mb3ItbGl1d2FuLXRvd24tMDE=", other))
    said = run("doctor")
    assert said.exit_code == 1 and level(said.output, "密钥") == "错误"


def test_doctor_says_no_phone_and_no_key(run: Run, directory: Path) -> None:
    said = run("doctor").output
    assert "13800000" not in said and "key-desk" not in said and "invented-secret" not in said
