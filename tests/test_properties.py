"""What must hold for every post, whatever a stranger wrote: tried on texts made at random."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it.token import Token

from sphinx_anthology.core.collection import Choices, collect
from sphinx_anthology.core.dialects import to_markdown
from sphinx_anthology.core.frontmatter import RawFrontMatter, decode, split, understand
from sphinx_anthology.core.frontmatter.dates import parse_stamp
from sphinx_anthology.core.links import PostMap, anchor_table, find_anchor, mend, resolve
from sphinx_anthology.core.markdown import block_parser
from sphinx_anthology.core.markdown.blocks import blocks_of, plain, tokens_of
from sphinx_anthology.core.post import decode_bytes, prepare, read_post
from sphinx_anthology.core.references import parse_item
from sphinx_anthology.core.references.works.identify import canonical_url
from sphinx_anthology.core.rules import Rules
from sphinx_anthology.core.sites import NAMES, address_of, read_blog
from sphinx_anthology.core.slugs import slug_of_path, slugify
from sphinx_anthology.core.sniff import describe, image_type
from sphinx_anthology.core.structure import Composition, compose
from sphinx_anthology.diagnostics import Place
from sphinx_anthology.model import Blog, Chapter, ChapterMeta, FrontMatter

settings.register_profile("house", max_examples=120, deadline=None, derandomize=True)
settings.load_profile("house")

HEADERS = (
    "",
    "---\ntitle: 题目\n---\n",
    "\n\n+++\ntitle = '题目'\n\n+++\n\n",
    "Title: 题目\nDate: 2024-01-01\n\n",
    '{"title": "题目"}\n',
    "---\ntitle: 题目\ntags: [a, b]\ndraft: false\n...\n",
)
FRAGMENTS = (  # pieces that posts are made of, with the marks that rules look at
    "甲乙丙",
    "word",
    "**粗体**",
    "**“引号”**",
    "# 标题",
    "## 二、节",
    "**小标题**",
    "- 项",
    "1. 项",
    "> 引文",
    "```",
    "~~~",
    "---",
    "+++",
    "***",
    "$x$",
    "$$",
    "![图](a.png)",
    "[链接](https://a.org/b)",
    "参考",
    "# 参考",
    "作者 | 某人",
    "图片来自某处",
    "[^1]",
    "[^1]: 注",
    "<b>",
    "<script>x</script>",
    "<!-- 注 -->",
    "<!--more-->",
    '{{< figure src="a.png" >}}',
    "{{< x >}}",
    "{% raw %}",
    "{% endraw %}",
    "{% highlight py %}",
    "{% endhighlight %}",
    "{: .x}",
    "|a|b|",
    "|-|-|",
    "    code",
    "\t",
    "  ",
    "\u3000",
    "&nbsp;",
    "\\",
    "`",
    "``",
    "*",
    "_",
    "[",
    "](",
    "{",
    "}",
    "{{",
    "}}",
    "%}",
    "[原文](https://example.org/x)",
    "https://example.org/y",
    "[1] Someone. Title[J]. 2020.",
    "=",
)
LINES = st.lists(st.lists(st.sampled_from(FRAGMENTS), max_size=4).map(" ".join), max_size=14)
BODIES = LINES.map("\n".join)
ANY_TEXT = st.text(max_size=300) | BODIES
WORDS = st.text("abcdefghijklmnop", min_size=3, max_size=8)
HAN = st.text("天地玄黄宇宙洪荒日月盈昃辰宿列张", min_size=1, max_size=8)


# --- lines ---------------------------------------------------------------------------------


@given(header=st.sampled_from(HEADERS), body=BODIES)
def test_body_keeps_every_line_of_the_file(header: str, body: str) -> None:
    text = header + body
    raw = split(text)
    if not raw.problem:
        assert raw.body.count("\n") == text.count("\n")
        assert to_markdown(raw.body, "post.md")[0].count("\n") == text.count("\n")


@given(header=st.sampled_from(HEADERS), before=st.integers(0, 9), after=st.integers(0, 3))
def test_finding_on_a_line_is_reported_on_that_line(header: str, before: int, after: int) -> None:
    lines = ["甲"] * before + ["", "{{< nobody-knows-this >}}", ""] + ["乙"] * after
    text = header + "\n".join(lines)
    expected = text[: text.index("{{<")].count("\n") + 1
    found = [d for d in prepare(text, "post.md").diagnostics if d.code.slug == "unknown-shortcode"]
    assert [finding.place.line for finding in found] == [expected]


@given(
    header=st.sampled_from(HEADERS), before=st.integers(0, 9), end=st.sampled_from(["\n", "\r\n"])
)
def test_headings_references_and_pictures_know_their_line(
    header: str, before: int, end: str
) -> None:
    lines = [
        *["甲", ""] * before,
        "## 一节",
        "",
        "![图](https://a.org/p)",
        "",
        "乙",
        "",
        "# 参考",
        "",
    ]
    lines += ["- [题](https://a.org/q)", ""]
    text = header + "\n".join(lines)
    post = read_post(text.replace("\n", end), "post.md", "post.md")

    def line_of(part: str) -> int:
        return text[: text.index(part)].count("\n") + 1

    assert [h.line for h in post.headings] == [line_of("## 一节"), line_of("# 参考")]
    assert [image.place.line for image in post.images] == [line_of("![图]")]
    assert [ref.place.line for ref in post.references] == [line_of("- [题]")]


# --- nothing is lost -----------------------------------------------------------------------


def _post(words: list[str], marks: list[str]) -> str:
    """A post that puts each word behind a mark of structure."""
    paired = zip(words, marks * (len(words) // len(marks) + 1), strict=False)
    return "---\ntitle: titleword\n---\n\n" + "\n\n".join(
        mark.replace("@", word) for word, mark in paired
    )


MARKS = (
    "@",
    "# @",
    "### @",
    "**@**",
    "*@*",
    "- @",
    "1. @",
    "> @",
    "作者 | @",
    "图片来自 @",
    "![@](a.png)",
    '![图](a.png "@")',
    "[@](https://example.org/a)",
    "# 参考\n\n- @",
    "参考：\n\n1. [@](https://example.org/b)",
    "[1] @[M]. 北京: 社, 2020.",
    "`@`",
    "```\n@\n```",
    "| @ | b |\n|---|---|\n| c | d |",
    "@[^n]\n\n[^n]: @x",
    "~~@~~",
    "<b>@</b>",
    "{{< x >}}@",
    "    @",
    "$ @ $",
    "@  \nb",
    "\\*@\\*",
    "&lt;@&gt;",
    '{{< figure src="a.png" caption="@" >}}',
    '{{% fold "@" %}}\nx\n{{% /fold %}}',
    "{{< notice tip >}}\n@\n{{< /notice >}}",
    "{% note warning @ %}\nx\n{% endnote %}",
    "{% blockquote @, 书 %}\nx\n{% endblockquote %}",
    '{{ quote(author="@") }}',
    '{{< nobody title="@" >}}',
    "{{< nobody >}}\n@\n{{< /nobody >}}",
    "x {{< button >}}@{{< /button >}} y",
    "{% comment %}\n@\n{% endcomment %}",
    ":::tip @\nx\n:::",
    ":::@\nx",
    '!!! note "@"\n    x',
    "> [!NOTE] @\n> x",
    "> [!NOTE]\n> @",
    "==@==",
    "++@++",
    "x ^[@]",
    "@\n: x",
    "- [x] @",
    "{@|x}",
    "##@",
    "文：** @ **。",
    "`$@$`",
    "欢迎关注公众号 @",
    "本文首发于 [@](https://example.org/d)",
    "译者：@",
    "- [@](#a)\n- [b](#b)\n- [c](#c)",
    "甲\n![@](a.png)\n乙",
    "<details><summary>@</summary>x</details>",
    "<p>@</p>",
    '<img alt="@" src="a.png">',
    '<iframe src="https://example.org/x" title="@"></iframe>',
    "<Box>@</Box>",
    "List<@>",
    "<table><tr><td>@</td></tr></table>",
    "## 一、@\n\n## 二、b",
    "# @ {#id}",
    "![x](a.png){: .@ }",
    "[x](y.md '@')",
)


def _everything(text: str) -> str:
    """All that the book knows of a post: its blocks' text, its facts, what its report says went."""
    prepared = prepare(text, "post.md")
    blocks = blocks_of(block_parser().parse(prepared.body))
    chapter = compose(blocks, **prepared.composing("post.md"))
    taken = [note.before for note in (*prepared.diagnostics, *chapter.notes)]
    return "\n".join([chapter.title, *_block_texts(chapter), *_facts(chapter), *taken])


