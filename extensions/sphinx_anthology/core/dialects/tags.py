"""Shortcodes and tags as they stand in the text: where they are, and what they are given.

Four ways of writing are known: ``{{< name … >}}`` and ``{{% name … %}}`` (Hugo), ``{% name … %}``
(Jekyll, Hexo, Eleventy, Zola), ``{{ name(key="…") }}`` (Zola).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..patterns import regex

POST_LINK = "post:"  # scheme of a link that names a post by its file or slug
MAX_TAG = 4000  # characters; a longer one is no tag
_OPENING = regex(r"(?<!\{)\{\{[<%]|\{%|\{\{(?=\s*[A-Za-z_]\w*\()")
_CLOSING = {"{{<": ">}}", "{{%": "%}}", "{%": "%}", "{{": ")}}"}
_INNER = regex(r"[-~]?\s*(?P<end>/?)\s*(?P<name>[^\W\d][\w./-]*)(?P<arguments>.*)", re.DOTALL)
_ARGUMENT = regex(
    r"""(?:(?P<key>[^\W\d][\w.-]*)\s*(?:=|:(?=["'\s]))\s*)?
    (?:"(?P<double>(?:\\.|[^"\\])*)"|'(?P<single>(?:\\.|[^'\\])*)'|`(?P<tick>[^`]*)`
    |“(?P<curly>[^”]*)”|(?P<bare>[^\s"'“`][^\s]*|["'“`]))\s*,?""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A shortcode as written: its name and the text of its arguments."""

    name: str
    arguments: str = ""
    closing: bool = False  # ``{{< /name >}}``, ``{% endname %}``
    start: int = 0  # where it stands in the body
    end: int = 0
    alone: bool = False  # ``{{< name />}}``: closes itself

    @property
    def words(self) -> list[str]:
        """Positional arguments, quotes removed."""
        return [value for key, value in self._given() if not key]

    def named(self, *names: str) -> str:
        """The first of the named arguments that is there; empty when none is."""
        given = {key.lower(): value for key, value in self._given() if key}
        return next((given[name] for name in names if given.get(name)), "")

    @property
    def keys(self) -> list[str]:
        return [key for key, _ in self._given() if key]

    def _given(self) -> Iterator[tuple[str, str]]:
        for match in _ARGUMENT.finditer(self.arguments):
            quoted = next((match[q] for q in ("double", "single", "tick", "curly") if match[q]), "")
            bare = (match["bare"] or "").rstrip(",")
            value = re.sub(r"\\([\"'\\])", r"\1", quoted) or bare
            yield match["key"] or "", " ".join(value.split())


def tags_in(text: str) -> Iterator[Tag]:
    """Every tag of *text* in order, opening and closing ones alike."""
    at = 0
    while opening := _OPENING.search(text, at):
        closer = _CLOSING[opening[0]]
        at = opening.end()
        stop = _end_of(text, at, closer)
        if stop < 0:
            at = opening.start() + 1
            continue
        inner = text[at:stop].rstrip().rstrip("-~").rstrip()
        tag = _read(inner, opening[0], opening.start(), stop + len(closer))
        if tag is not None:
            yield tag
            at = tag.end


def _end_of(text: str, at: int, closer: str) -> int:
    """Where the tag ends: no blank line may stand inside, and no other tag begin."""
    if closer == ")}}":
        match = re.compile(r"\)\s*\}\}").search(text, at, at + MAX_TAG)
        found = match.start() if match else -1
        if match and "\n\n" not in text[at:found]:
            return match.end() - len(closer)
        return -1
    found = text.find(closer, at, at + MAX_TAG)
    inside = text[at:found] if found >= 0 else ""
    return -1 if found < 0 or re.search(r"\n[ \t>]*\n|\{\{[<%]|\{%", inside) else found


def _read(inner: str, opening: str, start: int, end: int) -> Tag | None:
    match = _INNER.match(inner)
    if match is None:
        return None
    name, arguments = match["name"].rstrip("/"), match["arguments"]
    alone = match["name"].endswith("/") or arguments.rstrip().endswith("/")
    if opening == "{{":
        if not re.fullmatch(r"\(\s*(?:[\w]+\s*=.*)?\)?\s*", arguments, re.DOTALL):
            return None
        return Tag(name, arguments.strip().strip("()"), False, start, end)
    if not re.match(r"[\s=(]|$", arguments):
        return None
    closing = bool(match["end"])
    if opening == "{%" and name.startswith("end"):
        name, closing = name.removeprefix("end"), True
    if alone:
        arguments = arguments.rstrip().removesuffix("/")
    if arguments.lstrip().startswith("("):  # Zola: {% quote(author="x") %}
        arguments = arguments.strip().removeprefix("(").removesuffix(")")
    return Tag(name.removesuffix(".html"), arguments.strip(), closing, start, end, alone)
