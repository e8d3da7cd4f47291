"""What a command costs: whole processes with all their children. POSIX only."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

MEGABYTE = 1_000_000 if sys.platform == "darwin" else 1_000  # in units of ru_maxrss


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command took."""

    cpu: float  # seconds, user and system, all processes
    wall: float  # seconds
    peak: float  # MB, the largest process

    def __add__(self, other: Cost) -> Cost:
        """Of one after the other."""
        return Cost(self.cpu + other.cpu, self.wall + other.wall, max(self.peak, other.peak))

    def __str__(self) -> str:
        return f"{self.cpu:.1f} / {self.wall:.1f} / {self.peak:.0f}"


def measure(command: Sequence[str], limit: float = 0) -> Cost:
    """Run *command* and take the costs of its whole tree of processes from the kernel.

    Args:
        limit: seconds after which it is stopped; its costs are then those until there. 0: none.
    """
    env = dict(os.environ)
    env.pop("PYTHONDONTWRITEBYTECODE", "")  # compiled once, as everywhere
    began = time.monotonic()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=env)
        clock = threading.Timer(limit, process.kill)
        if limit:
            clock.start()
        _, status, used = os.wait4(process.pid, 0)
        clock.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - began
        if process.returncode and not (limit and wall >= limit):
            log.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{log.read().decode(errors='replace')[-3000:]}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / MEGABYTE)


def medians(costs: Sequence[Cost]) -> Cost:
    return Cost(
        median(c.cpu for c in costs), median(c.wall for c in costs), median(c.peak for c in costs)
    )
