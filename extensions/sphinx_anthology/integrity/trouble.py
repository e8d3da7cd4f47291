"""A disk that is full, a folder that may not be written to: one message instead of a traceback."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..diagnostics import Code, Diagnostic, Place
from ..posts.report import stop_build

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HINT = "What was built before is as it was; make room there, and build again"
# What says of the place, and not of the program, that nothing can be written.
_PLACE = {
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO,
}  # fmt: skip
_TOLD = re.compile(r"\[Errno (\d+)\][^:\n]*(?:: '([^'\n]*)')?")


def tell_trouble(app: Sphinx, exception: Exception | None) -> None:
    """End a build that could not write with one message. Errors of other processes, and of whoever
    listens to events, are known by their text alone."""
    for error in _behind(exception):
        told = _TOLD.search(str(error))
        if told and int(told[1]) in _PLACE:
            file = f" ({told[2]})" if told[2] else ""
            message = f"cannot be written: {os.strerror(int(told[1]))}{file}"
            stop_build(
                app, Diagnostic(Code.CANNOT_WRITE, message, Place(str(Path(app.outdir))), HINT)
            )


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """*error* and what led to it."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        yield error
        error = error.__cause__ or error.__context__
