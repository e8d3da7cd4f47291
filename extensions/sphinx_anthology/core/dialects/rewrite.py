"""What a tag, or a pair of tags, becomes where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...diagnostics import Code
from ..patterns import regex
from .code import Ranges
from .edits import Edit
from .pairs import Pair
from .shortcodes import (
    CODE,
    CONTAINERS,
    FORMULAS,
    HIDDEN,
    LEAVES,
    MARKS,
    SILENT,
    VERBATIM,
    as_html,
    container,
    fallback,
    filled,
    linked,
)
from .tags import Tag

_HTML_BLOCK = regex(
    r"^[ \t]*<(?:!--(?!.*-->)|/?(?:address|article|aside|blockquote|center|details|dd|div|dl|dt"
    r"|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|iframe|li|main|nav|ol|p|section"
    r"|summary|table|tbody|td|tfoot|th|thead|tr|ul)(?=[\s/>]))",
    re.IGNORECASE | re.MULTILINE,
)
_LINE_START = regex(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?$")


def rewritten(body: str, pair: Pair, own: Mapping[str, str], html: Ranges) -> Iterator[Edit]:
    """The edits that turn a tag, or a pair of tags, into Markdown."""
    tag, closing = pair.tag, pair.closing
    name = tag.name
    if tag.closing:  # a closing tag of nothing
        yield _edit(tag, "", name)
    elif name in own:
        yield from _by_template(body, pair, own[name])
    elif closing is None:
        after = _leaf(tag)
        yield _edit(tag, as_html(after) if _in_html(body, tag, html) else after, name)
    elif name in HIDDEN:
        yield Edit(tag.start, closing.end, "", Code.SHORTCODE, f"text hidden by {name}")
    elif name in VERBATIM or name in SILENT:
        yield from (_edit(tag, "", name), _edit(closing, "", name))
    elif name in FORMULAS:
        yield from _formula(body, tag, closing)
    elif name in CODE:
        yield from _code(body, tag, closing)
    elif name in MARKS and not (_on_own_line(body, tag) and name in CONTAINERS):
        opening, end = linked(tag) or MARKS[name]
        yield from (_edit(tag, opening, name), _edit(closing, end, name))
    elif _on_own_line(body, tag) and _on_own_line(body, closing):
        yield from (_bare if _in_html(body, tag, html) else _container)(tag, closing)
    else:
        title = container(tag).title if name in CONTAINERS else fallback(tag)
        stands = _on_own_line(body, tag)
        yield _edit(tag, title if stands else f"{title} " if title else "", name)
        yield _edit(closing, "", name)


def html_ranges(body: str) -> Ranges:
    """Blocks of HTML, each to its blank line (CommonMark 4.6): Markdown is not read there."""
    return Ranges(_html_blocks(body))


def _html_blocks(body: str) -> Iterator[tuple[int, int]]:
    end = 0
    for match in _HTML_BLOCK.finditer(body):
        if match.start() >= end:
            end = body.find("\n\n", match.start())
            end = end if end >= 0 else len(body)
            yield match.start(), end


def _in_html(body: str, tag: Tag, html: Ranges) -> bool:
    line = body.rfind("\n", 0, tag.start) + 1
    # a line that begins with a comment is HTML to its end, the next one is not
    after_comment = body[line : tag.start].lstrip(" ").startswith("<!--")
    return after_comment or tag.start in html


def _leaf(tag: Tag) -> str:
    if tag.name in LEAVES:
        return LEAVES[tag.name](tag)
    if tag.name in SILENT or tag.name in VERBATIM or tag.name in HIDDEN:
        return ""
    if tag.name in CONTAINERS:
        return str(container(tag).title) or fallback(tag)
    return fallback(tag)


def _edit(tag: Tag, after: str, name: str) -> Edit:
    return Edit(tag.start, tag.end, after, Code.SHORTCODE, f"shortcode {name}")


def _on_own_line(body: str, tag: Tag) -> bool:
    begin = body.rfind("\n", 0, tag.start) + 1
    end = body.find("\n", tag.end)
    rest = body[tag.end : end if end >= 0 else len(body)]
    return not rest.strip() and bool(_LINE_START.match(body[begin : tag.start]))


def _container(tag: Tag, closing: Tag) -> Iterator[Edit]:
    if tag.name in CONTAINERS:
        opening = str(container(tag))
    else:  # nobody knows it: a block set apart, under the words it was given
        opening = f":::plain {fallback(tag)}".rstrip()
    yield from (_edit(tag, opening, tag.name), _edit(closing, ":::", tag.name))


def _by_template(body: str, pair: Pair, template: str) -> Iterator[Edit]:
    """What the user says a tag means: a container when the template begins with ``:::``."""
    tag, closing = pair.tag, pair.closing
    if closing is None:
        yield _edit(tag, filled(template, tag), tag.name)
    elif template.startswith(":::"):
        yield from (
            _edit(tag, filled(template, tag).rstrip(), tag.name),
            _edit(closing, ":::", tag.name),
        )
    else:
        before, _, after = template.partition("{inner}")
        yield from (
            _edit(tag, filled(before, tag), tag.name),
            _edit(closing, filled(after, tag), tag.name),
        )


def _code(body: str, tag: Tag, closing: Tag) -> Iterator[Edit]:
    language = CODE[tag.name] or tag.named("lang", "language", "type", "code")
    if not CODE[tag.name] and not language:
        first = next(iter(tag.words), "").removeprefix("lang:")
        language = first if re.fullmatch(r"[\w+#.-]+", first) else ""
    if not (_on_own_line(body, tag) and _on_own_line(body, closing)):
        yield from (_edit(tag, "`", tag.name), _edit(closing, "`", tag.name))
        return
    longest = max(map(len, re.findall(r"`{3,}", body[tag.end : closing.start])), default=2)
    if longest > 2 and body[tag.end : closing.start].lstrip().startswith("```"):
        yield from (_edit(tag, "", tag.name), _edit(closing, "", tag.name))  # holds a fence
        return
    fence = "`" * (longest + 1)
    yield from (_edit(tag, fence + language, tag.name), _edit(closing, fence, tag.name))


def _formula(body: str, tag: Tag, closing: Tag) -> Iterator[Edit]:
    inner = body[tag.end : closing.start]
    if "$" in inner or "\\(" in inner or "\\[" in inner:
        dollars = ""
    else:
        block = _on_own_line(body, tag) or "display" in tag.arguments
        dollars = "$$" if block else "$"
    if dollars == "$":
        lead = len(inner) - len(inner.lstrip())
        trail = len(inner) - len(inner.rstrip())
        yield Edit(tag.start, tag.end + lead, "$", Code.SHORTCODE, f"shortcode {tag.name}")
        yield Edit(closing.start - trail, closing.end, "$", Code.SHORTCODE, f"shortcode {tag.name}")
        return
    yield from (_edit(tag, dollars, tag.name), _edit(closing, dollars, tag.name))


def _bare(tag: Tag, closing: Tag) -> Iterator[Edit]:
    """In a block of HTML ``:::`` would be text: the words of a container, and nothing around."""
    title = container(tag).title if tag.name in CONTAINERS else fallback(tag)
    yield from (_edit(tag, as_html(title), tag.name), _edit(closing, "", tag.name))