def _block_texts(chapter: Composition) -> list[str]:
    texts = [block.text for block in chapter.blocks]
    for token in chapter.tokens:
        texts.append(token.content)
        texts.append(plain(token.children or ()))
        texts += [str(child.attrGet("title") or "") for child in token.children or ()]
        texts += [child.content for child in token.children or ()]
        if token.type == "figure":
            texts.append(plain(token.meta["image"].children or ()))
    return texts


def _facts(chapter: Composition) -> list[str]:
    return [
        *(person.name for person in chapter.people),
        *(chapter.source or ()),
        *(reference.as_written for reference in chapter.references),
    ]


@given(
    words=st.lists(WORDS, min_size=1, max_size=12, unique=True),
    marks=st.lists(st.sampled_from(MARKS), min_size=1, max_size=12),
)
@settings(max_examples=300)
def test_no_word_of_a_post_is_lost(words: list[str], marks: list[str]) -> None:
    text = _everything(_post(words, marks))
    assert [word for word in words if word not in text] == []


@given(
    runs=st.lists(HAN, min_size=1, max_size=8), marks=st.lists(st.sampled_from(MARKS), min_size=1)
)
def test_no_han_of_a_post_is_lost(runs: list[str], marks: list[str]) -> None:
    text = _everything(_post(runs, marks))
    assert [run for run in runs if run not in text] == []


