"""The `zhanwang` command: parses, calls a journey, prints. Data goes to stdout, everything else to stderr.

Exit codes: 0 success, 1 a check that was asked for failed, 2 bad input, 130 stopped by the user. Nobody
sees a traceback unless ZHANWANG_DEBUG is set.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from app.cli.terminal import FAILED, STOPPED, complain, complain_of, leave, let_go_of_stdout, speak_utf8
from app.errors import InvalidInput, ZhanwangError

COMMANDS = {
    "serve": "app.cli.serve:serve",
    "evaluate": "app.cli.evaluate:evaluate",
    "import": "app.cli.exchange:import_",
    "export": "app.cli.exchange:export",
    "audit": "app.cli.audit:audit",
    "score": "app.cli.score:score",
    "ledgers": "app.cli.ledgers:ledgers",
    "coverage": "app.cli.coverage:coverage",
    "roads": "app.cli.coverage:roads",
    "site-plan": "app.cli.site_plan:site_plan",
    "packs": "app.cli.packs:packs",
    "log": "app.cli.log:log",
    "user": "app.cli.user:user",
    "backup": "app.cli.backup:backup",
    "restore": "app.cli.backup:restore",
}
"""Where each command stands. A command's module is loaded when it is called, and loads no more than it
needs.
"""


class Commands(click.Group):
    """The commands, loaded when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of a working day."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="zhanwang", message="%(version)s")
def zhanwang() -> None:
    """站网：县域公共就业服务站点的登记与逐条评估。

    The registry of a county's public employment sites, judged clause by clause. Settings come from the
    environment (ZHANWANG_DATA_DIR, ZHANWANG_DATABASE_URL, …) or from a file .env.
    """


def main() -> None:
    """The entry point of the installed command."""
    leave(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code."""
    from app.exchange.passing_folders import sweep_left_folders  # here: `--help` loads nothing of that room

    speak_utf8()
    sweep_left_folders()
    try:
        code = zhanwang.main(list(arguments), prog_name="zhanwang", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has had enough
        let_go_of_stdout()
        return 0
    except (click.Abort, KeyboardInterrupt):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # one more would be printed as a traceback
        complain("已停止", "stopped")
        return STOPPED
    except click.ClickException as error:
        complain(error.format_message())
        return FAILED
    except InvalidInput as error:
        complain_of(error.faults)
        return FAILED
    except ZhanwangError as error:
        complain(error.message.zh, error.message.en)
        return FAILED
    except OSError as error:
        complain(_reason(error))
        return FAILED
    except Exception as error:
        if os.environ.get("ZHANWANG_DEBUG"):
            raise
        complain(
            f"系统错误：{type(error).__name__}: {error}；设置 ZHANWANG_DEBUG=1 可见详情",
            f"internal error: {type(error).__name__}: {error}; set ZHANWANG_DEBUG=1 for details",
        )
        return FAILED
    return code if isinstance(code, int) else 0


def _reason(error: OSError) -> str:
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}"
