r"""Text as BibTeX holds it, so that LaTeX and pybtex read the same letters that were written.

An escape is used only if both read it: ``\%``, ``\&``, ``\_``, ``\#``, ``\textasciitilde{}``,
``\textbackslash{}``. Marks that TeX joins (``--``, ``''``, ``?```) stand in braces one by one. For
four characters there is no such escape: pybtex leaves ``\$`` and ``\textasciicircum{}`` as they
are, and fails at ``\{``. They become their full-width forms ``＄ ＾ ｛ ｝``, except in a plain
formula such as ``$x^2$``, which both understand.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from ...patterns import regex
from ...script import printable

_ESCAPES = {
    "%": r"\%", "&": r"\&", "_": r"\_", "#": r"\#", "~": r"\textasciitilde{}",
    "\\": r"\textbackslash{}", "{": "｛", "}": "｝", "$": "＄", "^": "＾",
}  # fmt: skip
_SPECIAL = regex(r"[%&_#~\\{}$^]")
_LIGATURES = regex(r"([-',`<>])(?=\1)|[?!](?=`)")
# dollars as pandoc's tex_math_dollars takes them, around letters, digits and simple signs
_FORMULA = regex(r"(\$(?![\s$])[A-Za-z0-9 ^_=+*/().|:!]+(?<!\s)\$(?!\d))")
_IN_URLS = "".join(chr(c) for c in range(33, 127) if chr(c) not in "{}\\")
_BLANK = regex(r"[ \t\r\n\f\v]+")


def escape(text: str) -> str:
    """*text* for a field: a formula as it is, all else to the letter."""
    pieces = _FORMULA.split(_BLANK.sub(" ", printable(text)).strip())
    return "".join(
        piece if index % 2 and _stands(piece) else _escape(piece)
        for index, piece in enumerate(pieces)
    )


def _stands(formula: str) -> bool:
    """Whether TeX can set it: every index has something to show, and none stands on another."""
    return not re.search(r"[_^](?![A-Za-z0-9])|_\w_|\^\w\^", formula)


def _escape(text: str) -> str:
    parted = _LIGATURES.sub(lambda match: f"\0{match[0]}\1", text)
    escaped = _SPECIAL.sub(lambda match: _ESCAPES[match[0]], parted)
    return escaped.replace("\0", "{").replace("\1", "}")


def escape_url(url: str) -> str:
    """*url* for a verbatim field: no escapes, but without what would end or break the field."""
    return quote(url.strip(), safe=_IN_URLS)
