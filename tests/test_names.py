"""Names as lists write them: what is taken apart, what stays whole, and the order they stand in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_anthology.core.references.works.names import Name, parse_name, sort_key

HOUSE = settings(max_examples=120, deadline=None, derandomize=True)
PERSONS = {  # as written -> family, given
    "Leiden, A. B.": ("Leiden", "A. B."),
    "Leiden, A.B.": ("Leiden", "A. B."),
    "Leiden, AB": ("Leiden", "A. B."),
    "Leiden, Anna": ("Leiden", "Anna"),
    "Wu, Y.-H.": ("Wu", "Y.-H."),
    "Leiden, MA.": ("Leiden", "M. A."),
    "Maaten, Laurens van der": ("van der Maaten", "Laurens"),
    "Wu, C-H.": ("Wu", "C-H."),
    "Leiden DA": ("Leiden", "D. A."),
    "LEIDEN A B": ("Leiden", "A B"),
    "Leiden A B": ("Leiden", "A B"),
    "Park J-R": ("Park", "J-R"),
    "FOUNDER-SMITH J": ("Founder-Smith", "J"),
    "O'BRIEN K": ("O'Brien", "K"),
    "MCCASTER J": ("McCaster", "J"),
    "Des Marais D J": ("Des Marais", "D J"),
    "VEEN P H van der": ("van der Veen", "P H"),
    "LI Hang": ("Li", "Hang"),
    "van Rossum, Guido": ("van Rossum", "Guido"),
    "LeFont, Yann": ("LeFont", "Yann"),
    "Juho Vepsäläinen": ("Vepsäläinen", "Juho"),
    "Ludwig van Beethoven": ("van Beethoven", "Ludwig"),
    "Tom B Brown": ("Brown", "Tom B"),
    "Anna B. Leiden": ("Leiden", "Anna B."),
    "J. K. Founder": ("Founder", "J. K."),
    "Jean-Paul Sartre": ("Sartre", "Jean-Paul"),
    "Ö. Åström": ("Åström", "Ö."),
    "Иван Петров": ("Петров", "Иван"),
    "李航": ("李", "航"),
    "李 航": ("李", "航"),
    "阮一峰": ("阮", "一峰"),
    "欧阳修": ("欧阳", "修"),
    "諸葛孔明": ("諸葛", "孔明"),
    "埃里克·施密特": ("施密特", "埃里克"),
    "约翰•冯•诺依曼": ("诺依曼", "约翰·冯"),
}
BODIES = (
    "killsen", "o/r", "H3C", "A", "人人都是产品经理", "腾讯科技", "腾讯网", "新华社", "华为", "王",
    "高等教育出版社", "村上春树", "ひらがな", "李白 John", "World Health Organization",
    "Etre Limited", "OpenAI", "DeepSeek AI", "IBM Research", "AT&T", "Red Hat", "Stack Overflow",
    "Lamp AI", "Lamp TV", "[美]埃里克·施密特",
    "U.S. Department of Print", "Wang Xiaobo", "Simon Peyton Jones", "King, M. L., Jr.",
    "Fast · Patrick Collison", "jimmy song", "MIT PRESS", "Dr. Anna Leiden", "何岸，林舟",
)  # fmt: skip


@pytest.mark.parametrize("written", PERSONS)
def test_person_is_taken_apart(written: str) -> None:
    name = parse_name(written)
    assert (name.family, name.given) == PERSONS[written]
    assert name.literal == ""


@pytest.mark.parametrize("written", BODIES)
def test_what_may_be_no_person_stays_whole(written: str) -> None:
    assert parse_name(written) == Name(literal=written)


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("Leiden, A. B.", "A. B. Leiden"),
        ("李 航", "李航"),
        ("埃里克·施密特", "埃里克·施密特"),
        ("World Health Organization", "World Health Organization"),
    ],
)
def test_full_name_is_in_the_order_of_its_language(written: str, full: str) -> None:
    assert parse_name(written).full == full


@HOUSE
@given(st.text(max_size=30))
def test_no_letter_of_a_name_is_lost(written: str) -> None:
    kept = parse_name(written)
    letters = sorted(c for c in written.casefold() if c.isascii() and c.isalnum())
    shown = f"{kept.family}{kept.given}{kept.literal}".casefold()
    assert sorted(c for c in shown if c.isascii() and c.isalnum()) == letters


# --- order ---------------------------------------------------------------------------------


def test_names_stand_in_pinyin_order_with_latin_ones_among_them() -> None:
    expected = [
        "阿城", "Founder, A.", "李白", "李航", "厉行", "Lin, B.", "卢深", "吕深", "罗深", "人民网",
        "Ruder, C.", "张三", "重排",
    ]  # fmt: skip
    assert sorted(reversed(expected), key=sort_key) == expected


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("单雄", "shan"), ("仇英", "qiu"), ("曾巩", "zeng"), ("任安", "ren"), ("解缙", "xie"),
        ("区适子", "ou"), ("查良", "zha"), ("朴素人", "piao"), ("万俟雪", "mo"), ("尉迟恭", "yu"),
        ("华佗", "hua"), ("欧阳修", "ou"), ("长孙顺", "zhang"),
    ],
)  # fmt: skip
def test_surnames_are_read_as_surnames(name: str, spelt: str) -> None:
    assert sort_key(name).rstrip("1234").startswith(spelt)


def test_foreign_name_in_han_is_sorted_by_its_last_part() -> None:
    assert sort_key("埃里克·施密特").startswith("shi")


def test_country_before_a_name_does_not_count() -> None:
    assert sort_key("[美]埃里克·施密特") == sort_key("埃里克·施密特")


def test_accents_and_case_do_not_count() -> None:
    assert sort_key("Åström, K.") == sort_key("ASTROM K")
