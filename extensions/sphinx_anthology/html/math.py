"""Formulas: MathML where the reader draws it (browsers, e-readers), vector drawings in print."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from lxml import etree
from sphinx.util import logging

from ..diagnostics import Code
from .latex import nesting, plain_latex

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

_MATHML = "http://www.w3.org/1998/Math/MathML"
_CHILDREN = {
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3,
    "munderover": 3,
}  # fmt: skip
# What ziamath takes doubles with each level, and a formula of the longest is a second's work.
MAX_NESTING, MAX_LENGTH = 10, 5_000
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

    plain = plain_latex(latex, block=block)
    made = str(convert(plain, display="block" if block else "inline"))
    # latex2mathml leaves some `&` as they are
    math = etree.fromstring(re.sub(r"&(?!#?\w+;)", "&amp;", made))
    _mend(math)
    # what a reader without MathML, or a listener, gets (MathML 3, 2.2.1)
    math.set("alttext", " ".join(latex.split()))
    return etree.tostring(math, encoding="unicode")


def _mend(math: etree._Element) -> None:
    """Scripts and fractions with as many children as they take; latex2mathml gives `[1]^2` the base
    `[`, `1`, `]`. No attributes without a value."""
    for element in list(math.iter("{*}*")):
        for name in [name for name, value in element.attrib.items() if _goes(name, value)]:
            del element.attrib[name]
        wanted = _CHILDREN.get(etree.QName(element).localname, 0)
        children = list(element)
        if wanted and len(children) > wanted:
            base = etree.Element(f"{{{_MATHML}}}mrow")
            base.extend(children[: len(children) - wanted + 1])
            element.insert(0, base)
        elif wanted:
            for _ in range(wanted - len(children)):
                etree.SubElement(element, f"{{{_MATHML}}}mrow")


def _goes(name: object, value: object) -> bool:
    """Whether an attribute is none, or may be the author's own: `\\href`, `\\class`, `\\style`."""
    return not value or name in {"href", "class", "id"} or (name == "style" and "(" in str(value))


@cache
def _drawing(latex: str, block: bool) -> str:
    from ziamath.zmath import Latex

    if len(latex) > MAX_LENGTH or nesting(latex) > MAX_NESTING:
        raise ValueError("it is too large to be drawn")
    drawn = Latex(plain_latex(latex, block=block), size=24, inline=not block)
    width, height = drawn.getsize()
    if min(width, height) <= 0:
        raise ValueError("nothing is drawn")
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
