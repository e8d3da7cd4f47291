"""Formulas as blogs write them, in MathML and as drawings."""

from __future__ import annotations

import pytest
from lxml import etree

from sphinx_anthology.html.latex import plain_latex, split_rows
from sphinx_anthology.html.math import _drawing, _mathml

from .reading import Element

ROWS = {
    "aligned": r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
    "gathered": r"\begin{gathered} a \\ c \end{gathered}",
    "gather": r"\begin{gather} a \\ c \end{gather}",
    "multline": r"\begin{multline} a \\ c \end{multline}",
    "equation of rows": r"\begin{equation} a \\ c \end{equation}",
    "split in equation": r"\begin{equation}\begin{split} a &= b \\ c \end{split}\end{equation}",
    "alignat": r"\begin{alignat}{2} a &= b \\ c &= d \end{alignat}",
    "flalign": r"\begin{flalign} a &= b \\ c &= d \end{flalign}",
    "eqnarray": r"\begin{eqnarray} a &=& b \\ c &=& d \end{eqnarray}",
    "dcases": r"f = \begin{dcases} 1 & x \\ 2 & y \end{dcases}",
    "rcases": r"\begin{rcases} 1 & x \\ 2 & y \end{rcases} = f",
    "no environment": r"a = b \\ c = d",
    "ends of lines after Markdown's backslash": r"\begin{bmatrix} 1 \\\\ 2 \\\\ \end{bmatrix}",
    "a gap": r"\begin{pmatrix} 1 \\[2pt] 2 \end{pmatrix}",
}
ODD = {  # what came out wrong, or not at all
    "braces after Markdown's backslash": (r"\\{0, 1\\}", r"\{0, 1\}"),
    "a percent sign": (r"a \\% b", r"a \% b"),
    "an end of line at the end": (r"a = b \\", "a = b"),
    "a label": (r"a \label{eq:a} = b", "a  = b"),
    "a power of a matrix": (
        r"\begin{bmatrix} 1 \end{bmatrix}^{-1}",
        r"{\begin{bmatrix} 1 \end{bmatrix}}^{-1}",
    ),
}


def _math(latex: str) -> Element:
    return etree.fromstring(_mathml(latex, True))


def _named(root: Element, name: str) -> list[Element]:
    return [e for e in root.iter("{*}*") if etree.QName(e).localname == name]


@pytest.mark.parametrize("name", ROWS)
def test_rows_stand_below_each_other(name: str) -> None:
    assert len(_named(_math(ROWS[name]), "mtr")) == 2
    assert 'style="width:' in _drawing(ROWS[name], True)


@pytest.mark.parametrize("name", ODD)
def test_odd_latex_is_understood(name: str) -> None:
    written, read = ODD[name]
    assert plain_latex(written, block=True) == read
    assert 'style="width:' in _drawing(written, False)


def test_braces_in_an_environment_are_left_alone() -> None:
    latex = r"\begin{matrix} a \\{b} \end{matrix}"
    assert plain_latex(latex, block=True) == latex


def test_rows_inside_of_groups_are_theirs() -> None:
    assert list(split_rows(r"a \\ {b \\ c} \\ \begin{x} d \\ e \end{x} \{ \\ f")) == [
        "a ", r" {b \\ c} ", r" \begin{x} d \\ e \end{x} \{ ", " f",
    ]  # fmt: skip


def test_rows_in_running_text_stay_on_the_line() -> None:
    assert plain_latex(r"a \\ b", block=False) == r"a  \quad  b"


def test_a_power_of_brackets_has_one_base() -> None:
    (power,) = _named(_math(r"\begin{bmatrix} 1 \\ 2 \end{bmatrix}^{-1}"), "msup")
    assert len(power) == 2


def test_formula_says_its_latex_as_it_was_written() -> None:
    assert _math("a < b \\\\\n& c").get("alttext") == r"a < b \\ & c"


def test_no_attribute_is_empty() -> None:
    math = _math(r"\left\{ \begin{align} a \tag{1} \\ b \tag{2} \end{align} \right.")
    assert [e.tag for e in math.iter("{*}*") if "" in e.attrib.values()] == []


def test_what_draws_nothing_is_no_picture() -> None:
    with pytest.raises(ValueError, match="nothing"):
        _drawing(r"\\", False)
