"""What to do about each message, and what the rules make of a post: for the manual, for machines
and for ``anthology explain``."""

from __future__ import annotations

from collections.abc import Iterator

from .core.rules import RULES
from .diagnostics import Code, Severity

_ADVICE = {
    "no-source": "Check the path given as `BOOK`.",
    "no-posts": "Point `BOOK` at a folder that holds `.md`, `.markdown` or `.mdx` files; look "
    "at `anthology_exclude`, and whether all posts are drafts or broken.",
    "not-a-file": "Rename the directory. What lies in it is read all the same.",
    "unreadable": "Mend the file's permissions, or the link.",
    "empty-post": "Write something, or remove the file.",
    "not-utf8": "Convert it: `iconv -f GB18030 -t UTF-8`.",
    "too-large": "Split it, or leave it out with `anthology_exclude`. The message tells how much a "
    "post may have.",
    "front-matter": "Mend the line that is named. The post is left out until then.",
    "duplicate-slug": "Give one of the two a `slug` of its own.",
    "bad-setting": "Choose one of the values that the message lists.",
    "bad-lock": "Mend the line that is named, or take the file away and have it written again.",
    "look-alike": "Nothing; or, if they are one work, give both one key in `references.lock.json`.",
    "no-pango": "Install Pango as the message says. Website and EPUB do without.",
    "duplicate-key": "Remove one of the two; the later one counts.",
    "bad-value": "Mend the value; it is ignored until then.",
    "mended-header": "Write it as the message says; other programs read it otherwise, or not.",
    "bad-blog": "Mend the file, or say the same in `anthology_sources`.",
    "mended-link": "Mend the address in the post.",
    "missing-anchor": "Mend what follows the `#`. The link leads to the chapter until then.",
    "ambiguous-link": "Name the post by its path or its whole address.",
    "shared-slug": "Nothing; or give one of them a `slug` of its own.",
    "no-title": "Give the post a `title`. Its file name stands in until then.",
    "unknown-shortcode": "Nothing, if the text reads well without it; its inner text is kept.",
    "missing-image": "Mend the address or put the file in its place. A placeholder with the alt "
    "text and the link stands there until then.",
    "changed-picture": "Look at what is there now. `anthology pictures lock --update` takes it; or "
    "copy the file that was locked into the cache. A placeholder stands there until then.",
    "missing-link": "Mend the link. Its text stays.",
    "removed-html": "Nothing, if the text reads well without it. See [](faq.md).",
    "footnote": "Define the note, or take its mark away. The mark stands there, raised.",
    "unknown-citation": "Mend the key; `anthology inspect` prints the keys. The citation stays as "
    "written until then.",
    "unused-footnote": "Put its mark where it belongs. It stands among the notes until then.",
    "no-alt": "Say in the brackets of `![...](...)` what the picture shows. `图片` or a "
    "file name says nothing.",
    "old-pages": "Build the PDF, then the EPUB: it takes the page numbers from there.",
    "no-redirect": "Nothing; or change the alias, if it is still in use. The message says what is "
    "in its way.",
    "unknown-key": "Nothing. The key is kept, but nothing is made of it.",
    "draft": "Build with `DRAFTS=1` to see it in the book.",
    "left-out": "Nothing, or rename the file.",
    "bad-cover": "Mend what `anthology_cover` names in conf.py, or the picture itself.",
    "over-budget": "Split the post, or take out what has no end (marks nested a thousandfold, "
    "say); or allow it more: `anthology_post_seconds`, `anthology_post_bytes`.",
    "cannot-write": "Make room on the disk, or mend the permissions, and build again. What was "
    "built before is as it was.",
    "busy": "Wait for the other build, or end it; or build into another folder (`BUILD`).",
    "not-set": "Take out of the post what the message names. The rest of the book is there.",
    "missing-face": "Install the font, or take the face out of `anthology_epub_fonts`. Readers' "
    "own faces stand in until then.",
    "missing-glyph": "Install a font that has it; `fc-list ':charset=4e00'` lists those with 一.",
    "overflow": "Look at the page; break the line, or make the picture or table narrower.",
    "dead-link": "Report it: a link to what the book lacks should have become text before.",
    "print": "Look at the page in the PDF; what it names is left out there.",
    "formula": "Mend the LaTeX; its source stands there until then.",
}

_OF_A_RULE = "Look at it with `anthology diff`; refuse it in `anthology_refuse` if it is wrong."
# A line before and after each rule.
EXAMPLES: dict[str, tuple[str, str]] = {
    "variable": ("`{{ site.baseurl }}/a`", "`/a`"),
    "shortcode": ('`{{< figure src="a.png" caption="Map" >}}`', "a figure"),
    "module": ("`import Chart from './chart'`, in MDX", "nothing"),
    "read-more": ("`<!--more-->`", "nothing; the text above it is the excerpt"),
    "toc-mark": ("`[TOC]`", "nothing"),
    "attributes": ("`![](a.png){: .wide }`", "`![](a.png)`"),
    "tight-heading": ("`##标题`", "`## 标题`"),
    "loose-bold": ("`：** 粗 **。`", "`：**粗**。`"),
    "code-formula": ("`` `$x^2$` ``, where it is the post's habit", "a formula"),
    "empty-line": ("a paragraph of no-break or ideographic spaces", "nothing"),
    "indent": ("`　　正文`", "`正文`"),
    "byline": ("`作者 \\| 叶二  编辑 \\| 魏晓` at either end", "author and editor of the chapter"),
    "source-line": ("`[原文](https://…)`, `本文转载自 …` at either end", "the chapter's source"),
    "published-at": ("`本文首发于 …`, `Originally published at …`", "a line after the chapter"),
    "picture": ("a picture on a line of its own within a paragraph", "a figure"),
    "caption": ("a line in italics, or `图片来自 …`, below a picture", "its caption"),
    "bold-heading": ("a short line (up to 20 Han characters) all in bold", "a heading"),
    "first-title": ("one top heading, and no title in the front matter", "the chapter's title"),
    "repeated-title": ("a first heading that says the title again", "nothing"),
    "toc-list": (
        "a list of links to the post's own sections, or of their names below 目录",
        "nothing",
    ),
    "references": ("a list under 参考资料, `References` …", "entries of the bibliography"),
    "break": ("`---` at either end of the text", "nothing"),
    "advertisement": ("`欢迎关注公众号 …` near either end", "the same, set small and apart"),
    "ordinal": ("`## 一、背景`, with `anthology_numbers` other than `as-written`", "`## 背景`"),
    "heading-level": ("`#` followed by `###`", "`#` followed by `##`"),
}


def next_step(code: Code) -> str:
    """What to do about *code*, in Markdown."""
    return _OF_A_RULE if code in RULES else _ADVICE[code.slug]


def explain(code: Code) -> Iterator[str]:
    """Lines for the terminal: what *code* means, what to do, how to have it be quiet."""
    yield f"{code.slug} ({code.severity.value})"
    yield f"  {code.meaning}"
    if code.slug in EXAMPLES:
        before, after = EXAMPLES[code.slug]
        yield f"  Before: {before}"
        yield f"  After:  {after}"
    yield f"  What to do: {next_step(code)}"
    if code.severity is Severity.WARNING:
        yield f'  To have it be quiet: suppress_warnings = ["anthology.{code.slug}"] in conf.py'
