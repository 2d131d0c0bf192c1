"""What the kernel lets a process take in which a fault is tried: it may run wild."""

import resource
import time
from pathlib import Path

MORE_MEMORY_BYTES = 2 * 1024**3
"""What a fault may take beyond what the tests hold."""


def bound_time(more: float) -> None:
    """After so many seconds more of a core the kernel ends this process."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + more) + 1, hard))


def bound_memory() -> None:
    """No more memory than is held now and MORE_MEMORY_BYTES."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])
    most = pages * resource.getpagesize() + MORE_MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
