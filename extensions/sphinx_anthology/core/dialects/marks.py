"""What is no tag: template variables, attribute lists, marks of engines, and slips of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...diagnostics import Code
from ..patterns import regex
from .code import CodeRanges
from .edits import Edit
from .shortcodes import frame

_MODULE = regex(
    r"^(?:import\s+(?P<names>[\w{},*\s$]{1,300}?)\s+from\s+|import\s+)"
    r"['\"][^'\"\n]+['\"][ \t]*;?[ \t]*$"
    r"|^export\s+(?:const|let|var|default|function)\b.*$",
    re.MULTILINE,
)
_MORE = regex(
    r"<!--+\s*(?:more|read ?more|excerpt|truncate|end ?excerpt|cut|summary)\s*--+>"
    r"|\{/\*\s*truncate\s*\*/\}|\{\{\s*read_more\s*\}\}|^[ \t]*\{cut\}[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_TOC = regex(
    r"^[ ]{0,3}(?:\[\[?_?TOC_?\]?\]|@\[TOC\](?:\(.*\))?|\$\{toc\}|\{:\s*toc[^}\n]*\}"
    r"|\{\{\s*toc\s*\}\}"
    r"|<!--\s*/?\s*(?:toc|tocstop|endtoc)\b.*?-->)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_TOC_SEED = regex(r"^[ ]{0,3}(?:[-*+]|\d+\.)[ \t]+[^\n]*\n(?=[ ]{0,3}\{:\s*toc\b)", re.M | re.I)
_VALUE = r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s}\"']+)"
_ATTRIBUTE = rf"(?:[.#][\w:-]+|[\w:-]+={_VALUE}|\.?no_?toc)"
_KRAMDOWN = regex(
    rf"^[ \t]*\{{:{{1,2}}/?[ \t]*(?>{_ATTRIBUTE}[ \t]*|[\w-]+[ \t]*)*+/?\}}[ \t]*$"
    rf"|(?<=\S)\{{:[ \t]*{_ATTRIBUTE}(?:[ \t]+{_ATTRIBUTE})*[ \t]*\}}",
    re.MULTILINE,
)
_PANDOC = regex(rf"(?<=[)\]`])\{{[ \t]*{_ATTRIBUTE}(?:[ \t]+{_ATTRIBUTE})*[ \t]*\}}")
_HEADING_CLASSES = regex(
    r"^(?P<head>#{1,6}[ \t][^\n]*?)[ \t]*\{:?[ \t]*(?P<list>[.#\w-][^{}\n]*|-)\}[ \t]*#*[ \t]*$",
    re.M,
)
_ID = regex(r"#([\w:.-]+)|\bid=[\"']?([\w:.-]+)")
_VARIABLE = regex(
    r"\{\{-?\s*(?:(?P<quote>[\"'])(?P<text>[^\"'{}\n]*)(?P=quote)|(?P<name>[A-Za-z_][\w.]*))"
    r"\s*(?P<filters>(?:\|\s*[\w.]+(?:\s*:\s*[^|{}]*)?\s*)*)-?\}\}"
)
_ROOTS = {
    "site.baseurl", "site.url", "site.root", "config.url", "config.root", "baseurl", "base_url",
    "siteurl", "SITEURL", "root", "url_root", "site.github.url", "page.root", "BASE_PATH",
    "site.base_url", "BASEURL",
}  # fmt: skip
_PATH_FILTERS = {
    "url", "relative_url", "absolute_url", "prepend", "append", "asset_url", "asset_path", "safe",
    "uri", "abs_url", "relURL", "absURL", "url_for", "localize_url",
}  # fmt: skip
_ASSIGN = regex(r"\{%-?\s*(?:assign|set)\s+([A-Za-z_]\w*)\s*=\s*[\"']([^\"'\n]*)[\"']\s*-?%\}")
_HAN = r"\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af"
_CODE_FORMULA = regex(
    r"`(?P<marks>\$\$?)[ \t]*(?P<tex>[^`$\s](?:[^`$\n]*[^`$\s])?)[ \t]*(?P=marks)`"
)
_LIKE_TEX = regex(r"[\\^_=<>{}]|^[\w ,'|()+*/.-]{1,12}$")
_BARE_FORMULA = regex(r"(?<![\\$`\w])\$[^$\s`][^$\n`]*\$(?![\d$`])")
_LINE_WITH_STARS = regex(r"^.*\*\*.*$", re.MULTILINE)
_STARS = regex(r"(?<!\\)\*{2,}")
_HAS_HAN = regex(rf"[{_HAN}]")
_TIGHT = regex(rf"^[ ]{{0,3}}(#{{2,6}})(?=[\w{_HAN}（(【「《“*`\[])(?!#)", re.MULTILINE)
_TIGHT_TOP = regex(rf"(?:^|\n[ \t]*\n)(#)(?=[{_HAN}\w][^#\n]{{0,60}}(?:\n[ \t]*\n|\n?$))")


def modules(text: str, *, mdx: bool) -> Iterator[Edit]:
    """Lines of MDX that load components; the components are dealt with as raw HTML.

    In a file that is not MDX such a line goes only when a component of its name is used: a post
    about JavaScript may well say ``import x from 'y'`` outside code.
    """
    for match in _MODULE.finditer(text):
        names = re.findall(r"[A-Z]\w*", match["names"] or "")
        if mdx or any(f"<{name}" in text for name in names):
            yield Edit(match.start(), match.end(), "", Code.MODULE, "line that loads a component")


def read_more(text: str) -> Iterator[Edit]:
    for match in _MORE.finditer(text):
        yield Edit(match.start(), match.end(), "", Code.READ_MORE, "end of the excerpt")


def toc_marks(text: str) -> Iterator[Edit]:
    for pattern in (_TOC_SEED, _TOC):
        for match in pattern.finditer(text):
            yield Edit(match.start(), match.end(), "", Code.TOC_MARK, "mark for a list of contents")


def attributes(text: str) -> Iterator[Edit]:
    """Attribute lists of kramdown and pandoc. An id at a heading stays: links may lead to it."""
    if "{" not in text:
        return
    for match in _HEADING_CLASSES.finditer(text):
        if not _is_list(match["list"]):
            continue
        named = _ID.search(match["list"])
        after = f" {{#{named[1] or named[2]}}}" if named else ""
        yield Edit(match.end("head"), match.end(), after, Code.ATTRIBUTES, "attributes")
    for pattern in (_KRAMDOWN, _PANDOC):
        for match in pattern.finditer(text):
            after = _place(text, match)
            yield Edit(match.start(), match.end(), after, Code.ATTRIBUTES, "attributes")


def _place(text: str, match: re.Match[str]) -> str:
    """A named place for the id of a paragraph that a link of the post leads to."""
    named = _ID.search(match[0])
    above = text[: match.start()].rstrip("\n").rpartition("\n")[2]
    below_text = text[: match.start()].endswith("\n") and re.match(r"[^\s|>#`~{<]", above)
    if not named or not below_text or text[: match.start()].endswith("\n\n"):
        return ""
    name = named[1] or named[2]
    leads = re.search(rf"\]\(#{re.escape(name)}\)|href=[\"']#{re.escape(name)}[\"']", text)
    return f'<a id="{name}"></a>' if leads else ""


def _is_list(text: str) -> bool:
    return text == "-" or all(re.fullmatch(_ATTRIBUTE, part) for part in text.split())


def variables(text: str, fields: Mapping[str, Any]) -> Iterator[Edit]:
    """``{{ site.baseurl }}``, ``{{ "/x/" | url }}``, and what the post or its header assigns.

    Other braces are left alone: a post about templates means them.
    """
    assigned = dict(_ASSIGN.findall(text))
    for match in _VARIABLE.finditer(text):
        value = _value(match, assigned, fields)
        if value is not None:
            yield Edit(match.start(), match.end(), value, Code.VARIABLE, "template variable")


def _embedded(match: re.Match[str]) -> str | None:
    """``{{ "https://…" | embed: "title" }}``: a filter of the blog's own that shows a player."""
    filters = re.search(
        r"\|\s*\w*(?:embed|youtube|video)\w*\s*(?::\s*(.*))?", match["filters"], re.S
    )
    if not filters or not re.match(r"https?://", match["text"] or ""):
        return None
    return frame(match["text"], " ".join((filters[1] or "").strip("\"' ").split()))


