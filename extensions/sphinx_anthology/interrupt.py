"""Ctrl-C ends a build within a second, with all its processes.

Files are written whole, so nothing needs to be tidied up: whoever is still at work a moment after
the signal is ended.
"""

from __future__ import annotations

import atexit
import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any

PATIENCE = 0.5  # seconds between the signal and the end of a build
LONGER = 0.9  # of who waits for builds to end
INTERRUPTED = 130  # exit code: 128 and the number of SIGINT, as shells have it
# SIGHUP: the terminal was closed. Windows has none.
_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, prctl(2)
_helpers: set[subprocess.Popen[bytes]] = set()  # not weak: nobody else may hold those that run on
_builds: set[subprocess.Popen[bytes]] = set()
_patience: list[float] = []  # of this process; empty until it is asked for
_postponed: list[int] = []  # signals that came while a process was started
_starting = False


def end_on_signals(patience: float = PATIENCE) -> None:
    """Let SIGINT and SIGTERM end this process and those it starts, after so many seconds at the
    latest; once for a process."""
    if _patience or threading.current_thread() is not threading.main_thread():
        return
    _patience.append(patience)
    atexit.register(lambda: _kill([*_helpers]))
    for number in _SIGNALS:
        # whoever has a handler of its own (a test runner, an editor) keeps it
        if signal.getsignal(number) in {signal.default_int_handler, signal.SIG_DFL}:
            signal.signal(number, _end_soon)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_be_a_child)


def start(command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
    """Start a helper, which ends when this process does.

    Args:
        options: those of ``subprocess.Popen``.
    """
    return _start(_helpers, command, options)


def run(command: Sequence[str], env: Mapping[str, str] = os.environ) -> int:
    """Run *command*; its exit code. An interruption is passed on to it."""
    end_on_signals(LONGER)
    process = _start(_builds, command, {"env": env})
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()
        raise


def begin_anew() -> None:
    """Be a build of its own, in a process that was forked from one that runs several."""
    global _starting
    _starting = False
    for known in (_patience, _postponed, _helpers, _builds):
        known.clear()
    signal.signal(signal.SIGINT, signal.default_int_handler)


def end_helpers() -> None:
    """End the helpers that are at work still; who leaves without Python's own end has to."""
    _kill([*_helpers])


def _start(
    known: set[subprocess.Popen[bytes]], command: Sequence[str], options: Mapping[str, Any]
) -> subprocess.Popen[bytes]:
    with uninterrupted():
        process: subprocess.Popen[bytes] = subprocess.Popen(command, **options)
        known.difference_update([each for each in [*known] if each.returncode is not None])
        known.add(process)
    return process


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let signals wait while a process is started: none may fall before it is known."""
    global _starting
    if threading.current_thread() is not threading.main_thread():  # which alone gets signals
        yield
        return
    _starting = True
    try:
        yield
    finally:
        _starting = False
        if _postponed:
            _end_soon(_postponed[0], None)


def _end_soon(number: int, frame: FrameType | None) -> None:
    """Pass the signal on (a terminal has told all, others have told this process alone), and see
    to it that the end comes."""
    if _starting:
        _postponed.append(number)
        return
    for each in _SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    for build in _builds:
        with suppress(OSError):
            build.send_signal(signal.SIGINT)
    for child in multiprocessing.active_children():  # builds; other processes do not listen
        if child.pid:
            with suppress(OSError):
                os.kill(child.pid, signal.SIGINT)
    threading.Thread(target=_end, daemon=True).start()
    raise KeyboardInterrupt


def _end() -> None:
    time.sleep(_patience[0])
    _kill((*_helpers, *_builds, *multiprocessing.active_children()))
    os._exit(INTERRUPTED)


def _kill(processes: Iterable[subprocess.Popen[bytes] | BaseProcess]) -> None:
    for process in processes:
        with suppress(OSError):
            process.kill()


def _be_a_child() -> None:
    for number in _SIGNALS:
        if signal.getsignal(number) is _end_soon:
            # a terminal tells all; those who end for themselves look like a fault to the parent
            signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
    end_with_parent()


def end_with_parent() -> None:
    """End this process at once when the one that started it is gone."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
