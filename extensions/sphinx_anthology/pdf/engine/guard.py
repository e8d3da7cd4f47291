"""What of WeasyPrint and pydyf is changed or used though not public, and which release has it.

``tests/test_engine.py`` fails when another release is installed, and tells what to look at.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from weasyprint import layout

from ..typography import breaking, justify, shaping
from . import faces, quick

TRIED = {"weasyprint": "70.0", "pydyf": "0.13.0"}
# Names that are not public: what uses them breaks when they change.
INSIDES = (
    "weasyprint.css:AnonymousStyle.__missing__",
    "weasyprint.css:ComputedStyle.__missing__",
    "weasyprint.css:StyleFor.set_computed_styles",
    "weasyprint.css:declaration_precedence",
    "weasyprint.css:find_style_attributes",
    "weasyprint.css:find_stylesheets",
    "weasyprint.css:preprocess_declarations",
    "weasyprint.css.computed_values:COMPUTER_FUNCTIONS",
    "weasyprint.css.computed_values:PHYSICAL_FUNCTIONS",
    "weasyprint.css.computed_values:border_width",
    "weasyprint.css.computed_values:parse_color",
    "weasyprint.css.functions:check_math",
    "weasyprint.css.properties:Dimension",
    "weasyprint.css.properties:INHERITED",
    "weasyprint.css.properties:INITIAL_NOT_COMPUTED",
    "weasyprint.css.properties:INITIAL_VALUES",
    "weasyprint.draw.color:get_color",
    "weasyprint.draw.text:draw_first_line",
    "weasyprint.formatting_structure.boxes:Box.is_in_normal_flow",
    "weasyprint.formatting_structure.boxes:ParentBox.page_values",
    "weasyprint.layout:make_margin_boxes",
    "weasyprint.layout.absolute:AbsolutePlaceholder",
    "weasyprint.layout.background:layout_box_backgrounds",
    "weasyprint.layout.block:block_box_layout",
    "weasyprint.layout.column:columns_layout",
    "weasyprint.layout.inline:add_word_spacing",
    "weasyprint.layout.inline:avoid_collisions",
    "weasyprint.layout.inline:boxes",
    "weasyprint.layout.inline:can_break_text",
    "weasyprint.layout.inline:justify_line",
    "weasyprint.layout.inline:split_first_line",
    "weasyprint.layout.inline:split_inline_box",
    "weasyprint.layout.inline:split_text_box",
    "weasyprint.layout.percent:resolve_percentages",
    "weasyprint.layout.preferred:can_break_text",
    "weasyprint.layout.preferred:split_first_line",
    "weasyprint.pdf:_use_references",
    "weasyprint.pdf.fonts:Font",
    "weasyprint.pdf.fonts:build_fonts_dictionary",
    "weasyprint.pdf.fonts:get_hb_object_data",
    "weasyprint.pdf.stream:Stream.artifact",
    "weasyprint.pdf.stream:Stream.marked",
    "weasyprint.pdf.stream:Stream.show_text",
    "weasyprint.pdf.stream:get_pango_font_key",
    "weasyprint.text.constants:PANGO_DIRECTION",
    "weasyprint.text.ffi:pango",
    "weasyprint.text.ffi:gobject",
    "weasyprint.text.line_break:LST_TO_ISO",
    "weasyprint.text.line_break:_font_style_cache_key",
    "weasyprint.text.line_break:Layout.deactivate",
    "weasyprint.text.line_break:Layout.get_first_line",
    "weasyprint.text.line_break:Layout.reactivate",
    "weasyprint.text.line_break:Layout.set_text",
    "weasyprint.text.line_break:Layout.setup",
    "weasyprint.text.line_break:create_layout",
    "weasyprint.text.line_break:first_line_metrics",
    "weasyprint.text.line_break:font_features",
    "weasyprint.text.line_break:get_font_description",
    "weasyprint.text.line_break:get_next_break_point",
    "weasyprint.text.line_break:get_next_break_point_from_text",
    "weasyprint.text.line_break:get_next_word_boundaries",
    "weasyprint.text.line_break:line_size",
    "weasyprint.text.line_break:pyphen",
    "weasyprint.text.line_break:strut",
)


def install() -> None:
    """Make the changes. Calling it twice does no harm."""
    faces.install()
    shaping.install()
    breaking.install()
    justify.install()
    if version("weasyprint") == TRIED["weasyprint"]:
        quick.install()
    layout.make_margin_boxes = _none  # sheets have none, and looking for them takes 3 % of the time


def _none(*_: Any) -> Iterable[Any]:
    return ()
