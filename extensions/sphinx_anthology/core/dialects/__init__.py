"""Shortcodes and tags of the blog engines, turned into Markdown without changing a line number.

Code is never touched: a post about shortcodes keeps its samples. What is not known keeps its words
and is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt

from ...diagnostics import Code, Diagnostic, Place
from ..rules import Rules
from . import marks
from .code import CodeRanges, Ranges
from .edits import Edit, Lines, apply
from .shortcodes import (
    CODE,
    CONTAINERS,
    FORMULAS,
    HIDDEN,
    LEAVES,
    MARKS,
    SILENT,
    VERBATIM,
    container,
    fallback,
    filled,
    known,
    linked,
    named_by_template,
)
from .tags import Tag, tags_in

_ESCAPED = re.compile(r"\{\{([<%])/\*\s*(.*?)\s*\*/([>%])\}\}")
_HTML_BLOCK = re.compile(
    r"^[ \t]*<(?:!--(?!.*-->)|/?(?:address|article|aside|blockquote|center|details|dd|div|dl|dt"
    r"|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|iframe|li|main|nav|ol|p|section"
    r"|summary|table|tbody|td|tfoot|th|thead|tr|ul)(?=[\s/>]))",
    re.IGNORECASE | re.MULTILINE,
)
_LINE_START = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?$")
MAX_OPEN = 100  # tags that may be open at once


@dataclass(frozen=True, slots=True)
class _Pair:
    """A tag with what closes it; ``closing`` is None for a leaf."""

    tag: Tag
    closing: Tag | None = None


def to_markdown(
    body: str, path: str, rules: Rules | None = None, fields: Mapping[str, Any] | None = None
) -> tuple[str, list[Diagnostic]]:
    """Rewrite *body*; the result has the same number of lines.

    Args:
        rules: what may be done to this post.
        fields: its front matter, for variables that name a field.
    """
    rules = rules or Rules()
    notes: list[Diagnostic] = []
    for rewrite in (_variables, _shortcodes, _marks):
        body, made = rewrite(body, path, rules, fields or {})
        notes += made
    return body, notes


def _variables(
    body: str, path: str, rules: Rules, fields: Mapping[str, Any]
) -> tuple[str, list[Diagnostic]]:
    if "{{" not in body:
        return body, []
    found = _allowed(marks.variables(body, fields), body, rules)
    verbatim = _verbatim(body) if found else Ranges(())
    return apply(body, (edit for edit in found if edit.start not in verbatim), path)


def _verbatim(body: str) -> Ranges:
    """What stands between the halves of tags whose text is no template: ``raw``, ``highlight``."""
    code = CodeRanges(body)
    found = (named_by_template(tag) for tag in tags_in(body) if tag.start not in code)
    return Ranges(
        (pair.tag.end, pair.closing.start)
        for pair in _paired(_outside_verbatim(found))
        if pair.closing and (pair.tag.name in CODE or pair.tag.name in VERBATIM)
    )


def _marks(
    body: str, path: str, rules: Rules, fields: Mapping[str, Any]
) -> tuple[str, list[Diagnostic]]:
    edits: list[Edit] = list(marks.modules(body, mdx=path.endswith(".mdx")))
    for find in (
        marks.read_more,
        marks.toc_marks,
        marks.attributes,
        marks.tight_headings,
        marks.loose_bold,
    ):
        edits += find(body)
    if "`$" in body:
        edits += marks.code_formulas(body, CodeRanges(body))
    return apply(body, _allowed(edits, body, rules), path) if edits else (body, [])


def _allowed(edits: Iterable[Edit], body: str, rules: Rules) -> list[Edit]:
    code, line_of = CodeRanges(body), Lines(body)
    return [
        edit
        for edit in edits
        if (edit.of_code or edit.start not in code) and rules.allow(edit.code, line_of(edit.start))
    ]


def _shortcodes(
    body: str, path: str, rules: Rules, fields: Mapping[str, Any]
) -> tuple[str, list[Diagnostic]]:
    if "{{" not in body and "{%" not in body:
        return body, []
    code, line_of = CodeRanges(body), Lines(body)
    edits = list(_escaped(body, code))
    found = (named_by_template(tag) for tag in tags_in(body) if tag.start not in code)
    pairs = list(_paired(_outside_verbatim(found)))
    strangers: dict[str, list[int]] = {}
    for pair in pairs:
        line = line_of(pair.tag.start)
        if not rules.allow(Code.SHORTCODE, line):
            continue
        edits += _rewritten(body, pair, rules.shortcodes)
        if not known(pair.tag.name, rules.shortcodes):
            strangers.setdefault(pair.tag.name, []).append(line)
    text, notes = apply(body, edits, path)
    return text, [*notes, *_unknown(strangers, path)]


def _unknown(strangers: Mapping[str, list[int]], path: str) -> Iterator[Diagnostic]:
    for name, lines in strangers.items():
        message = f"shortcode {name!r} is not known; its words are kept"
        hint = "Say what it means in anthology_shortcodes"
        place = Place(path, lines[0])
        yield Diagnostic(
            Code.UNKNOWN_SHORTCODE, message, place, hint, subject=name, count=len(lines)
        )


def _escaped(body: str, code: CodeRanges) -> Iterator[Edit]:
    """``{{</* name */>}}`` is how Hugo's authors show a shortcode: as code, if it is not."""
    for match in _ESCAPED.finditer(body):
        shown = f"{{{{{match[1]} {match[2]} {match[3]}}}}}"
        after = shown if match.start() in code else f"`{shown}`"
        yield Edit(match.start(), match.end(), after, Code.SHORTCODE, "shortcode shown as code")


