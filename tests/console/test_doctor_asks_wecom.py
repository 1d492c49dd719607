"""doctor asks the platform itself, names what is wrong and the page where it is put right, and writes to nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.faults import Fault
from simulator.server import SimulatedWecom
from tests.console.conftest import DIRECTORY, Run


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What the platform says does not depend on the database."""
    return sqlite_url


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def report(run: Run) -> str:
    """Return the table without its spaces."""
    said = run("doctor")
    assert said.exit_code == 1, "Redis is away in these tests"
    return "".join(said.output.split())


def test_app_and_people_the_platform_knows_are_ok_and_nobody_is_written_to(run: Run, sim: SimulatedWecom) -> None:
    said = report(run)
    assert "企业ID、Secret、AgentId、可信IP都通过" in said and "3人都问过了" in said and "有1项错误" in said
    assert set(sim.city.calls) == {"gettoken", "agent/get", "getcallbackip", "user/get"}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("ww0000000000000001", "ww0000000000000002", ("企业ID不对（40013）", "我的企业")),
        ("invented-secret", "another-secret", ("Secret不对（40001）", "[wecom.app]secret")),
        ("agent_id=1000002", "agent_id=1000003", ("AgentId不对（40056）", "本应用")),
    ],
)
def test_wrong_setting_is_named_with_its_page(
    run: Run, sim: SimulatedWecom, config_path: Path, before: str, after: str, words: tuple[str, ...]
) -> None:
    change(config_path, before.replace("=", " = "), after.replace("=", " = "))
    said = report(run)
    assert all(word in said for word in words), said
    assert "another-secret" not in said


def test_untrusted_address_is_shown_with_the_page_it_belongs_on(run: Run, sim: SimulatedWecom) -> None:
    sim.city.faults.add(Fault("agent/get", "errcode", errcode=60020))
    said = report(run)
    assert "127.0.0.1不在企业可信IP里（60020）" in said and "企业可信IP”里加上" in said


def test_secret_that_has_changed_is_noticed_though_a_token_is_still_good(
    run: Run, sim: SimulatedWecom, config_path: Path
) -> None:
    report(run)
    change(config_path, "invented-secret", "another-secret")
    assert "40001" in report(run)


def test_people_out_of_sight_and_unknown_are_named(run: Run, sim: SimulatedWecom) -> None:
    sim.city.faults.add(Fault("user/get", "errcode", errcode=60011, target="luzr"))
    sim.city.faults.add(Fault("user/get", "errcode", errcode=60111, target="wangzr"))
    said = report(run)
    assert "1个人不在应用的可见范围：luzr" in said and "1个人企业微信里没有：wangzr" in said


def test_code_nobody_listed_leads_to_its_page(run: Run, sim: SimulatedWecom) -> None:
    sim.city.faults.add(Fault("gettoken", "errcode", errcode=41004))
    assert "query?e=41004" in report(run)


def test_broken_gateway_is_told_from_a_refusal(run: Run, sim: SimulatedWecom) -> None:
    sim.city.faults.add(Fault("gettoken", "http", status=502))
    assert "连不上127.0.0.1:" in report(run)


def test_push_key_that_is_an_address_is_found_without_sending(run: Run, sim: SimulatedWecom, tmp_path: Path) -> None:
    changed = tmp_path / "changed.toml"
    whole = "http://qyapi.invalid/cgi-bin/webhook/send?key=key-desk"
    changed.write_text(DIRECTORY.replace('"key-desk"', f'"{whole}"'), encoding="utf-8")
    run("import-directory", changed)
    said = report(run)
    assert "不像key：坐席群" in said and "key=key-desk" not in said
