"""Files that are whole or not there: a build that is killed leaves no half of one."""

from __future__ import annotations

import os
import threading
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write *path* beside itself, then put it in place. Processes and threads do not collide."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.new")
    fresh.write_bytes(data)
    fresh.replace(path)
