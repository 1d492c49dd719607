"""The tables of the desk take effect while everything runs, in either encoding, and a broken one changes nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import config
from config.desk_files import Tables, check_tables


def _settings(folder: Path) -> config.Config:
    text = config.DEMO.read_text("utf-8")
    file = folder / "config.toml"
    file.write_text(text, "utf-8")
    (folder / "categories.csv").write_text("一级,二级,三级,关键词,主责单位,社区可主责\n环境,,,,,是\n", "utf-8")
    (folder / "unit_aliases.csv").write_text("单位,别名\n城市管理办公室,市容科\n", "gb18030")
    return config.load(file)


def _change(file: Path, text: str, encoding: str) -> None:
    file.write_text(text, encoding)
    os.utime(file, ns=(1, file.stat().st_mtime_ns + 1))


def test_a_table_is_read_again_when_it_changes_and_kept_when_it_is_broken(tmp_path: Path) -> None:
    tables = Tables(_settings(tmp_path))
    assert tables().called("市容科") == "城市管理办公室"
    assert ("环境",) in tables().categories
    _change(tmp_path / "unit_aliases.csv", "单位,别名\n执法队,市容科\n", "utf-8-sig")
    assert tables().called("市容科") == "执法队"
    _change(tmp_path / "unit_aliases.csv", "别的,什么\n", "utf-8")
    assert tables().called("市容科") == "执法队"


def test_check_config_tells_every_mistake_of_a_table(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    check_tables(settings)
    (tmp_path / "categories.csv").write_text(
        "一级,二级,三级,关键词,主责单位,社区可主责\n,甲,,,,\n环境,,,,,也许\n", "gb18030"
    )
    with pytest.raises(config.ConfigError) as wrong:
        check_tables(settings)
    assert [line.split(": ")[0].rpartition(":")[2] for line in wrong.value.lines()] == ["2", "3"]


def test_the_shipped_tables_are_good() -> None:
    shipped = config.load(config.DEMO)
    check_tables(shipped)
    assert Tables(shipped)().categories