@given(runs=st.lists(HAN, min_size=2, max_size=6), bold=st.integers(0, 5))
def test_line_breaks_between_han_vanish(runs: list[str], bold: int) -> None:
    lines = [f"**{run}**" if index == bold else run for index, run in enumerate(runs)]
    children = block_parser().parse("\n".join(lines))[1].children or []
    assert plain(children) == "".join(runs)


def test_marks_nest_only_so_deep_that_a_renderer_can_follow() -> None:
    text = "*a " * 500 + "<b>" * 500 + "z" + "</b>" * 500 + " a*" * 500
    children = block_parser().parse(text)[1].children or []
    depths = [0]
    for child in children:
        depths.append(depths[-1] + child.nesting)
    assert max(depths) <= 40
    assert depths[-1] == 0
    assert "z" in plain(children)


# --- steadiness ----------------------------------------------------------------------------


@given(body=BODIES)
def test_reading_a_post_twice_gives_the_same(body: str) -> None:
    assert read_post(body, "post.md", "post.md") == read_post(body, "post.md", "post.md")


@given(body=BODIES)
def test_composing_what_is_composed_changes_no_word(body: str) -> None:
    """Headings, captions and references that were found stay found; none is found anew."""
    once = _composed(body)
    again = compose(
        once.blocks,
        path="post.md",
        title=once.title,
        rules=Rules(frozenset({"bold-heading"})),
    )
    assert len(again.references) == 0
    assert _words("\n".join(_block_texts(again))) <= _words("\n".join(_block_texts(once)))


def _composed(body: str) -> Composition:
    blocks = blocks_of(block_parser().parse(body))
    return compose(blocks, path="post.md", title="题目")


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


@given(body=BODIES)
def test_tokens_balance_after_the_rules(body: str) -> None:
    depth = 0
    for token in _composed(body).tokens:
        depth += token.nesting
        assert depth >= 0
    assert depth == 0


@given(body=BODIES)
def test_levels_have_no_gap(body: str) -> None:
    before = 0
    for heading in _composed(body).headings:
        assert 1 <= heading.level <= before + 1
        before = heading.level


@given(body=BODIES)
def test_blocks_are_all_of_the_tokens(body: str) -> None:
    tokens = block_parser().parse(body)
    assert tokens_of(blocks_of(tokens)) == tokens


# --- nothing raises ------------------------------------------------------------------------


@given(text=ANY_TEXT)
@example(text='{"a":' * 5000)
@example(text="---\n" + "- " * 3000 + "\n---\n")
@example(text="+++\na=" + "[" * 3000 + "\n+++\n")
@example(text="---\n? \n---\n")
@example(text="---\n!!python/object:os.system {}\n---\n")
@example(text="---\n{}: {}\n---\n")
@example(text="---\ndate: 9999-99-99\n---\n")
@example(text="---\ntitle: \x00\n---\n")
def test_any_text_is_read_without_an_exception(text: str) -> None:
    read_post(text, "post.md", "post.md")