def _value(
    match: re.Match[str], assigned: Mapping[str, str], fields: Mapping[str, Any]
) -> str | None:
    filters = re.findall(r"\|\s*([\w.]+)", match["filters"])
    if match["text"] is not None:
        if (player := _embedded(match)) is not None:
            return player
        return match["text"] if filters and set(filters) <= _PATH_FILTERS else None
    name = match["name"]
    if name in _ROOTS:
        return ""
    if name in assigned:
        return str(assigned[name])
    of_page = name.removeprefix("page.").removeprefix("frontmatter.")
    if of_page != name or (filters and set(filters) <= _PATH_FILTERS):
        value = fields.get(of_page)
        return value if isinstance(value, str) else None
    return None


def loose_bold(text: str) -> Iterator[Edit]:
    """``** so **`` and ``**So:**it``: no emphasis to CommonMark, emphasis to many blogs.

    Only pairs on one line count, and only where it can be no power of numbers and no arguments:
    see :func:`_is_loose`.
    """
    for line in _LINE_WITH_STARS.finditer(text):
        stars = [m for m in _STARS.finditer(text, line.start(), line.end())]
        if len(stars) % 2 or any(len(star[0]) != 2 for star in stars):
            continue
        for opening, closing in zip(stars[::2], stars[1::2], strict=True):
            inner = text[opening.end() : closing.start()]
            before = text[line.start() : opening.start()]
            following = text[closing.end() : line.end()]
            if not inner.strip():
                continue
            if _is_loose(before, inner, following):
                after, message = _tightened(before, inner, following), "spaces inside bold marks"
            elif _is_glued(before, inner, following):
                after, message = f"**{inner[:-1]}**:", "bold mark glued to a word"
            else:
                continue
            yield Edit(opening.start(), closing.end(), after, Code.LOOSE_BOLD, message)


