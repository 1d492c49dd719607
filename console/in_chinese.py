"""Shows the help of commands in Chinese, where click knows only English."""

from __future__ import annotations

from typing import Any

import click


class InChinese(click.Command):
    """A command whose help is Chinese throughout."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"options_metavar": "[选项]", **options})

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of usage."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each option does."""
        options = [parameter for parameter in self.get_params(ctx) if isinstance(parameter, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx))]
        with formatter.section("选项"):
            formatter.write_dl([(name, words.replace("[required]", "（必填）")) for name, words in records])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option that shows this help."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份说明"
        return option


def write_commands(ctx: click.Context, group: click.Group, formatter: click.HelpFormatter) -> None:
    """Write the commands of a group, each with the first sentence of its help."""
    named = [(name, group.get_command(ctx, name)) for name in group.list_commands(ctx)]
    with formatter.section("命令"):
        formatter.write_dl([(name, command.get_short_help_str(200)) for name, command in named if command])