@given(data=st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    text, finding = decode_bytes(data, "post.md")
    assert (text == "") or (finding is None)
    assert image_type(data) == "" or image_type(data).startswith("image/")
    assert describe(data)


@given(syntax=st.sampled_from(["toml", "yaml", "json", "header", "none"]), text=ANY_TEXT)
def test_any_front_matter_is_decoded_or_refused(syntax: str, text: str) -> None:
    raw = RawFrontMatter(syntax, text, 1, text.count("\n") + 1, "")
    front, notes = decode(raw, "post.md")
    assert front.fields == {} or not [n for n in notes if n.code.slug == "front-matter"]


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.dates()
    | st.datetimes(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = (
    "title",
    "date",
    "published",
    "draft",
    "tags",
    "categories",
    "author",
    "authors",
    "lang",
    "weight",
    "cover",
    "image",
    "aliases",
    "series",
    "summary",
    "slug",
    "toc",
    "math",
    "status",
    "taxonomies",
    "extra",
    "editor",
    "translator",
    "layout",
    "header",
    "unknown",
)


@given(fields=st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=8))
def test_any_values_are_understood_or_reported(fields: dict[str, object]) -> None:
    meta, _ = understand(FrontMatter("yaml", fields), "post.md")
    assert all(isinstance(tag, str) and tag for tag in meta.tags)
    assert all(person.name for person in (*meta.authors, *meta.contributors))
    assert {key.split(".")[0] for key in meta.extra} <= set(fields)


@given(text=st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    try:
        stamp = parse_stamp(text)
    except ValueError:  # looks like a date, and is none: said so
        return
    assert stamp is None or re.match(r"\d{4}-\d{2}-\d{2}", stamp.isoformat())


@given(text=ANY_TEXT)
@example(text="http://[::1")
@example(text="[x](http://[1:2:3)")
@example(text="https://example.org:99999999/")
def test_any_item_is_a_reference(text: str) -> None:
    reference = parse_item(text, Place("post.md", 1))
    assert re.fullmatch(r"[a-z0-9]+-[a-z2-7]{8}", reference.key)
    # a number that the author put before it is the item's label
    assert reference.as_written == text or text.strip().endswith(reference.as_written)


# --- names ---------------------------------------------------------------------------------


@given(text=st.text(max_size=120))
@example(text="……")
@example(text="铅字 Type №5")
@example(text="x" * 300)
def test_slugs_are_ascii_and_never_empty(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slugify(text))
    assert slugify(text) == slugify(slugify(text))
    assert len(slugify(text)) <= 80


@given(
    parts=st.lists(st.text(max_size=12).map(lambda t: t.replace("/", "")), min_size=1, max_size=4)
)
def test_slugs_of_paths_are_ascii_and_never_empty(parts: list[str]) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug_of_path("/".join(parts) + ".md"))


@given(path=st.text("abc/-", max_size=12), tracking=st.sampled_from(["", "?utm_source=x", "#top"]))
def test_one_page_has_one_address(path: str, tracking: str) -> None:
    one = canonical_url(f"https://example.org/{path}")
    other = canonical_url(f"http://www.example.org/{path}{tracking}")
    assert one == other
    assert canonical_url(one) == one


@given(title=HAN, year=st.integers(1990, 2030))
def test_the_same_work_has_the_same_key_wherever_it_stands(title: str, year: int) -> None:
    text = f"[{title}](https://example.org/{year}/05/a)"
    keys = {parse_item(text, Place(path, line)).key for path, line in (("a.md", 1), ("b.md", 99))}
    assert len(keys) == 1
    assert replace(parse_item(text, Place("a.md", 1)), place=Place("b.md", 99)) == parse_item(
        text, Place("b.md", 99)
    )


# --- raw HTML ------------------------------------------------------------------------------

TAGS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' jAvAsCrIpT:alert(1)'>x</a>",
    "<iframe src='https://a.org'></iframe>",
    "<b onclick=x>y</b>",
    "<svg onload=x><script>y</script></svg>",
    "<style>@import 'x'</style>",
    "<p style='x:y'>",
    "</p>",
    "<object data=x>",
    "<form action=x><input></form>",
    "<!-- <script> -->",
    "<div",
    ">",
    "<<b>",
    "'",
    '"',
    '<a href="data:text/html,x">x</a>',
    "<math><mi xlink:href='javascript:x'>y</mi></math>",
    "文字",
    "<details open ontoggle=x>",
    "<base href='https://a.org'>",
    "<meta http-equiv=refresh>",
    "&lt;script&gt;",
)
PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=5)


