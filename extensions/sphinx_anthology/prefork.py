"""Processes in which WeasyPrint is loaded, before it is known what for:
``python -m sphinx_anthology.prefork READ,WRITE ...``.

Loading takes half a second, in which one core rests while Sphinx is loaded on another. So one
process loads, and is forked: for each two descriptors there is one that waits on them to be told
what to be. Who builds takes those that were left to it (:func:`take`); whoever finds none, or finds
its own gone, starts a process itself.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Iterable, Mapping
from contextlib import redirect_stderr, suppress
from dataclasses import dataclass
from importlib import import_module
from io import StringIO
from typing import IO, Any, BinaryIO

from .interrupt import end_with_parent, start
from .pango import MISSING, load

# what a process can be -> module that has `serve(questions, answers)`
ENGINE, RASTER = "sphinx_anthology.pdf.engine.serving", "sphinx_anthology.raster"
# Ctrl-C is for the builds, which end their processes themselves
APART = {} if os.name == "nt" else {"process_group": 0}
_left: list[tuple[int, int]] = []  # descriptors to write questions to, and to read answers from


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that answers."""

    pid: int
    questions: IO[bytes]
    answers: IO[bytes]

    def tell(self, message: Any) -> None:
        """Write to it; whether it is there still, who waits for its answer will see."""
        with suppress(OSError):
            pickle.dump(message, self.questions, pickle.HIGHEST_PROTOCOL)
            self.questions.flush()

    def kill(self) -> None:
        """End it now."""
        with suppress(OSError):
            os.kill(self.pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    def end(self, seconds: float) -> None:
        """Let it come to its end, and wait for that; after *seconds* it is ended."""
        clock = threading.Timer(seconds, self.kill)
        clock.start()
        with suppress(OSError):
            self.questions.close()
        self.answers.read()
        self.answers.close()
        clock.cancel()


def begin(count: int) -> list[tuple[int, int]]:
    """Start processes for :func:`leave`; their descriptors, each with what is written to first."""
    theirs, ours = [], []
    for _ in range(count):
        (read, ask), (answer, write) = os.pipe(), os.pipe()
        theirs.append((read, write))
        ours.append((ask, answer))
    if theirs:
        names = [f"{read},{write}" for read, write in theirs]
        passed = [end for pair in theirs for end in pair]
        start([sys.executable, "-m", __name__, *names], pass_fds=passed, **APART)
        close(theirs)
    return ours


def close(pairs: Iterable[tuple[int, int]]) -> None:
    """Let go of descriptors."""
    for end in (end for pair in pairs for end in pair):
        os.close(end)


def leave(pairs: Iterable[tuple[int, int]]) -> None:
    """Leave processes to this build."""
    _left.extend(pairs)


def take(role: str, environment: Mapping[str, str]) -> Worker | None:
    """A process that becomes *role* in *environment*; None where none is left."""
    while _left:
        ask, answer = _left.pop()
        questions, answers = os.fdopen(ask, "wb"), os.fdopen(answer, "rb")
        try:
            pickle.dump((role, dict(environment)), questions)
            questions.flush()
            return Worker(pickle.load(answers), questions, answers)
        except (EOFError, OSError):  # it could not load, say
            for end in (answers, questions):
                with suppress(OSError):
                    end.close()
    return None


def start_own(module: str, environment: Mapping[str, str], **options: Any) -> Any:
    """Start a process that becomes *module*, for who finds none left; a ``Popen``."""
    paths = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-m", module]
    return start(command, env={**environment, "PYTHONPATH": paths}, **options)


def main() -> None:
    """Load, then fork a process for each two descriptors, and stay until they have ended."""
    end_with_parent()
    pairs = [(int(read), int(write)) for read, write in (arg.split(",") for arg in sys.argv[1:])]
    try:
        with redirect_stderr(StringIO()):  # where it prints what it misses
            load()
    except OSError:
        sys.exit(MISSING)  # who starts a process itself says what that means
    import_module(ENGINE).warm_up()
    gc.freeze()
    for read, write in pairs:
        if not os.fork():
            end_with_parent()
            close(pair for pair in pairs if pair != (read, write))
            with suppress(Exception):  # who asked tells of it
                _wait(os.fdopen(read, "rb"), os.fdopen(write, "wb"))
            os._exit(0)  # at once: Python would take its whole memory apart, and somebody waits
    close(pairs)
    with suppress(ChildProcessError):
        while True:
            os.wait()


def _wait(questions: BinaryIO, answers: BinaryIO) -> None:
    try:
        role, environment = pickle.load(questions)
    except EOFError:
        return
    os.environ.update(environment)
    pickle.dump(os.getpid(), answers)
    answers.flush()
    import_module(role).serve(questions, answers)


if __name__ == "__main__":
    main()
