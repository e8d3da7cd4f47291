"""Columns: trials that cannot come to anything else are not made.

WeasyPrint balances columns by laying them out again and again, often one pixel higher each time;
where a column ends changes only when another line fits.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from math import inf
from typing import Any

from weasyprint.layout import block, column

_AHEAD = 16  # pixels, about a line
_columns = column.columns_layout
_lay_out = block.block_box_layout
Trials = dict[float, Any]  # space below a column -> how it was laid out
_trials: ContextVar[dict[tuple[Any, ...], Trials] | None] = ContextVar("trials", default=None)


def _balanced(context: Any, box: Any, *others: Any) -> Any:
    """Lay out columns; notes and what floats need every trial."""
    plain = all(inner.is_in_normal_flow() and not inner.footnote for inner in box.descendants())
    token = _trials.set({} if plain else None)
    try:
        return _columns(context, box, *others)
    finally:
        _trials.reset(token)


def _tried(context: Any, box: Any, space: float, *others: Any, **named: Any) -> Any:
    trials = _trials.get() if box.is_column else None
    if trials is None or others[5] is None:  # what is laid out for good has no list of margins
        return _lay_out(context, box, space, *others, **named)
    skip, _, is_empty, *_ = others

    def lay_out(space: float) -> Any:
        return _lay_out(context, box, space, *others[:3], [], [], [], *others[6:], **named)

    return _known(trials.setdefault((box, repr(skip), is_empty), {}), space, lay_out)


def _known(trials: Trials, space: float, lay_out: Callable[[float], Any]) -> Any:
    """How a column is laid out above *space*, and, from the second time, how long that is so."""
    less = min((known for known in trials if known >= space), default=None)
    more = max((known for known in trials if known <= space), default=None)
    if less is not None and more is not None and trials[less][1] == trials[more][1]:
        return trials[less]
    found = trials[space] = lay_out(space)
    if less is None or less == inf:
        return found
    same, other = space, space - _AHEAD if more is None or more == inf else more
    if other not in trials:
        trials[other] = lay_out(other)
    while same - other > 1 and trials[other][1] != found[1]:
        middle = same - max(1, (same - other) // 2)
        trials[middle] = lay_out(middle)
        if trials[middle][1] == found[1]:
            same = middle
        else:
            other = middle
    return found


CHANGES = ((block, "columns_layout", _balanced), (block, "block_box_layout", _tried))