@given(parts=st.lists(st.sampled_from(TAGS) | PLAIN, max_size=7), inline=st.booleans())
@settings(max_examples=300)
def test_raw_html_becomes_tokens_that_do_not_act(parts: list[str], inline: bool) -> None:
    source = ("字 " if inline else "") + "".join(parts)
    depth = 0
    for token in _flat(block_parser().parse(source)):
        depth += token.nesting
        assert token.type not in {"html_block", "html_inline"}
        assert set(token.attrs) <= ATTRIBUTES
        for name in ("href", "src"):
            value = str(token.attrGet(name) or "")
            scheme = re.sub(r"[\x00-\x20]", "", value).lower().partition(":")[0]
            assert scheme not in {"javascript", "data", "vbscript"}
    assert depth == 0


def _flat(tokens: list[Token]) -> list[Token]:
    return [each for token in tokens for each in (token, *_flat(token.children or []))]


ATTRIBUTES = {"href", "src", "alt", "title", "width", "height", "class", "style", "start"} | {
    "colspan",
    "rowspan",
}


PIECES = (
    *"[*^$:~=+`<_{|!&",
    "<div>",
    "<div>\n",
    "a <b>",
    "<ul><li>",
    '<a "',
    "^[",
    "![",
    "[^",
    "[^a",
    "$$x\n",
    "\\(",
    "\\[\n",
    "\\begin{align}\n",
    "==a ",
    "++a ",
    "~a",
    ":a",
    "$a ",
    "*a**a",
    "<!--",
    "<table><tr><td>",
    "<p><b>",
    "<details>\n\n",
    "<Foo>",
    "<Foo a={",
    "a\n: b\n",
    "{漢|",
    "[^a]: b\n",
    "<img src=x>",
    "a<sup>",
)


@pytest.mark.parametrize("piece", PIECES)
def test_a_hundred_kilobytes_of_anything_are_read(piece: str) -> None:
    """Posts are strangers' input: repeated without end, nothing breaks the parser or takes what
    follows with it. How long it takes is measured by bench/hostile.py."""
    assert "lastword" in _everything(f"{piece * (100_000 // len(piece))}\n\n\nlastword")


# --- blogs and links -----------------------------------------------------------------------

LINKS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            ("http", "https", "://", ":/", "//", "www.", "a.org", "/", "#", "?", "..", "x.md", "%",
             "%E4%B8%80", "。", "（", "）", " ", "post:", "@/", "{filename}", "{{", "}}", "|", "[")
        ),
        max_size=8,
    ).map("".join),
)  # fmt: skip


def _book() -> tuple[Chapter, PostMap]:
    blog = Blog("", "hugo", "https://a.example.org/b", (("", "/:year/:slug/"),))
    paths = ("content/x.md", "content/y/index.md", "content/y/index.es.md")
    text = "---\ntitle: T\ndate: 2020-01-01\n---\n\nText.\n"
    posts = [read_post(text, path, path, blog=blog) for path in paths]
    chapters = collect(posts, Choices(), "").chapters
    return chapters[0], PostMap.of(chapters)


HERE, BOOK = _book()


@given(href=LINKS)
@example(href="https://[a.org/")
def test_any_link_leads_somewhere_or_is_missing(href: str) -> None:
    link = resolve(href, HERE, BOOK)
    docnames = {chapter.docname for chapter in BOOK.slugs.values()}
    assert (link.docname in docnames) == (link.kind == "chapter")
    assert (len(link.candidates) > 1) == (link.kind == "ambiguous")


@given(href=LINKS)
def test_mending_an_address_twice_changes_nothing(href: str) -> None:
    once, _ = mend(href)
    assert mend(once) == (once, "")


@given(name=st.sampled_from(sorted(NAMES)), text=st.text(max_size=200))
def test_any_settings_are_a_blog_or_none(name: str, text: str) -> None:
    try:
        blog = read_blog({name: text})
    except ValueError:
        return
    assert blog is None or blog.generator


@given(
    pattern=st.text(alphabet=":/{}%[]Yabdehilmnorstuy_", max_size=40), title=st.text(max_size=20)
)
def test_any_pattern_gives_an_address_from_the_root_or_none(pattern: str, title: str) -> None:
    blog = Blog(generator="hugo", permalinks=(("", pattern),))
    address = address_of(blog, "content/x.md", ChapterMeta(title=title))
    assert address == "" or address.startswith("/")


@given(text=st.text(max_size=40))
def test_any_anchor_is_found_by_its_own_id(text: str) -> None:
    table = anchor_table([("own-id", text)])
    assert find_anchor("own-id", table) == "own-id"
