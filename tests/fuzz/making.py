"""Posts made at random: from a grammar of pieces, or by spoiling posts of the tests.

Every input is made from the run's seed and its own number alone, so any can be made again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

from sphinx_anthology.core.post import decode_bytes

from ..casebook import CASES, load

TESTS = Path(__file__).parents[1]
LONGEST = 20_000  # characters of a post that is spoilt
ODD = "\0\x07\x0b\x1b\x7f\x85\u200b\u202e\u2028\u0301\ufeff\ufffe\U0001f469\ue000\u3000\xa0\\\t\r"
WORDS = ("word", "甲乙", "x", "a b", "É", "𠀀", "1", "-1", "9" * 30, "2020-02-30", "true", "~", "")
MARKDOWN = (
    *("# ", "## ", "###### ", "- ", "* ", "1. ", "> ", ">>> ", "    ", "\t", "```", "~~~", "``"),
    *("`", "*", "**", "***", "_", "__", "~~", "~", "^", "==", "++", "[", "]", "](", ")", "![", "<"),
    *(">", "[^1]", "[^1]: ", "[^a]", "^[", "[x]: y", "[x][]", "|", "|-|-|", "|a|b|", "---", "==="),
    *("***", "+++", "...", "\\", "\\\\", "$", "$$", "\\(", "\\)", "\\[", "\\]", "`$", "$`", "\n"),
    *("\n\n", "  \n", ":::note", ":::", ":::: ", "!!! note", "> [!NOTE]", "{#id}", "{.x}", "{:"),
    *("}", "{漢|かん}", ": ", "[TOC]", "<!--more-->", "<!--", "-->", "&amp;", "&#0;", "&"),
    "&#x110000;",
    *("http://", "https://a.example/", "//b.example/", "javascript:x", "data:text/html,x"),
    "file:///",
    *("(../x.md)", "(y.png)", "(#z)", "[@key]", "@key", ":smile:", "作者：", "参考", "\\frac{1}{"),
)  # fmt: skip
HTML_NAMES = (
    *("a", "b", "i", "u", "p", "q", "s", "br", "hr", "td", "tr", "th", "li", "ul"),
    *("ol", "dl", "dt", "dd", "h1", "h6", "em", "rt", "rp", "pre", "div", "img"),
    *("sub", "sup", "svg", "span", "font", "code", "kbd", "ruby", "table", "thead"),
    *("tbody", "tfoot", "caption", "figure", "figcaption", "details", "summary"),
    *("blockquote", "center", "script", "style", "iframe", "object", "embed", "form"),
    *("input", "select", "option", "video", "audio", "source", "picture", "math"),
    *("noscript", "template", "textarea", "base", "meta", "link", "x-y", "Foo"),
)
HTML_VALUES = (
    *(
        "1",
        "99",
        "-5",
        "x",
        "center",
        "javascript:x",
        "&#106;avascript:x",
        "data:text/html,y",
        "//h/",
    ),
    *(
        "https://a.example/",
        "y.png",
        "width:9px",
        "background:url(x)",
        "\"'<>",
        "a b",
        "",
        "\0",
        "&",
    ),
)
HTML_KEYS = (
    *("href", "src", "id", "name", "class", "style", "onclick", "onerror", "title", "alt", "width"),
    *("height", "align", "colspan", "rowspan", "start", "srcset", "data", "xlink:href", "srcdoc"),
)
KEYS = (
    *(
        "title",
        "date",
        "tags",
        "author",
        "authors",
        "categories",
        "slug",
        "aliases",
        "cover",
        "lang",
    ),
    *(
        "draft",
        "weight",
        "summary",
        "series",
        "permalink",
        "source_url",
        "license",
        "editor",
        "url",
    ),
    *(
        "params",
        "extra",
        "resources",
        "updated",
        "math",
        "toc",
        "image",
        "status",
        "unknown",
        "a.b",
    ),
)
VALUES = (
    *WORDS,
    *(
        "[a, b]",
        "{a: b}",
        "[[[a]]]",
        "{a: {b: [c]}}",
        "'x",
        '"x',
        '"\\x00"',
        "|",
        ">-",
        "&a x",
        "*a",
    ),
    *("!!python/object:x {}", "!x y", "? ", "- a", "2024-01-01", "2024-01-01T25:00:00Z", "12:30"),
    *("0x" + "f" * 40, "1e999", ".nan", "../../x", "javascript:x", "<script>", "{{ x }}", "[", "}"),
    *("2020年1月2日", "Jan 32, 2020", "flase", "CON", "..", "#a #b", "a, b；c", "A <a@b.c> & B"),
)
NAMES = (
    *("figure", "youtube", "x", "note", "fold", "highlight", "raw"),
    *("endraw", "endhighlight", "ref", "relref", "quote", "img"),
)
SHORTCODES = (
    *("{{<", ">}}", "{{%", "%}}", "{%", "%}", "{{", "}}", "{{</", "{{< /", "{% end", "{#", "#}"),
    *(
        ' src="y.png"',
        " caption='<b>'",
        ' title="',
        " 1",
        ' href="javascript:x"',
        "/>",
        "|",
        "\n",
        " ",
    ),
)
CITED = (
    *(
        "- ",
        "1. ",
        "[1] ",
        "[2]",
        "* ",
        "Someone, A. ",
        "张三. ",
        "“题目”",
        "《书》",
        "*Title*. ",
        "[J]. ",
    ),
    *(
        "[M]. ",
        "北京: 社, ",
        "2020. ",
        "(2020) ",
        "99999",
        "12(3): 4-5. ",
        "doi:10.1/x",
        "https://a.b/c",
    ),
    *(
        "[题](https://a.b)",
        "javascript:x",
        "http://[::1",
        "et al. ",
        "& ",
        "vol. ",
        "pp. ",
        ", ",
        ". ",
    ),
    *(
        "\n",
        "\n\n",
        "## References\n\n",
        "参考文献\n\n",
        "“",
        "”",
        "\\",
        "$x$",
        "<b>",
        "|",
        "{",
        "}",
        "[",
    ),
)


def made(seed: int, number: int) -> str:
    """Input *number* of the run that *seed* begins."""
    random = Random(f"{seed}-{number}")
    if random.random() < 0.4:
        return _spoilt(random)
    header = _front_matter(random) if random.random() < 0.4 else "---\ntitle: x\n---\n\n"
    parts = random.choice(PARTS), random.choice(PARTS)
    return header + "".join(part(random) for part in parts)


def _pieces(random: Random, *kinds: tuple[str, ...]) -> str:
    """Pieces of all *kinds*, now and then one of them many times."""
    found = []
    for _ in range(random.randrange(1, 40)):
        piece = random.choice(random.choice(kinds))
        found.append(piece * (random.randrange(2, 200) if random.random() < 0.02 else 1))
    return "".join(found)


def _markdown(random: Random) -> str:
    return _pieces(random, MARKDOWN, MARKDOWN, WORDS)


def _html(random: Random) -> str:
    return "".join(_tag(random) for _ in range(random.randrange(1, 25)))


def _tag(random: Random) -> str:
    kind = random.random()
    name = random.choice(HTML_NAMES)
    if kind < 0.3:
        return f"</{name}>"
    if kind < 0.5:
        return _pieces(
            random, WORDS, ("\n", " ", "\n\n", "<", "**", "<!-- ", "]]>", "<![CDATA[", "<?")
        )
    quote = random.choice(['"', "'", ""])
    keys = [random.choice(HTML_KEYS) for _ in range(random.randrange(3))]
    attributes = "".join(f" {k}={quote}{random.choice(HTML_VALUES)}{quote}" for k in keys)
    return f"<{name}{attributes}{random.choice(['>', '>', '>', '/>', ' ', ''])}"


def _shortcodes(random: Random) -> str:
    return _pieces(random, SHORTCODES, SHORTCODES, NAMES, WORDS)


def _references(random: Random) -> str:
    return "\n\n## References\n\n" + _pieces(random, CITED, CITED, WORDS)


PARTS: tuple[Callable[[Random], str], ...] = (_markdown, _markdown, _html, _shortcodes, _references)


def _front_matter(random: Random) -> str:
    fence, mark = random.choice([("---", ": "), ("+++", " = "), ("", ": "), ("{", ": ")])
    rows = [
        f"{random.choice(KEYS)}{mark}{random.choice(VALUES)}" for _ in range(random.randrange(1, 8))
    ]
    if fence == "{":
        rows = [f'"{random.choice(KEYS)}": {random.choice(VALUES)},' for _ in rows]
        return "{" + "\n".join(rows).rstrip(",") + random.choice(["}\n\n", "\n", "}}"])
    closing = fence if random.random() < 0.95 else ""
    return "\n".join([fence, *rows, closing, "", ""]).lstrip("\n")


@cache
def seeds() -> tuple[str, ...]:
    """Posts of the tests."""
    files = [*sorted(TESTS.glob("bad/*.md")), *sorted(TESTS.glob("roots/*/**/*.md"))]
    texts = [decode_bytes(file.read_bytes(), "")[0][:LONGEST] for file in files]
    cases = [case.input for file in sorted(CASES.glob("*.md")) for case in load(file.stem)]
    return tuple(filter(None, texts + cases))


def _spoilt(random: Random) -> str:
    text = random.choice(seeds())
    for _ in range(random.randrange(1, 6)):
        text = random.choice(_SPOILING)(random, text)
    return text[:LONGEST]


def _span(random: Random, text: str) -> tuple[int, int]:
    start = random.randrange(len(text) + 1)
    return start, min(len(text), start + random.randrange(1, 30))


def _without(random: Random, text: str) -> str:
    start, end = _span(random, text)
    return text[:start] + text[end:]


def _again(random: Random, text: str) -> str:
    start, end = _span(random, text)
    return text[:start] + text[start:end] * random.choice([2, 2, 3, 20]) + text[end:]


def _with_piece(random: Random, text: str) -> str:
    start = random.randrange(len(text) + 1)
    piece = random.choice((*MARKDOWN, *SHORTCODES, *VALUES, *ODD))
    return text[:start] + piece + text[start:]


def _with_tag(random: Random, text: str) -> str:
    start = random.randrange(len(text) + 1)
    return text[:start] + _tag(random) + text[start:]


def _crossed(random: Random, text: str) -> str:
    other = random.choice(seeds())
    return text[: _span(random, text)[0]] + other[_span(random, other)[0] :]


def _shuffled(random: Random, text: str) -> str:
    lines = text.split("\n")
    random.shuffle(lines)
    return "\n".join(lines)


_SPOILING: tuple[Callable[[Random, str], str], ...] = (
    _without, _again, _with_piece, _with_piece, _with_tag, _crossed, _shuffled,
)  # fmt: skip
