"""MDX: lines that load components. The components themselves are dealt with as raw HTML."""

from __future__ import annotations

import re

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_MODULE = re.compile(
    r"^(?:import\s+(?P<names>[\w{},*\s$]+?)\s+from\s+|import\s+)['\"][^'\"]+['\"]\s*;?\s*$"
    r"|^export\s+(?:const|let|var|default|function)\b.*$"
)


def without_modules(body: str, *, mdx: bool) -> str:
    """*body* with lines that load components blank; it keeps its number of lines.

    In a file that is not MDX such a line goes only when a component of its name is used: a post
    about JavaScript may well say ``import x from 'y'`` outside code.
    """
    if "import" not in body and "export" not in body:
        return body
    lines, fence = body.split("\n"), ""
    for index, line in enumerate(lines):
        marker = _FENCE.match(line)
        if marker and (not fence or marker[1].startswith(fence)):
            fence = "" if fence else marker[1]
        elif not fence and (match := _MODULE.match(line)) and (mdx or _is_used(match, body)):
            lines[index] = ""
    return "\n".join(lines)


def _is_used(match: re.Match[str], body: str) -> bool:
    names = re.findall(r"[A-Z]\w*", match["names"] or "")
    return any(f"<{name}" in body for name in names)
