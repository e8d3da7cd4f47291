"""A process that sets sheets, as the press speaks to it."""

from __future__ import annotations

import pickle
import subprocess
from collections.abc import Mapping
from typing import Any

from .. import prefork

SECONDS = 60.0  # that a process may take to end when nothing more is asked


class Died(Exception):
    """A process ended while it was asked something.

    Attributes:
        status: as ``subprocess`` has it; None where another process knows it.
    """

    def __init__(self, status: int | None) -> None:
        super().__init__(status)
        self.status = status


class Worker:
    """One of those that were loaded before the build began, or else a new one."""

    def __init__(self, environment: Mapping[str, str], *first: Any) -> None:
        """Begin.

        Args:
            first: what it is told before it is asked anything.
        """
        self._own: subprocess.Popen[bytes] | None = None
        self._is_gone = False
        found = prefork.take(prefork.ENGINE, environment)
        if found is None:
            self._own, found = _started(environment)
        self._worker = found
        found.tell(first)

    def ask(self, question: Any) -> Any:
        """Its answer.

        Raises:
            Died: it ended.
        """
        try:
            pickle.dump(question, self._worker.questions, pickle.HIGHEST_PROTOCOL)
            self._worker.questions.flush()
            return pickle.load(self._worker.answers)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            self._is_gone = True
            raise Died(self._own.wait() if self._own else None) from error

    def is_there(self) -> bool:
        """Whether it can be asked, as far as that is known."""
        return self._own is None or self._own.poll() is None

    def kill(self) -> None:
        """End it now; one that has ended is left alone, for its number may be another's."""
        if self._own:
            self._own.kill()
        elif not self._is_gone:
            self._worker.kill()

    def end(self) -> None:
        """Let it come to its end, and wait for that."""
        self._worker.end(SECONDS)
        if self._own:
            self._own.wait()


def _started(environment: Mapping[str, str]) -> tuple[subprocess.Popen[bytes], prefork.Worker]:
    process: subprocess.Popen[bytes] = prefork.start_own(
        "sphinx_anthology.pdf.engine", environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, **prefork.APART,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    return process, prefork.Worker(process.pid, process.stdin, process.stdout)
