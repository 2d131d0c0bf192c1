"""Several processes that serve one port: each with a socket of its own, counted together, replaced when one dies."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket
from typing import Any

import structlog
from uvicorn.config import STARTUP_FAILURE, Config
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from app.cli.terminal import leave

log = structlog.get_logger("zhanwang.serve")


@contextmanager
def counted_together() -> Iterator[None]:
    """Let the workers started inside keep their counts in files that each of them can add up.

    The library reads where they lie from the environment, when it is loaded first.
    """
    with tempfile.TemporaryDirectory(prefix="zhanwang-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        try:
            yield
        finally:
            del os.environ["PROMETHEUS_MULTIPROC_DIR"]


class Workers(Multiprocess):
    """uvicorn's supervisor, but that worker number n accepts from the socket number n and no other."""

    def __init__(self, config: Config, sockets: list[socket]) -> None:
        super().__init__(config, sockets)
        self.processes_num = len(sockets)

    def init_processes(self) -> None:
        """Start one worker for each socket."""
        self.processes = [self._started(number) for number in range(self.processes_num)]

    def keep_subprocess_alive(self) -> None:
        """Replace who has died or hangs; end all when a worker cannot even start."""
        for number, process in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            if process.is_alive(timeout=self.config.timeout_worker_healthcheck):
                continue
            process.kill()
            process.join()
            if process.exitcode == STARTUP_FAILURE:
                log.error("a worker could not start", worker=number)
                self.should_exit.set()
                return
            log.error("a worker died and is replaced", worker=number, exit_code=process.exitcode)
            self.processes[number] = self._started(number)

    def restart_all(self) -> None:
        """Replace one worker after the other; its socket keeps whoever comes meanwhile."""
        for number, process in enumerate(self.processes):
            process.terminate()
            process.join()
            self.processes[number] = self._started(number)

    def handle_ttin(self) -> None:
        """No more workers than there are sockets."""

    def handle_ttou(self) -> None:
        """No socket without a worker."""

    def _started(self, number: int) -> Process:
        process = _Worker(self.config, [self.sockets[number]])
        process.start()
        return process


class _Worker(Process):
    """A worker that ends also under a solver that works on."""

    def target(self, sockets: list[socket] | None = None) -> Any:
        """What runs in the process of the worker."""
        super().target(sockets)
        leave(0)
