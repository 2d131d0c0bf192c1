"""Requests a second by wrk, a client in C that leaves the core to the server; and what either takes of a processor."""

from __future__ import annotations

import re
import resource
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import psutil

CONNECTIONS = 16
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


class Asked(NamedTuple):
    """An address, and the processes that answer it: the server, and its database where it has one."""

    name: str
    url: str
    processes: tuple[psutil.Process, ...]
    headers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """What some seconds of requests came to. Times are milliseconds; the client's share is of one processor."""

    a_second: float
    a_processor_second: float
    median_ms: float
    p99_ms: float
    clients_share: float


def run(asked: Asked, seconds: int = 3, connections: int = CONNECTIONS) -> Run:
    """Ask for so many seconds over so many connections. Any answer but a good one is an error."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "--latency"]
    command += [part for header in asked.headers for part in ("-H", header)]
    before, client, began = _taken(asked.processes), _clients(), time.monotonic()
    said = subprocess.run([*command, asked.url], capture_output=True, text=True, check=True).stdout
    took, server = time.monotonic() - began, _taken(asked.processes) - before
    assert "Non-2xx" not in said, f"{asked.name}: {said}"
    number = re.search(r"(\d+) requests in", said)
    assert number is not None, said
    late = {share: float(n) * _UNITS[unit] for share, n, unit in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s|m)", said)}
    answered = int(number[1])
    return Run(answered / took, answered / max(server, 0.01), late["50"], late["99"], (_clients() - client) / took)


def _taken(processes: Iterable[psutil.Process]) -> float:
    """Seconds of a processor that these processes, and the children that they have now, have taken."""
    whole = 0.0
    for process in processes:
        for one in (process, *process.children(recursive=True)):
            times = one.cpu_times()
            whole += times.user + times.system
    return whole


def _clients() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
