"""`zhanwang serve`: the database brought up to date, the packs loaded, the pages served."""

from __future__ import annotations

import asyncio
import resource
import socket
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from app.cli.terminal import tell
from app.errors import Refused
from app.settings import Settings, read_settings
from app.wording import Wording

if TYPE_CHECKING:
    from app.standards.reader import Seeds

_BACKLOG = 2048


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 · the address to listen on")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="端口 · the port")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="进程数 · worker processes")
@click.option("--demo", is_flag=True, help="加入标明为示例的数据和账号 · add sample facts and accounts, marked as such")
def serve(host: str, port: int, workers: int, demo: bool) -> None:
    """更新数据库、载入方案、提供服务。 Bring the database up to date, load the packs, serve."""
    from app.asgi import set_up_logging

    settings = read_settings()
    set_up_logging()
    with ExitStack() as open_sockets:
        listening = [open_sockets.enter_context(_bound(host, port))]
        seeds = asyncio.run(_prepare(settings, workers, demo=demo))
        port = listening[0].getsockname()[1]
        if workers > 1:
            listening = _one_for_each(workers, listening[0], host, port, open_sockets)
        for one in listening:
            # From here on whoever connects waits for the answer instead of being refused.
            one.listen(_BACKLOG)
        shown = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        tell(f"服务地址 {shown}，按 Ctrl+C 停止", f"serving at {shown}, stop with Ctrl+C")
        _allow_many_connections()
        _run(settings, listening, seeds)


def _one_for_each(
    workers: int, first: socket.socket, host: str, port: int, open_sockets: ExitStack
) -> list[socket.socket]:
    """A socket for each worker on one port: the kernel spreads connections evenly over them.

    On one common socket whoever wakes first takes what there is. The first socket was bound alone, so that a port that
    somebody listens on is noticed; then it makes room for those that share.
    """
    first.close()
    return [open_sockets.enter_context(_bound(host, port, shared=True)) for _ in range(workers)]


def _allow_many_connections() -> None:
    """As many open files as the system lets this process have: every connection is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _bound(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A socket bound before anything else is done: a port in use is noticed at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        if shared:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        reason = error.strerror or str(error)
        raise Refused(
            Wording(
                f"不能监听 {host}:{port}（{reason}）；请换一个端口，如 --port {port + 1}",
                f"cannot listen on {host}:{port} ({reason}); choose another port, such as --port {port + 1}",
            )
        ) from None
    listening.set_inheritable(True)
    return listening


async def _prepare(settings: Settings, workers: int, *, demo: bool) -> Seeds:
    """Migrate and seed once, before any worker starts. What was read of the seeds' folder."""
    from app.journeys.accounts.accounts import list_accounts
    from app.journeys.opening import opened_house, require_connections
    from app.standards.reader import Seeds

    async with opened_house(settings) as house:
        await require_connections(settings, workers)
        if demo:
            from app.journeys.demo.add import add_whole_demo

            await add_whole_demo(house)
        if not demo and not settings.map_approval:
            tell(
                "未设置审图号（ZHANWANG_MAP_APPROVAL）：公众地图不显示境界、道路和水系，只有站点、地名、比例尺和经纬网",
                "no map approval number is set (ZHANWANG_MAP_APPROVAL): the public map shows no boundaries, roads"
                " and waters, but points, names, scale and grid",
            )
        if not await list_accounts():
            tell(
                "还没有账号，无人能够登录；请另开终端新增县级管理员：zhanwang user add NAME --role county_admin",
                "there is no account yet and nobody can sign in; add a county administrator from another terminal:"
                " zhanwang user add NAME --role county_admin",
            )
        return Seeds(house.programmes, house.divisions)


def _run(settings: Settings, listening: Sequence[socket.socket], seeds: Seeds) -> None:
    import uvicorn

    from app.asgi import served_app
    from app.cli.workers import Workers, counted_together

    options: dict[str, Any] = {
        "workers": len(listening),
        # The application's own protocol, on httptools: it sets bounds to heads, bodies and the time they take.
        "http": "app.asgi:at_the_door",
        "ws": "none",
        "log_config": None,
        "log_level": "warning",
        "access_log": False,
        "server_header": False,
        "timeout_graceful_shutdown": 10,
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": list(settings.trusted_proxies),
    }
    if len(listening) == 1:
        # One process serves with what it has read already; workers read for themselves.
        uvicorn.Server(uvicorn.Config(served_app(settings, seeds), **options)).run(sockets=list(listening))
        return
    config = uvicorn.Config("app.asgi:from_environment", factory=True, **options)
    with counted_together():
        Workers(config, list(listening)).run()
