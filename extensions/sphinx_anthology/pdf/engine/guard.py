"""What of WeasyPrint and pydyf is changed or used though not public, and which release has it.

``tests/test_engine.py`` fails when another release is installed, and tells what to look at.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from weasyprint import layout

from ..typography import justify
from . import faces

TRIED = {"weasyprint": "70.0", "pydyf": "0.13.0"}
# Names that are not public: what uses them breaks when they change.
INSIDES = (
    "weasyprint.layout:make_margin_boxes",
    "weasyprint.layout.absolute:AbsolutePlaceholder",
    "weasyprint.layout.inline:add_word_spacing",
    "weasyprint.layout.inline:count_expandable_spaces",
    "weasyprint.layout.inline:justify_line",
    "weasyprint.pdf:_use_references",
    "weasyprint.pdf.fonts:Font",
    "weasyprint.pdf.fonts:build_fonts_dictionary",
    "weasyprint.pdf.fonts:get_hb_object_data",
    "weasyprint.pdf.stream:Stream.artifact",
    "weasyprint.pdf.stream:Stream.marked",
    "weasyprint.text.ffi:pango",
    "weasyprint.text.line_break:Layout.get_first_line",
    "weasyprint.text.line_break:Layout.reactivate",
    "weasyprint.text.line_break:create_layout",
)


def install() -> None:
    """Make the changes. Calling it twice does no harm."""
    faces.install()
    justify.install()
    layout.make_margin_boxes = _none  # sheets have none, and looking for them takes 3 % of the time


def _none(*_: Any) -> Iterable[Any]:
    return ()
