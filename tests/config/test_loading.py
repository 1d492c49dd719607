"""What a configuration file may say, and how its mistakes are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import config
from config import ConfigError, Secret
from config.desk_rules import desk_rules
from rules.durations import Cap
from rules.stages import Stage

KEY = "REVNTy1PTkxZLWtleS1mb3ItbGl1d2FuLXRvd24tMDE="
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFA"
SMALLEST = f"""
[site]
name = "柳湾乡"
[wecom]
corp_id = "wwTEST"
[wecom.aibot]
token = "botToken"
encoding_aes_key = "{AES_KEY}"
[security]
encryption_keys = ["{KEY}"]
"""


def load(home: Path, text: str) -> config.Config:
    path = home / "config.toml"
    path.write_text(text, encoding="utf-8")
    return config.load(path)


def mistakes_in(home: Path, text: str) -> dict[str, config.Mistake]:
    with pytest.raises(ConfigError) as caught:
        load(home, text)
    return {one.key: one for one in caught.value.mistakes}


def test_smallest_file_gets_every_default(tmp_path: Path) -> None:
    settings = load(tmp_path, SMALLEST)
    assert settings.server.var_dir == tmp_path / "var"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/cuiban.db"
    assert settings.redis_url == f"unix://{settings.socket_dir}/redis.sock"
    assert settings.security.callback_window == timedelta(minutes=5)
    assert settings.site.timezone.key == "Asia/Shanghai"
    assert not settings.is_local_platform


def test_all_mistakes_of_all_sections_are_told_at_once(tmp_path: Path) -> None:
    text = """[site]
nmae = "柳湾乡"
timezone = "Asia/Peking"
ticket_number_patterns = ['20\\d{12}', '(']
[server]
bind = "8080"
[wecom]
corp_id = "wwTEST"
[wecom.aibot]
token = "no spaces"
[security]
encryption_keys = ["c2hvcnQ="]
[polisy.sign]
limit = "20m"
[thresholds]
oldest_delivery = "two minutes"
"""
    found = mistakes_in(tmp_path, text)
    assert set(found) == {
        "site.name",
        "site.nmae",
        "site.timezone",
        "site.ticket_number_patterns[1]",
        "server.bind",
        "wecom.aibot.token",
        "wecom.aibot.encoding_aes_key",
        "security.encryption_keys[0]",
        "polisy",
        "thresholds.oldest_delivery",
    }


def test_mistake_names_line_and_nearest_known_key(tmp_path: Path) -> None:
    found = mistakes_in(tmp_path, SMALLEST.replace("token =", "tokn ="))
    assert found["wecom.aibot.tokn"].line == 7
    assert found["wecom.aibot.tokn"].hint == "是不是 token？"


def test_mistake_in_a_repeated_table_names_that_table(tmp_path: Path) -> None:
    tokens = """[[security.api_tokens]]
