"""Collects the commands of manage.py and turns every failure into one clear line and a non-zero exit."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from actions.refusals import Refusal
from config import ConfigError
from console.in_chinese import InChinese, write_commands
from models.copies import CannotCopy
from models.database import OperationalError
from models.migrate import SchemaNewer
from models.sealing import SealBroken
from texts.refusals import refusal

# Where each command lives; what a command does not need is not imported for it.
COMMANDS = {
    "check-config": "console.setting_up:check_config",
    "migrate": "console.setting_up:migrate_database",
    "run": "console.setting_up:run",
    "doctor": "console.doctor:doctor",
    "import-directory": "console.import_directory:import_directory",
    "refresh-contacts": "console.refresh_contacts:refresh_contacts",
    "bind-person": "console.bind_person:bind_person",
    "import-tickets": "console.import_tickets:import_tickets",
    "import-callbacks": "console.import_callbacks:import_callbacks",
    "reconcile": "console.reconcile:reconcile",
    "statement": "console.statement:write_statement",
    "report": "console.report:report",
    "show": "console.story:show",
    "explain": "console.story:explain",
    "rehearse": "console.story:rehearse",
    "export": "console.export:export",
    "reveal-log": "console.reveal_log:reveal_log",
    "balance": "console.balance:balance",
    "backup": "console.backup:backup",
    "restore": "console.restore:restore",
    "understand": "console.understand:understand",
}
_DEBUG = "CUIBAN_DEBUG"


class Failed(Exception):
    """A command could not do what it was asked to; the message is the one line people get."""

    def __init__(self, line: str, code: int = 1) -> None:
        super().__init__(line)
        self.code = code


class Commands(InChinese, click.Group):
    """Imports a command when it is asked for, and ends the process with its exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which an installation needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and the commands."""
        super().format_options(ctx, formatter)
        write_commands(ctx, self, formatter)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; failures end as one line on stderr."""
        kwargs["standalone_mode"] = False
        try:
            code = super().main(*args, **kwargs)
        except Exception as problem:
            # The outermost edge: whatever went wrong, people get a line and not a stack trace.
            if os.environ.get(_DEBUG):
                raise
            _end_with(problem)
        sys.exit(code if isinstance(code, int) else 0)


def _end_with(problem: Exception) -> NoReturn:
    for kind, line in _LINES:
        if isinstance(problem, kind):
            click.echo(line(problem), err=True)
            sys.exit(getattr(problem, "code", 1) if isinstance(problem, Failed) else _EXIT_CODES.get(kind, 1))
    # Messages of errors may hold what people wrote, so only the kind and the place are told.
    place = traceback.extract_tb(problem.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    click.echo(f"程序出错：{type(problem).__name__}（{where}）。设 {_DEBUG}=1 再运行可看详情。", err=True)
    sys.exit(70)


def _usage(problem: Any) -> str:
    if isinstance(problem, click.exceptions.NoArgsIsHelpError) and problem.ctx:
        return problem.ctx.get_help()
    path = problem.ctx.command_path if problem.ctx else "./manage.py"
    match problem:
        case click.MissingParameter():
            said = f"缺少 {problem.param.make_metavar(problem.ctx) if problem.param and problem.ctx else '参数'}"
        case click.NoSuchOption():
            said = f"没有选项 {problem.option_name}"
        case click.exceptions.NoSuchCommand():
            said = f"没有命令 {problem.command_name}"
        case click.BadOptionUsage():
            said = f"选项 {problem.option_name} 后面的值不对"
        case click.BadParameter():
            said = f"{problem.param.opts[-1] if problem.param else '参数'} 写得不对"
        case _:
            said = "参数多了或少了"
    return f"用法不对：{said}。说明：{path} --help"


def _config(problem: Any) -> str:
    lines = problem.lines()
    more = f"（共 {len(lines)} 处，全部请看 ./manage.py check-config）" if len(lines) > 1 else ""
    return f"配置有误：{lines[0]}{more}"


def _database(problem: Any) -> str:
    # Only the first line of the driver's words: the rest repeats the statement and its values.
    said = str(getattr(problem, "orig", "") or "").strip().splitlines()
    return f"数据库用不了：{said[0] if said else '连接失败'}。"


_LINES: tuple[tuple[type[BaseException], Callable[[Any], str]], ...] = (
    (Failed, str),
    (click.UsageError, _usage),
    (click.Abort, lambda _: "已中断。"),
    (click.ClickException, lambda problem: problem.format_message()),
    (Refusal, lambda problem: refusal(problem.code, problem.facts)),
    (ConfigError, _config),
    (CannotCopy, str),
    (
        SchemaNewer,
        lambda problem: (
            f"数据库结构（{problem.revision}）比程序新：请用新版程序，或照 docs/operations.zh-CN.md 退回旧版"
        ),
    ),
    (SealBroken, lambda _: "数据打不开：[security] encryption_keys 里没有当初加密用的密钥。"),
    (OperationalError, _database),
    (
        PermissionError,
        lambda problem: f"没有权限读写 {problem.filename or '文件'}；装成服务的，文件要让 cuiban 用户读得到",
    ),
    (OSError, lambda problem: f"文件用不了：{problem.filename or ''} {problem.strerror or ''}".strip()),
)
_EXIT_CODES: dict[type[BaseException], int] = {click.UsageError: 2, click.Abort: 130, ConfigError: 2}


@click.group(
    cls=Commands,
    subcommand_metavar="命令 [参数]…",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def cli() -> None:
    """催办：12345 工单催办助手的命令。每个命令都有 --help。"""
