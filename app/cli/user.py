"""`zhanwang user`: accounts, from the terminal of whoever runs the server."""

from __future__ import annotations

import asyncio
import sys

import click

from app.cli.terminal import emit, tell
from app.cli.who import this_terminal

_PASSWORD_HELP = "从标准输入读取密码（一行）· read the password from stdin, one line"


@click.group()
def user() -> None:
    """账号管理。 Accounts: add, list, set-password, disable."""


@user.command()
@click.argument("username")
@click.option("--role", required=True, help="角色 · site_editor, reviewer, county_admin, operator, reader")
@click.option("--name", default="", help="姓名 · the name that colleagues see (USERNAME when left out)")
@click.option("--division", "divisions", multiple=True, help="管理的区划代码 · a division in scope, repeatable")
@click.option("--site", "sites", multiple=True, help="管理的站点编码 · a site in scope, repeatable")
@click.option("--password-stdin", is_flag=True, help=_PASSWORD_HELP)
def add(
    username: str, role: str, name: str, divisions: tuple[str, ...], sites: tuple[str, ...], password_stdin: bool
) -> None:
    """新增账号；首次登录须改密码。 Add an account; its first password must be changed at sign-in."""
    asyncio.run(_add(username, role, name or username, divisions, sites, _password(password_stdin)))


async def _add(
    username: str, role: str, name: str, divisions: tuple[str, ...], sites: tuple[str, ...], password: str
) -> None:
    from app.journeys.accounts.accounts import add_account
    from app.journeys.opening import opened_house
    from app.settings import read_settings

    async with opened_house(read_settings()) as house:
        account = await add_account(
            house,
            this_terminal(),
            username=username,
            display_name=name,
            role=role,
            password=password,
            divisions=divisions,
            sites=sites,
        )
    tell(f"已新增账号 {account.username}", f"added {account.username}")


@user.command(name="list")
def list_() -> None:
    """列出账号。 List accounts: user name, role, scope, state, name, separated by tabs."""
    asyncio.run(_list())


async def _list() -> None:
    from app.journeys.accounts.accounts import list_accounts
    from app.journeys.opening import opened_house
    from app.settings import read_settings

    async with opened_house(read_settings()):
        accounts = await list_accounts()
    for account in accounts:
        scope = ",".join([*account.divisions, *account.sites]) or "-"
        state = "disabled" if account.disabled_at else "active"
        emit("\t".join([account.username, account.role, scope, state, account.display_name]) + "\n")


@user.command(name="set-password")
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help=_PASSWORD_HELP)
def set_password(username: str, password_stdin: bool) -> None:
    """重设密码，并退出其所有登录。 Set a new first password and sign the account out everywhere."""
    asyncio.run(_set_password(username, _password(password_stdin)))


async def _set_password(username: str, password: str) -> None:
    from app.journeys.accounts.accounts import set_password as changed
    from app.journeys.opening import opened_house
    from app.settings import read_settings

    async with opened_house(read_settings()) as house:
        await changed(house, this_terminal(), username, password)
    tell(f"已重置 {username} 的密码", f"password of {username} set")


@user.command()
@click.argument("username")
def disable(username: str) -> None:
    """停用账号。 Disable an account: no sign-in from now on; what it did stays recorded."""
    asyncio.run(_disable(username))


async def _disable(username: str) -> None:
    from app.journeys.accounts.accounts import disable_account
    from app.journeys.opening import opened_house
    from app.settings import read_settings

    async with opened_house(read_settings()) as house:
        now = await disable_account(house, this_terminal(), username)
    if now:
        tell(f"已停用 {username}", f"disabled {username}")
    else:
        tell(f"{username} 已是停用状态", f"{username} was disabled already")


def _password(from_stdin: bool) -> str:
    """A password, never shown and never an argument that others could see in the list of processes."""
    if not from_stdin and not sys.stdin.isatty():
        raise click.UsageError(
            "没有可以输入密码的终端；请加 --password-stdin，从标准输入给出密码"
            " / there is no terminal to type a password at; add --password-stdin and give it on standard input"
        )
    if not from_stdin:
        return str(click.prompt("密码 Password", hide_input=True, confirmation_prompt="确认密码 Repeat", err=True))
    line = sys.stdin.buffer.readline()
    try:
        return line.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise click.UsageError("密码不是 UTF-8 文字 / the password is not UTF-8 text") from None
