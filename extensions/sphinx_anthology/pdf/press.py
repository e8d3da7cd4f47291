"""The press: processes that set sheets side by side, and the pieces that are kept.

A piece is kept by what it is made of (text, style sheets, pictures, fonts, this package's code), so
a book is set anew only where it changed.
"""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from ..budget import Budget
from ..pango import MISSING, NoPango
from .engine.piece import Copy, Job, Piece, Raw, Summary, Usage
from .workers import Died, Worker

WAIT = 10  # times the processor time that a sheet may take: other programs want theirs
_XCPU = int(getattr(signal, "SIGXCPU", 0))  # ends a process whose time is spent
Embedded = tuple[list[Raw], dict[str, int]]  # objects, and which of them is which font
_Result = TypeVar("_Result")


class PressError(Exception):
    """A sheet that could not be set."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A piece in its file."""

    file: Path
    summary: Summary

    def load(self) -> Piece:
        """The piece itself, off the disk; without what it uses of fonts."""
        piece: Piece = self._read(2)
        return piece

    def fonts(self) -> dict[str, Usage]:
        """What it uses of each font."""
        found: dict[str, Usage] = self._read(1)
        return found

    def _read(self, number: int) -> Any:
        with self.file.open("rb") as opened:
            for _ in range(number):
                pickle.load(opened)
            return pickle.load(opened)


class Press:
    """Sets sheets in *jobs* processes; each is started when there is work for it."""

    def __init__(
        self,
        job: Job,
        folder: Path,
        foundation: str,
        jobs: int,
        environment: Mapping[str, str] = os.environ,
        budget: Budget = Budget(),  # noqa: B008 (frozen)
    ) -> None:
        """Make ready.

        Args:
            folder: where pieces are kept.
            foundation: fingerprint of what all pieces are made with.
            jobs: number of processes.
            environment: of the processes.
            budget: what a sheet may cost.
        """
        # WeasyPrint copies the fonts for each process and leaves them behind: here they are found
        self._scratch = folder / "scratch"
        self._environment = {**environment, "TMPDIR": str(self._scratch.absolute())}
        self._budget = budget
        self._job, self._folder, self._foundation = job, folder, foundation
        self._jobs = max(1, jobs)
        self._own = threading.local()
        self._started: list[Worker] = []
        self._used: set[Path] = set()
        self._pool = ThreadPoolExecutor(self._jobs, thread_name_prefix="press")
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._scratch.mkdir(parents=True)

    def __enter__(self) -> Press:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:  # nobody waits for what is being set
            for worker in self._started:
                worker.kill()
        self._pool.shutdown(cancel_futures=True)
        for worker in self._started:
            worker.end()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def submit(self, work: Callable[[], _Result]) -> Future[_Result]:
        """Have *work* done by a thread that has a process; it may call :meth:`set`."""
        return self._pool.submit(work)

    def set(self, copy: Copy) -> Kept:
        """Set a sheet, or take it as it is kept.

        Raises:
            PressError: it could not be set.
        """
        file = self._file(copy)
        self._used.add(file)
        return Kept(file, _read(file) or self._ask("set", copy, file))

    def embed(self, fonts: dict[str, Usage]) -> list[Embedded]:
        """The faces of the book, cut down to what is used."""
        files: list[tuple[Path, Future[Any] | None]] = []
        for name, use in sorted(fonts.items()):
            key = sha256(
                repr((self._foundation, name, sorted(use.text.items()))).encode()
            ).hexdigest()
            file = self._folder / f"{key}.font"
            self._used.add(file)
            future = (
                None if file.is_file() else self._pool.submit(self._ask, "embed", {name: use}, file)
            )
            files.append((file, future))
        found = []
        for file, future in files:
            if future is not None:
                future.result()
            found.append(pickle.loads(file.read_bytes()))
        return found

    def forget_others(self) -> None:
        """Remove pieces that this book did not need."""
        for file in self._folder.iterdir():
            if file not in self._used and file.suffix in {".piece", ".font", ".new"}:
                file.unlink(missing_ok=True)

    def _file(self, copy: Copy) -> Path:
        parts = (self._foundation, copy.html, copy.language, copy.whole)
        return self._folder / f"{sha256(repr(parts).encode()).hexdigest()}.piece"

    def _ask(self, *question: Any) -> Any:
        """Put a question to this thread's process."""
        worker: Any = getattr(self._own, "worker", None)
        if worker is None or not worker.is_there():
            worker = self._own.worker = Worker(self._environment, self._job, self._budget)
            self._started.append(worker)
        late = threading.Event()

        def give_up() -> None:
            late.set()
            worker.kill()

        clock = threading.Timer(WAIT * self._budget.seconds, give_up)
        clock.start()
        try:
            good, answer = worker.ask(question)
        except Died as died:
            self._own.worker = None
            if died.status is None and not late.is_set():
                return self._ask(*question)  # the next one's end can be told
            raise self._reason(died.status, late=late.is_set()) from died
        finally:
            clock.cancel()
        if not good:
            raise PressError(answer)
        return answer

    def _reason(self, status: int | None, *, late: bool) -> PressError | NoPango:
        if status == MISSING:
            return NoPango()
        if late or status == -_XCPU:
            return PressError(f"it took more than {self._budget.seconds:g} seconds")
        return PressError(f"its process died (exit status {status})")


def _read(file: Path) -> Summary | None:
    """What is known of a piece that is kept; None where none is, or a broken one."""
    try:
        with file.open("rb") as opened:
            summary = pickle.load(opened)
    except FileNotFoundError:
        return None
    except Exception:
        return None
    return summary if isinstance(summary, Summary) else None
