"""Formulas: MathML where the reader draws it (browsers, e-readers), vector drawings in print."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging

from ..diagnostics import Code

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)


def mathml_inline(visitor: HTML5Translator, node: nodes.math) -> None:
    block = "display" in node["classes"]
    formula = _render(visitor, node, block=block)
    visitor.body.append(f'<span class="math-display">{formula}</span>' if block else formula)
    raise nodes.SkipNode


def mathml_block(visitor: HTML5Translator, node: nodes.math_block) -> None:
    visitor.body.append(f'<div class="math-block">{_render(visitor, node, block=True)}</div>\n')
    raise nodes.SkipNode


def _render(visitor: HTML5Translator, node: nodes.Element, *, block: bool) -> str:
    latex = node.astext()
    try:
        if visitor.builder.name == "pdf":
            return _drawing(latex, block)
        return _mathml(latex, block)
    except Exception as error:  # both libraries raise what they like at odd LaTeX
        logger.warning(
            "formula cannot be set (%s); its source is shown",
            error,
            location=node,
            type="anthology",
            subtype=Code.FORMULA.slug,
        )
        return f'<code class="math-source">{escape(latex)}</code>'


@cache
def _mathml(latex: str, block: bool) -> str:
    from latex2mathml.converter import convert  # loaded by books with formulas only

    made = str(convert(latex, display="block" if block else "inline"))
    # what a reader without MathML, or a listener, gets (MathML 3, 2.2.1)
    return made.replace("<math ", f'<math alttext="{escape(" ".join(latex.split()))}" ', 1)


@cache
def _drawing(latex: str, block: bool) -> str:
    from ziamath.zmath import Latex

    drawn = Latex(latex, size=24, inline=not block)
    width, height = drawn.getsize()
    depth = max(0.0, -drawn.getyofst()) if hasattr(drawn, "getyofst") else 0.0
    svg = drawn.svg()
    from base64 import b64encode

    data = b64encode(svg.encode()).decode()
    sizes = (width / 24, height / 24, depth / 24)
    style = "width:{:.3f}em;height:{:.3f}em;vertical-align:-{:.3f}em".format(*sizes)
    return (
        f'<img class="math" alt="{escape(latex)}" style="{style}" '
        f'src="data:image/svg+xml;base64,{data}"/>'
    )