def _is_loose(before: str, inner: str, following: str) -> bool:
    """Spaces inside the marks, and the text has Han characters, or the first mark follows its word
    without a space, or it opens as it should and only the last mark stands loose."""
    power = before[-9:].rstrip()[-1:].isdigit() and inner[1:2].isdigit()
    if inner == inner.strip() or power:
        return False
    if _HAS_HAN.search(inner) or before[-1:].strip():
        return True
    return _opens_word(before, inner) and not re.match(r"[A-Za-z0-9_]", following)


def _is_glued(before: str, inner: str, following: str) -> bool:
    """``**Label:**word``."""
    ends = re.search(r"[A-Za-z0-9]:$", inner) and re.match(r"[A-Za-z0-9]", following)
    return bool(ends) and _opens_word(before, inner)


def _opens_word(before: str, inner: str) -> bool:
    """Whether a mark stands before a word as CommonMark has it; brackets within are in pairs."""
    pairs = all(inner.count(a) == inner.count(b) for a, b in ("()", "[]", "{}"))
    return not before[-1:].strip() and inner[0].isalpha() and pairs


def _tightened(before: str, inner: str, following: str) -> str:
    """Bold without the spaces inside; between words of Latin letters they move outside."""
    last, first = before[-1:], following[:1]
    lead = " " if inner[0].isspace() and last.isascii() and last.isalnum() else ""
    trail = " " if inner[-1].isspace() and first == "(" else ""
    return f"{lead}**{inner.strip()}**{trail}"


def code_formulas(text: str, code: CodeRanges) -> Iterator[Edit]:
    """```` `$x$` ````: blogdown and others write formulas as code, and set them as formulas.

    Only where it is the post's habit: three or more, nearly all of them like TeX, and hardly a
    formula outside code. A post that explains how to write formulas shows both.
    """
    spans = [m for start, end in code if (m := _CODE_FORMULA.fullmatch(text, start, end))]
    if len(spans) < 3 or sum(bool(_LIKE_TEX.search(m["tex"])) for m in spans) < 0.8 * len(spans):
        return
    bare = sum(m.start() not in code for m in _BARE_FORMULA.finditer(text))
    if bare > len(spans) / 10:
        return
    for match in spans:
        what = "formula written as code"
        after = f"{match['marks']}{match['tex']}{match['marks']}"
        yield Edit(*match.span(), after, Code.CODE_FORMULA, what, of_code=True)


def tight_headings(text: str) -> Iterator[Edit]:
    """``##标题``: two marks or more can be nothing else; one may be a hashtag, so a post has to
    have two of them, each alone between blank lines."""
    tops = list(_TIGHT_TOP.finditer(text))
    for match in [*_TIGHT.finditer(text), *(tops if len(tops) > 1 else ())]:
        start, end = match.span(1)
        yield Edit(start, end, f"{match[1]} ", Code.TIGHT_HEADING, "heading without a space")
