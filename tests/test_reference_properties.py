"""What must hold for every item and every list, whatever stands there."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sphinx_anthology.core.markdown import block_parser
from sphinx_anthology.core.markdown.blocks import blocks_of
from sphinx_anthology.core.references import find_lists, find_notes, parse_item, read_item
from sphinx_anthology.core.references.reading.parse import MAX_ITEM, is_citation, is_cited_in_full
from sphinx_anthology.core.references.reading.written import Written, read_tokens, take_label
from sphinx_anthology.diagnostics import Place
from sphinx_anthology.model import Reference

settings.register_profile("house", max_examples=120, deadline=None, derandomize=True)
settings.load_profile("house")

SCRAPS = (  # what citations are made of, and the marks that readers look for
    "Codd, E. F.", "Rubin DB", "李小航", "王小河, 李大江, 等", "et al.", "and", "&", "(1970)",
    "1970", "2019-05-18", "[M].", "[J].", "[C]//", "[EB/OL].", "“字距”", '"Leading"',
    "*Type Journal*",
    "**12**", "《铅字》", "（王小河）", "12(3): 4-5", "vol. 3", "pp. 1-9", "北京: 铅字出版社",
    "New York: Type Press", "doi:10.1000/xyz", "ISBN 978-7-111-21382-6", "arXiv:2005.99999",
    "[Title - Site](https://a.example.org/b)", "<https://b.example.org/c>", "https://c.example.org/d",
    "[https://d.example.org](https://d.example.org)", "[pdf](/e.pdf)", "[2020-01-02]", "访问",
    "Retrieved 2020-01-02 from", "In", "(Eds.)", "by Ada Brown", "作者：王小河", "译", "，", "。",
    ".", ":", "-", "|", "_", "【字】", "(", ")", "[1]", "[2]:", "3.", "`code`", "$x$",
    "word", "甲乙丙",
    "转载", "参考", "URL", "。", "?", "！", "———.", "\\[4\\]",
)  # fmt: skip
ITEM = st.lists(st.sampled_from(SCRAPS), min_size=1, max_size=14).map(" ".join)
LINE = st.one_of(
    ITEM,
    ITEM.map("- {}".format),
    ITEM.map("1. {}".format),
    ITEM.map("[1] {}".format),
    ITEM.map("> [1] {}".format),
    ITEM.map("[^1]: {}".format),
    st.sampled_from(("## 参考", "## Links", "# 资源", "### Reading", "参考：", "**备注**", "***")),
    st.sampled_from(("## 节", "正文。", "```\ncode\n```", "![图](a.png)", "| a |\n|-|\n| b |")),
)
POST = st.lists(LINE, min_size=1, max_size=9).map("\n\n".join)


def _written(text: str) -> Written:
    tokens = block_parser().parseInline(text)[0].children or []
    return take_label(read_tokens(tokens, text, 1))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z0-9]{2,}|[\u4e00-\u9fff]+", text))


def _all_of(reference: Reference) -> str:
    lists = (reference.authors, reference.editors, reference.translators)
    texts = (reference.title, reference.site, reference.container, reference.note, reference.text)
    return " ".join([*texts, *(name for names in lists for name in names)])


@given(text=ITEM)
@example(text="[a](https://a.example.org)[b](https://b.example.org) https://c.example.org")
def test_every_address_of_an_item_is_kept(text: str) -> None:
    item, reference = _written(text), parse_item(text, Place("post.md", 1))
    assert set(item.hrefs) == ({reference.url} if reference.url else set()) | {*reference.more_urls}


@given(text=ITEM)
def test_every_word_of_an_item_is_kept(text: str) -> None:
    item = _written(text)
    given_words = _words(item.plain)
    kept = _words(_all_of(read_item(item, "post.md")))
    assert given_words <= kept


@given(text=ITEM)
def test_no_field_holds_marks_of_the_reader(text: str) -> None:
    reference = parse_item(text, Place("post.md", 1))
    assert not re.search("[\ue000-\ue003\ufffc]", _all_of(reference))


@pytest.mark.parametrize("piece", SCRAPS)
def test_a_text_too_long_for_an_item_is_not_taken_apart(piece: str) -> None:
    text = (piece + " ") * (20_000 // len(piece))
    item = _written(text)
    if len(item.marked) <= MAX_ITEM:  # addresses alone are short
        return
    reference = read_item(item, "post.md")
    assert reference.title == item.plain
    assert not reference.authors
    assert not is_citation(item)
    assert not is_cited_in_full(item)


@given(text=POST)
@example(text="参考：\n\n[1] Codd\n\n<https://a.example.org>")
@example(text="## 参考\n\n《铅字》\n\nhttps://a.example.org")
def test_no_word_of_a_block_is_lost_in_a_list(text: str) -> None:
    blocks = blocks_of(block_parser().parse(text))
    lists = find_lists(blocks)
    for entry in lists:
        before = _words(" ".join(block.text for block in blocks[entry.start : entry.stop]))
        after = " ".join(
            f"{piece.before} {piece.label} {piece.plain} {' '.join(piece.hrefs)}"
            if isinstance(piece, Written)
            else piece.text
            for piece in entry.pieces
        )
        assert before <= _words(after)
    bounds = [(entry.start, entry.stop) for entry in lists]
    assert all(a[1] <= b[0] for a, b in pairwise(bounds))
    for index, item in find_notes(blocks):
        assert _words(blocks[index].text) <= _words(f"{item.plain} {' '.join(item.hrefs)}")
