#!/usr/bin/env python3
"""Check a website built from a folder of posts: is Markdown left over, are words lost?

usage: check_corpus.py POSTS BUILD [--conf DIR] [--show N]

POSTS is the folder of posts, BUILD the folder that ``anthology build html`` wrote to. Two counts:

left over   marks of Markdown and of shortcodes in the text that readers see, code aside;
lost        words of a post that are neither in its chapter (text, descriptions, addresses) nor in
            what the report says was taken out or rewritten.

Exit code 1 when a word is lost. Marks left over are listed, for a person to look at.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import html

from sphinx_anthology.commands.reading import reading_settings
from sphinx_anthology.core.collection import Choices, collect
from sphinx_anthology.core.frontmatter import split
from sphinx_anthology.model import Chapter
from sphinx_anthology.scan import scan

MARKS = re.compile(
    r"\{\{[<%]|\{%|\+\+\+|\*\*|\[\^[^\]\s]+\]|!\[(?![A-Z]{1,2}(?:/OL)?\])|^:::", re.MULTILINE
)
CODE = {"pre", "code", "math", "script", "style", "kbd", "samp", "tt"}
CODE_CLASSES = {"math", "highlight"}
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af]{3,}")
# What of a post's source is mark-up and not words: comments, tags but for what they say, names of
# languages behind fences, addresses, labels of references and notes, attribute lists.
_INLINE_TAG = re.compile(r"</?(?:span|a|b|i|em|strong|font|u|s|sub|sup|mark|small)\b[^<>]*>")
_MARKUP = (
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE),
    _INLINE_TAG,
    re.compile(r"</?[a-zA-Z][^<>]*>"),
    re.compile(r"^[ \t>]*(?:[-*+]|\d+\.)?[ \t]*(?:```|~~~)[^\n]*$", re.MULTILINE),
    re.compile(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+(?=[\"']))?"),
    re.compile(r"^[ ]{0,3}\[[^\]\n]+\]:[ \t]*\S+", re.MULTILINE),
    re.compile(r"\]\[[^\]\n]*\]"),
    re.compile(r"\[\^[^\]\n]+\]"),
    re.compile(r"&#?\w+;"),
    re.compile(r"https?://[^\s<>()]+"),
    re.compile(r"\{[:#.][^{}\n]*\}"),
    re.compile(r"\[![\w-]+\][+-]?"),
    re.compile(r"\b[\w-]+=(?=[\"'])"),
    re.compile(r":[a-z0-9_+-]+:"),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("posts", type=Path)
    parser.add_argument("build", type=Path)
    parser.add_argument("--conf", type=Path, help="folder of conf.py, when it is not the posts'")
    parser.add_argument("--show", type=int, default=20, help="list so many of each")
    options = parser.parse_args()
    found = scan(options.posts, **reading_settings(options.conf or options.posts))
    chapters = collect(found.posts, Choices(drafts=True), str(options.posts)).chapters
    left: list[str] = []
    lost: list[str] = []
    read = 0
    for chapter in chapters:
        page = options.build / "html" / f"{chapter.docname}.html"
        if not page.is_file():
            print(f"no page for {chapter.post.path}", file=sys.stderr)
            continue
        read += 1
        article = html.parse(str(page)).find(".//article")
        left += (f"{chapter.post.path}: {what}" for what in left_over(article))
        text = (options.posts / chapter.post.path).read_text(encoding="utf-8-sig")
        lost += (f"{chapter.post.path}: {what}" for what in lost_words(text, chapter, article))
    for name, rows in (("left over", left), ("lost", lost)):
        print(f"{name}: {len(rows)} in {read} chapters")
        for row in rows[: options.show]:
            print(f"  {row}")
    return 1 if lost or not read else 0


def left_over(article: html.HtmlElement) -> Iterator[str]:
    """Marks in what readers see outside code, with the text around them."""
    for text in _prose(article):
        for match in MARKS.finditer(text):
            around = text[max(0, match.start() - 30) : match.end() + 40]
            yield f"{match[0]} in {' '.join(around.split())!r}"


def _prose(element: html.HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in CODE:
        return
    if CODE_CLASSES & set((element.get("class") or "").split()):
        return
    if element.text:
        yield element.text
    for child in element:
        yield from _prose(child)
        if child.tail:
            yield child.tail


def lost_words(text: str, chapter: Chapter, article: html.HtmlElement) -> Iterator[str]:
    """Words that the source has more often than chapter and report together."""
    body = split(text).body
    written = set(_words(body))  # taking mark-up out of code may glue words that nobody wrote
    for pattern in _MARKUP:
        body = pattern.sub("" if pattern is _INLINE_TAG else " ", body)
    # code is coloured within words, and blocks may touch: a word counts by either reading
    kept = Counter(_words(_everything(article, ""))) | Counter(_words(_everything(article, "\n")))
    kept.update(_words(_meta(chapter)))
    for note in chapter.post.diagnostics:
        kept.update(_words(f"{note.before} {note.message}"))
    for word, missing in (Counter(_words(body)) - kept).items():
        if word in written:
            yield f"{word!r} {missing}x"


def _everything(article: html.HtmlElement, between: str) -> str:
    parts = [between.join(article.itertext())]
    for element in article.iter():
        if isinstance(element.tag, str):
            parts += (
                element.get(name) or ""
                for name in ("alt", "alttext", "title", "href", "src", "class")
            )
    return "\n".join(parts)


def _meta(chapter: Chapter) -> str:
    return repr((chapter.meta, [reference.as_written for reference in chapter.post.references]))


def _words(text: str) -> Iterable[str]:
    folded = text.casefold()
    yield from _HAN.findall(folded)
    yield from _WORD.findall(folded)


if __name__ == "__main__":
    raise SystemExit(main())
