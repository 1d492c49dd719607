"""doctor knocks at our own doors as the console does, and tells what stands between them and the platform."""

from __future__ import annotations

import re
import threading
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, Response, redirect
from rich.cells import cell_len
from werkzeug.serving import BaseWSGIServer, make_server

from actions.recognising import note_answer
from bot.origins import CALLBACK, REFUSED, Origins
from bot.wecom.enquiry import Said
from bot.wecom.own_door import knock
from config import load
from console.callback_checks import look_at_callbacks
from console.caller_checks import Seen
from console.lines import NOTE, OK, WRONG, Line, _folded
from console.wecom_checks import _time
from models.queries import identities, machinery
from runtime import Runtime
from simulator.faults import Fault
from simulator.server import SimulatedWecom
from simulator.world import World
from tests.console.conftest import DIRECTORY, Run
from wiring import create_app, envelopes

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
AIBOT = '[wecom.aibot]\ntoken = "inventedBot"\nencoding_aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFA"\n'
Serve = Callable[[Flask], str]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What stands between us and the platform does not depend on the database."""
    return sqlite_url


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[BaseWSGIServer] = []

    def start(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def both_doors(config_path: Path) -> Path:
    config_path.write_text(config_path.read_text() + AIBOT)
    return config_path


def at(path: Path, *, base_url: str, bind: str | None = None) -> None:
    """Let the configuration say where people come in, and where our own process listens."""
    text = path.read_text().replace('name = "柳湾乡"', f'name = "柳湾乡"\nbase_url = "{base_url}"')
    path.write_text(text.replace("127.0.0.1:18080", (bind or base_url).removeprefix("http://")))


def lines_of(path: Path, beats: dict[str, Seen] | None = None, allowed: list[str] | None = None) -> dict[str, Line]:
    return {line.what: line for line in look_at_callbacks(load(path), beats or {}, allowed, NOW)}


def test_both_doors_that_answer_rightly_are_ok(both_doors: Path, desk: Runtime, serve: Serve) -> None:
    at(both_doors, base_url=serve(create_app(_with(both_doors))))
    found = lines_of(both_doors)
    assert found["回调 /wecom/app"].level == found["回调 /wecom/aibot"].level == OK


def _with(path: Path) -> Runtime:
    from wiring import build

    return build(load(path))


def test_process_that_runs_with_other_keys_is_found(both_doors: Path, serve: Serve) -> None:
    running = serve(create_app(_with(both_doors)))
    both_doors.write_text(both_doors.read_text().replace("inventedToken", "anotherToken"))
    at(both_doors, base_url=running)
    found = lines_of(both_doors)
    assert found["回调 /wecom/app"].level == WRONG and "重启" in found["回调 /wecom/app"].do
    assert found["回调 /wecom/aibot"].level == OK


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda: Response("<html>登录</html>"), "返回的不是原文"),
        (lambda: redirect("/login"), "不跟着转"),
        (lambda: Response(status=404), "404"),
        (lambda: Response(status=502), "反向代理连不上催办"),
        (lambda: Response(status=403), "签名不认"),
    ],
)
def test_what_a_proxy_does_wrong_is_named(
    config_path: Path, serve: Serve, answer: Callable[[], Response], words: str
) -> None:
    proxy = Flask("proxy")
    proxy.add_url_rule("/wecom/<name>", view_func=lambda name: answer())
    inside = serve(create_app(_with(config_path)))
    at(config_path, base_url=serve(proxy), bind=inside)
    line = lines_of(config_path)["回调 /wecom/app"]
    assert line.level == WRONG and words in line.said


def test_desk_that_does_not_run_is_a_note_until_it_ought_to(config_path: Path) -> None:
    at(config_path, base_url="http://127.0.0.1:9")
    assert lines_of(config_path)["回调 /wecom/app"].level == NOTE
    beats = {"web": Seen(NOW, {})}
    assert lines_of(config_path, beats)["回调 /wecom/app"].level == WRONG


def test_own_address_that_cannot_be_reached_from_inside_is_fine_when_callbacks_came(
    config_path: Path, serve: Serve
) -> None:
    at(config_path, base_url="http://127.0.0.1:9", bind=serve(create_app(_with(config_path))))
    assert lines_of(config_path)["回调 /wecom/app"].level == WRONG
    beats = {f"{CALLBACK}app": Seen(NOW - timedelta(hours=2), {"addresses": {"101.226.103.9": "x"}})}
    assert lines_of(config_path, beats)["回调 /wecom/app"].level == OK


def test_address_of_this_machine_is_no_address_for_the_platform(config_path: Path) -> None:
    config_path.write_text(config_path.read_text().replace("http://127.0.0.1:1", "https://qyapi.weixin.qq.com"))
    line = lines_of(config_path)["回调网址"]
    assert line.level == WRONG and "[site] base_url" in line.do


def test_name_that_nobody_knows_and_plain_http_are_told(config_path: Path) -> None:
    at(config_path, base_url="http://cuiban.invalid", bind="127.0.0.1:9")
    found = lines_of(config_path)
    assert found["域名"].level == WRONG and found["证书"].level == NOTE


def test_sources_are_compared_with_the_platforms_list(config_path: Path) -> None:
    def said(*addresses: str, allowed: list[str] | None = None) -> Line:
        beats = {f"{CALLBACK}app": Seen(NOW - timedelta(minutes=3), {"addresses": dict.fromkeys(addresses, "x")})}
        return lines_of(config_path, beats, allowed)["自建应用回调"]

    assert said("101.226.103.9", allowed=["101.226.103.0/25"]).level == OK
    assert "8.8.8.8" in said("8.8.8.8", allowed=["101.226.103.9", "not an address"]).said
    assert "核对不了" in said("127.0.0.1", allowed=["101.226.103.9"]).said
    assert "还没有收到过" in lines_of(config_path)["自建应用回调"].said


@pytest.mark.parametrize(
    ("change", "said", "do"),
    [
        ('token = "another"', "签名不对", "重抄 [wecom.aibot] token"),
        (f'encoding_aes_key = "Z{"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFA"[1:]}"', "解不开", "encoding_aes_key"),
    ],
)
def test_console_that_holds_another_token_or_key_is_told_from_what_it_knocked_with(
    both_doors: Path, desk: Runtime, serve: Serve, tmp_path: Path, change: str, said: str, do: str
) -> None:
    at(both_doors, base_url=serve(create_app(_with(both_doors))))
    name = change.partition(" ")[0]
    console = tmp_path / "console.toml"
    whole, _, bot = both_doors.read_text().rpartition("[wecom.aibot]")
    console.write_text(f"{whole}[wecom.aibot]{re.sub(rf'{name} = .*', change, bot, count=1)}")
    theirs = envelopes(load(console))["aibot"]
    base = load(both_doors).site.base_url
    assert not knock(base, "/wecom/aibot", theirs, datetime.now(UTC), 5.0).is_right
    with desk.database.reading() as session:
        beats = {name: Seen(row.beat_at, row.facts or {}) for name, row in machinery.heartbeats(session).items()}
    found = [
        line for line in look_at_callbacks(load(both_doors), beats, None, datetime.now(UTC)) if line.level == WRONG
    ]
    assert len(found) == 1 and said in found[0].said and do in found[0].do


def test_stranger_with_a_wrong_key_alarms_nobody_where_callbacks_come(config_path: Path) -> None:
    right = Seen(NOW - timedelta(minutes=50), {"addresses": {}})
    wrong = Seen(NOW - timedelta(minutes=3), {"why": "BadSignature"})
    beats = {f"{CALLBACK}app": right, f"{CALLBACK}app{REFUSED}": wrong}
    found = [line for line in look_at_callbacks(load(config_path), beats, None, NOW) if line.what == "自建应用回调"]
    assert [line.level for line in found] == [NOTE, OK] and "不用管" in found[0].do


def test_refusals_are_noted_once_a_minute(desk: Runtime) -> None:
    now = NOW
    origins = Origins(desk.database, lambda: now)
    for why in ("BadSignature", "BadSignature"):
        origins.note_refused("app", why)
        now += timedelta(seconds=5)
    with desk.database.reading() as session:
        beat = machinery.heartbeats(session)[f"{CALLBACK}app{REFUSED}"]
        assert (beat.beat_at, beat.facts) == (NOW, {"why": "BadSignature"})


def test_board_that_nobody_else_can_open_is_said_on_the_long_connection_too(config_path: Path) -> None:
    text = config_path.read_text()
    line = '[wecom.aibot]\nmode = "long_connection"\nbot_id = "aib1"\nsecret = "invented-secret"\n'
    head, _, tail = text.partition("[wecom.app]")
    config_path.write_text(
        head.replace("http://127.0.0.1:1", "https://qyapi.weixin.qq.com") + line + tail[tail.index("\n[") :]
    )
    assert "打不开" in lines_of(config_path)["看板网址"].said


def test_origin_is_noted_once_an_hour(desk: Runtime) -> None:
    now = NOW
    origins = Origins(desk.database, lambda: now)
    for address in ("1.2.3.4", "1.2.3.4", "5.6.7.8"):
        origins.note("app", address)
    with desk.database.reading() as session:
        beat = machinery.heartbeats(session)[f"{CALLBACK}app"]
        assert (beat.facts or {})["addresses"].keys() == {"1.2.3.4", "5.6.7.8"}
    now += timedelta(minutes=5)
    origins.note("app", "1.2.3.4")
    with desk.database.reading() as session:
        assert machinery.heartbeats(session)[f"{CALLBACK}app"].beat_at == NOW


@pytest.mark.parametrize(("ahead", "level"), [(2, OK), (-2, OK), (60, NOTE), (-60, NOTE), (200, WRONG), (-200, WRONG)])
def test_clock_is_compared_with_the_platforms(ahead: int, level: str) -> None:
    said = Said(0, {}, told_at=NOW, heard_at=NOW + timedelta(seconds=ahead))
    line = next(iter(_time(said, timedelta(minutes=5))))
    assert line.level == level and (level == OK or ("快" if ahead > 0 else "慢") in line.said)


@pytest.fixture
def sim(config_path: Path, directory: Path) -> Iterator[SimulatedWecom]:
    text = config_path.read_text(encoding="utf-8")
    running = SimulatedWecom(World.from_mappings(tomllib.loads(text), tomllib.loads(DIRECTORY))).start()
    config_path.write_text(text.replace("http://127.0.0.1:1", running.api_base), encoding="utf-8")
    yield running
    running.stop()


def test_one_line_is_sent_only_when_it_is_asked_for(run: Run, sim: SimulatedWecom) -> None:
    run("doctor")
    assert not sim.city.messages()
    assert "收下了" in run("doctor", "--send-test", "坐席群").output
    assert [message.chat for message in sim.city.messages()] == ["wrDESK"]
    assert "没有群“别处”" in run("doctor", "--send-test", "别处").output


def test_refused_key_is_told_with_its_code_from_then_on(run: Run, sim: SimulatedWecom) -> None:
    sim.city.faults.add(Fault("webhook/send", "errcode", errcode=93000))
    assert "93000" in run("doctor", "--send-test", "坐席群").output
    later = run("doctor").output.replace(" ", "")
    assert "“坐席群”被拒收（93000）" in later and "重新添加" in later


def test_key_that_opens_nothing_and_one_that_is_lacking_are_told_apart(
    run: Run, directory: Path, config_path: Path
) -> None:
    key, other = "REVNTy1PTkxZLWtleS1mb3ItbGl1d2FuLXRvd24tMDE=", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU="
    text = config_path.read_text()
    config_path.write_text(text.replace(f'["{key}"]', f'["{key}", "{other}"]'))
    assert "第 2 把没有数据在用" in run("doctor").output
    config_path.write_text(text.replace(key, other))
    assert "打不开" in run("doctor").output.replace("\n", "")


def test_ids_nobody_can_place_are_called_by_their_codes(run: Run, desk: Runtime, directory: Path) -> None:
    heard = "woAJ2GCAAAXtWyujaWJHDDGi0mACAAAA"
    with desk.database.transaction() as session:
        note_answer(session, [heard], {}, desk.clock())
        code = identities.unknown_open_ids(session)[0].code
    said = run("doctor").output
    assert code in said and heard[:10] not in said


@pytest.mark.parametrize("columns", [80, 120])
def test_report_fits_the_terminal(run: Run, directory: Path, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    said = run("doctor").output
    assert max(cell_len(line.rstrip()) for line in said.splitlines()) <= columns


@pytest.mark.parametrize("cells", [8, 20, 37, 200])
def test_nothing_is_lost_where_a_line_is_broken_and_a_word_that_fits_stays_whole(cells: int) -> None:
    said = "问清是谁后私聊机器人发 /绑定 编号 姓名，或 ./manage.py doctor；见 https://open.work.weixin.qq.com/devtool/query?e=60020"
    folded = _folded(said, cells)
    assert max(map(cell_len, folded)) <= cells
    assert "".join(folded).replace(" ", "") == said.replace(" ", "")
    if cells >= 37:
        assert any("./manage.py" in line for line in folded)


def test_app_that_is_refused_hides_that_nobody_was_asked_about(run: Run, sim: SimulatedWecom) -> None:
    sim.city.faults.add(Fault("agent/get", "errcode", errcode=60020))
    said = run("doctor").output
    assert "每个人、每个群都有路可通" not in said and "应用私信现在都发不出去" in said