def _outside_verbatim(tags: Iterable[Tag]) -> Iterator[Tag]:
    """Leave out what stands inside a tag whose text is no Markdown."""
    verbatim = {*CODE, *FORMULAS, *VERBATIM, *HIDDEN}
    waiting = list(tags)
    last = {tag.name: number for number, tag in enumerate(waiting) if tag.closing}
    inside = ""
    for number, tag in enumerate(waiting):
        if inside:
            if tag.closing and tag.name in {inside, ""}:
                inside = ""
                yield tag
            continue
        yield tag
        if tag.name in verbatim and not tag.closing and last.get(tag.name, -1) > number:
            inside = tag.name


def _paired(tags: Iterable[Tag]) -> Iterator[_Pair]:
    """Match closing tags with opening ones; Zola's ``{% end %}`` closes the latest."""
    opened: list[Tag] = []
    made: list[_Pair] = []
    for tag in tags:
        if not tag.closing:
            if tag.alone or len(opened) >= MAX_OPEN:
                made.append(_Pair(tag))
            else:
                opened.append(tag)
            continue
        index = next(
            (i for i in range(len(opened) - 1, -1, -1) if tag.name in {opened[i].name, ""}), None
        )
        if index is None:
            made.append(_Pair(tag))
            continue
        made += map(_Pair, opened[index + 1 :])
        made.append(_Pair(opened[index], tag))
        del opened[index:]
    made += map(_Pair, opened)
    return iter(sorted(made, key=lambda pair: pair.tag.start))


def _rewritten(body: str, pair: _Pair, own: Mapping[str, str]) -> Iterator[Edit]:
    """The edits that turn a tag, or a pair of tags, into Markdown."""
    tag, closing = pair.tag, pair.closing
    name = tag.name
    if tag.closing:  # a closing tag of nothing
        yield _edit(tag, "", name)
    elif name in own:
        yield from _by_template(body, pair, own[name])
    elif closing is None:
        after = _leaf(tag)
        yield _edit(tag, _as_html(after) if _in_html(body, tag) else after, name)
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
        yield from (_bare if _in_html(body, tag) else _container)(tag, closing)
    else:
        title = container(tag).title if name in CONTAINERS else fallback(tag)
        stands = _on_own_line(body, tag)
        yield _edit(tag, title if stands else f"{title} " if title else "", name)
        yield _edit(closing, "", name)


def _in_html(body: str, tag: Tag) -> bool:
    """Whether a tag stands in a block of HTML, where Markdown is not read (CommonMark 4.6)."""
    begin = body.rfind("\n\n", 0, tag.start) + 1
    line = body.rfind("\n", 0, tag.start) + 1
    # a line that begins with a comment is HTML to its end, the next one is not
    after_comment = body[line : tag.start].lstrip(" ").startswith("<!--")
    return after_comment or bool(_HTML_BLOCK.search(body, begin, tag.start))


def _as_html(markdown: str) -> str:
    """What a tag became, for a block of HTML."""
    if not markdown or markdown.startswith("<"):
        return markdown
    md = MarkdownIt("commonmark")
    image = re.fullmatch(r'(!\[.*\]\(<.*>) "(.*)"\)', markdown, re.DOTALL)
    if not image:
        return str(md.renderInline(markdown))
    shown, caption = md.renderInline(f"{image[1]})"), md.renderInline(image[2])
    return f"<figure>{shown}<figcaption>{caption}</figcaption></figure>"


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


def _bare(tag: Tag, closing: Tag) -> Iterator[Edit]:
    """In a block of HTML ``:::`` would be text: the words of a container, and nothing around."""
    title = container(tag).title if tag.name in CONTAINERS else fallback(tag)
    yield from (_edit(tag, _as_html(title), tag.name), _edit(closing, "", tag.name))


def _by_template(body: str, pair: _Pair, template: str) -> Iterator[Edit]:
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


__all__ = ["to_markdown"]