name = "one"
token = "0123456789abcdef"
rights = ["read"]
[[security.api_tokens]]
name = "two"
token = "0123456789abcdeg"
rights = ["reed"]
"""
    found = mistakes_in(tmp_path, SMALLEST + tokens)
    assert found["security.api_tokens[1].rights[0]"].line == SMALLEST.count("\n") + 8


def test_error_is_one_line_per_mistake_with_the_file_first(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, SMALLEST + '[server]\nbind = "x"\nvardir = "y"\n')
    lines = str(caught.value).splitlines()
    assert [line.split(" ")[0] for line in lines] == [f"{tmp_path}/config.toml:{n}:" for n in (12, 13)]


def test_broken_toml_names_its_line(tmp_path: Path) -> None:
    found = mistakes_in(tmp_path, '[site]\nname = "柳湾乡\n')
    assert found[""].line == 2


@pytest.mark.parametrize("content", [b"\xff\xfe[site]", None])
def test_file_that_cannot_be_read_is_one_clear_mistake(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "config.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"config\.toml: (不是 UTF-8 编码|读不了)"):
        config.load(path)


def test_secrets_come_from_environment_and_files_beside_the_config(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_CUIBAN_KEY", KEY)
    (tmp_path / "bot.token").write_text("tokenFromFile\n")
    text = SMALLEST.replace(KEY, "env:TEST_CUIBAN_KEY").replace("botToken", "file:bot.token")
    settings = load(tmp_path, text)
    assert settings.security.encryption_keys == (Secret(KEY),)
    assert settings.wecom.aibot and settings.wecom.aibot.token == Secret("tokenFromFile")


def test_missing_environment_variable_and_file_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_CUIBAN_KEY", raising=False)
    text = SMALLEST.replace(KEY, "env:TEST_CUIBAN_KEY").replace("botToken", "file:nowhere")
    found = mistakes_in(tmp_path, text)
    assert "TEST_CUIBAN_KEY 没有设" in found["security.encryption_keys[0]"].problem
    assert f"读不了文件 {tmp_path}/nowhere" in found["wecom.aibot.token"].problem


def test_secrets_never_show_in_repr_or_errors(tmp_path: Path) -> None:
    settings = load(tmp_path, SMALLEST)
    assert KEY not in repr(settings) and AES_KEY not in repr(settings) and "***" in repr(settings)
    assert f"{Secret('open sesame')} {Secret('open sesame')!r}" == "*** ***"
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, SMALLEST.replace(KEY, "a-wrong-key").replace("botToken", "a wrong token"))
    assert "wrong" not in str(caught.value)
    assert (caught.value.__cause__ is None and caught.value.__suppress_context__) or caught.value.__context__ is None


@pytest.mark.parametrize(
    ("extra", "key"),
    [
        ("[clock]\nspeed = 60\n", "clock.speed"),
        ('[clock]\nstart = "2026-11-02 08:00"\n', "clock.start"),
        (
            '[[security.api_tokens]]\nname = "t"\ntoken = "0123456789abcdef"\nrights = ["clock"]\n',
            "security.api_tokens[0].rights",
        ),
    ],
)
def test_desk_time_moves_only_against_a_local_platform(tmp_path: Path, extra: str, key: str) -> None:
    assert set(mistakes_in(tmp_path, SMALLEST + extra)) == {key}
    local = SMALLEST.replace('"wwTEST"', '"wwTEST"\napi_base = "http://127.0.0.1:9000"')
    assert load(tmp_path, local + extra).is_local_platform


def test_start_of_desk_time_is_read_in_the_sites_time_zone(tmp_path: Path) -> None:
    local = SMALLEST.replace('"wwTEST"', '"wwTEST"\napi_base = "http://127.0.0.1:9000"')
    settings = load(tmp_path, local + '[clock]\nstart = "2026-11-02 08:00"\n')
    assert settings.first_desk_time and settings.first_desk_time.astimezone(UTC) == datetime(2026, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize("bind", ["0.0.0.0:8090", "192.168.1.2:8090"])
def test_simulator_never_listens_to_other_machines(tmp_path: Path, bind: str) -> None:
    assert "simulator.bind" in mistakes_in(tmp_path, SMALLEST + f'[simulator]\nbind = "{bind}"\n')


def test_simulator_and_api_base_must_be_the_same_place(tmp_path: Path) -> None:
    assert set(mistakes_in(tmp_path, SMALLEST + "[simulator]\n")) == {"wecom.api_base"}


@pytest.mark.parametrize(
    ("url", "ends"),
    [
        ("sqlite:///db/x.db", "sqlite:///{home}/db/x.db"),
        ("sqlite:////srv/x.db", "sqlite:////srv/x.db"),
        ("postgresql+psycopg://u:p@db/cuiban", "postgresql+psycopg://u:p@db/cuiban"),
    ],
)
def test_relative_database_file_is_beside_the_config(tmp_path: Path, url: str, ends: str) -> None:
    assert load(tmp_path, SMALLEST + f'[database]\nurl = "{url}"\n').database_url == ends.format(home=tmp_path)


def test_socket_path_stays_below_the_kernels_limit(tmp_path: Path) -> None:
    long = load(tmp_path, SMALLEST + f'[server]\nvar_dir = "{"deep/" * 20}var"\n')
    other = load(tmp_path, SMALLEST + f'[server]\nvar_dir = "{"deep/" * 20}other"\n')
    assert len(str(long.socket_dir / "supervisor.sock.1234567")) < 100
    assert long.socket_dir != other.socket_dir


def test_policy_steps_are_offsets_and_shares(tmp_path: Path) -> None:
    text = '[policy.assign]\nlimit = "30m, 8%"\n[policy.handle.g2h]\nsteps = [{ at = "-25%", to = ["unit"] }]\n'
    policies = load(tmp_path, SMALLEST + text).policies()
    limit, steps = policies["assign", None].limit, policies["handle", "g2h"].steps
    assert limit and (limit.delta, limit.share) == (timedelta(minutes=30), 0.08)
    assert steps and steps[0].at.share == -0.25


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[policy.sing]\nlimit = "20m"\n', "policy.sing"),
        ('[policy.sign]\nlimit = "soon"\n', "policy.sign.limit"),
        ('[policy.sign]\nsteps = [{ at = "-10m", to = ["nobody"] }]\n', "policy.sign.steps[0].to[0]"),
        ('[policy.sign]\nsteps = [{ at = "-10m", to = [] }]\n', "policy.sign.steps[0].to"),
        (
            '[policy.sign]\nsteps = [{ at = "-5m", to = ["on_duty"] }, { at = "-300s", to = ["leader"] }]\n',
            "policy.sign.steps",
        ),
        ('[policy.sign]\nrepeat = { every = "10s", to = ["leader"] }\n', "policy.sign.repeat.every"),
        ('[policy.sign]\nrepeat = { every = "1m", to = ["leader"], times = 0 }\n', "policy.sign.repeat.times"),
        ('[policy.handle]\nlimit = "1h"\n', "policy.handle"),
        ('[policy.promise.g2h]\nlimit = "1h"\n', "policy.promise"),
        ('[policy]\nevidence = "maybe"\n', "policy.evidence"),
    ],
)
def test_wrong_policy_is_refused_by_its_key(tmp_path: Path, text: str, key: str) -> None:
    assert set(mistakes_in(tmp_path, SMALLEST + text)) == {key}


def test_long_connection_asks_for_its_own_keys(tmp_path: Path) -> None:
    text = SMALLEST.replace("[wecom.aibot]", '[wecom.aibot]\nmode = "long_connection"')
    assert set(mistakes_in(tmp_path, text)) == {"wecom.aibot.bot_id", "wecom.aibot.secret"}


CONNECTED = '[wecom.aibot]\nmode = "long_connection"\nbot_id = "b1"\nsecret = "s1"\n'


@pytest.mark.parametrize("url", ["wss://line.example", "ws://127.0.0.1:8091", "ws://localhost:8091"])
def test_long_connection_needs_no_callback_keys(tmp_path: Path, url: str) -> None:
    text = SMALLEST.replace("[wecom.aibot]", f'{CONNECTED}websocket_url = "{url}"')
    settings = load(tmp_path, text)
    assert settings.has_long_connection and settings.wecom.aibot and settings.wecom.aibot.websocket_url == url


def test_the_secret_never_goes_over_a_network_in_the_clear(tmp_path: Path) -> None:
    text = SMALLEST.replace("[wecom.aibot]", f'{CONNECTED}websocket_url = "ws://line.example"')
    assert set(mistakes_in(tmp_path, text)) == {"wecom.aibot.websocket_url"}


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ('[database]\nurl = "mysql://u:very-secret@db/cuiban"', "database.url"),
        ('[database]\nurl = "postgresql://u:very-secret@db/cuiban"', "database.url"),
        ('[database]\nurl = "sqlite://"', "database.url"),
        ('[heartbeat]\nurl = "ftp://very-secret.example/beat"', "heartbeat.url"),
        ('[heartbeat]\nurl = "very-secret"', "heartbeat.url"),
        ('[heartbeat]\nurl = "https://very-secret.example/a beat"', "heartbeat.url"),
        (
            '[[security.api_tokens]]\nname = "a"\ntoken = "very-secret-0123456789"\nrights = []',
            "security.api_tokens[0].rights",
        ),
        ("[rates]\nresponse_weight = 0.2", "rates"),
        ("[rates]\nk = 1.2", "rates.k"),
        ('[hot_spots]\nwithin = "36h"', "hot_spots.within"),
        ('[hot_spots]\nbefore = "5d"', "hot_spots"),
    ],
)
def test_value_that_cannot_work_is_refused_in_one_line_without_showing_it(
    tmp_path: Path, section: str, key: str
) -> None:
    found = mistakes_in(tmp_path, f"{SMALLEST}{section}\n")
    assert set(found) == {key} and found[key].line
    assert "very-secret" not in found[key].problem


@pytest.mark.parametrize(("patterns", "key"), [("[]", ""), ("['']", "[0]"), (r"['20\d{12}', '\d*']", "[1]")])
def test_number_patterns_that_find_nothing_or_everything_are_refused(tmp_path: Path, patterns: str, key: str) -> None:
    text = SMALLEST.replace("[wecom]", f"ticket_number_patterns = {patterns}\n[wecom]")
    assert set(mistakes_in(tmp_path, text)) == {f"site.ticket_number_patterns{key}"}


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////srv/c.db",
        "postgresql+psycopg://u:p@db/c",
        "postgresql+psycopg:///c?host=/run/pg",
        "sqlite:///var/c.db",
    ],
)
def test_both_kinds_of_database_are_taken(tmp_path: Path, url: str) -> None:
    assert load(tmp_path, f'{SMALLEST}[database]\nurl = "{url}"\n').database_url


def test_patrol_is_as_often_as_the_file_says(tmp_path: Path) -> None:
    text = SMALLEST + '[patrol]\nevery = "1h"\nfeed_alive = "2h"\n'
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    rules = desk_rules(config.load(tmp_path / "config.toml"))
    policy = rules.policies.policy_for(Stage.PATROL, None, False)
    assert policy.limit == Cap(timedelta(hours=1)) and policy.steps[1].at.delta == timedelta(hours=1)
    assert rules.feed_alive == timedelta(hours=2)


def test_named_file_wins_over_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUIBAN_CONFIG", str(tmp_path / "mine.toml"))
    assert config.chosen_path() == tmp_path / "mine.toml"
