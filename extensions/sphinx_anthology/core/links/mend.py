"""Addresses with a slip that has only one reading: mended, and said what was wrong."""

from __future__ import annotations

import re

from ..patterns import regex

_GOOD = regex(r"^https?://[^\s/?#]+\.[^\s]*$", re.IGNORECASE)
_SCHEME = regex(r"^(?:h{1,3}t{1,3}|t{1,2})p(s{0,2})\s*([:：;]?)(/{0,4})(?=[^\s/])", re.IGNORECASE)
_TWICE = regex(r"^https?:?/{0,2}(https?(?::/{1,2}|//).+)$", re.IGNORECASE)
_WWW = regex(r"^www\.[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[:/?#]|$)", re.IGNORECASE)
_TAIL = regex(
    r"^(https?://\S+?)\s+[-–—|]\s+(?:[^\s./]+|[\w-]+\.(?:com|org|net|io|cn|dev|me))$", re.IGNORECASE
)
_MAIL = regex(r"^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$")
_BYTES = regex(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_STOPS = "。，、；：！？”’》】」』〉…"
_HOST_END = regex(rf"^(https?://[A-Za-z0-9.:-]+)[{_STOPS}（）].*$", re.IGNORECASE)
_INVISIBLE = regex("[\u200b-\u200f\u2060\ufeff\xad]")


def decoded(href: str) -> str:
    """*href* with the letters that are not ASCII to be read; what else is encoded stays so."""

    def letters(match: re.Match[str]) -> str:
        try:
            return bytes.fromhex(match[0].replace("%", "")).decode()
        except UnicodeDecodeError:
            return match[0]

    return _BYTES.sub(letters, href)


def mend(href: str) -> tuple[str, str]:
    """The address that *href* means, and what was wrong with it (empty when nothing was)."""
    wrong: list[str] = []
    for rule in (_invisible, _scheme, _tail, _glued, _space, _marks):
        mended, what = rule(href)
        if what:
            href = mended
            wrong.append(what)
    return href, ", ".join(wrong)


def _marks(href: str) -> tuple[str, str]:
    """An address has one ``#``; of two, the second belongs to the name behind the first."""
    page, _, name = href.partition("#")
    if "#" not in name or not _GOOD.match(href):
        return href, ""
    once, _, again = name.partition("#")
    name = once if once == again else name.replace("#", "%23")
    return f"{page}#{name}", "a second #"


def _invisible(href: str) -> tuple[str, str]:
    clean = _INVISIBLE.sub("", href).strip()
    return clean, "an invisible character" if clean != href.strip() else ""


def _scheme(href: str) -> tuple[str, str]:
    twice = _TWICE.match(href)
    if twice:
        inner, _ = _scheme(twice[1])
        return inner, "two schemes"
    if _GOOD.match(href):
        return href, ""
    match = _SCHEME.match(href)
    if match and (match[2] or match[3]):
        rest = href[match.end() :]
        # `tp:x` and `ttp/x` are paths as likely as slips: a host must follow
        if re.match(r"(?:[\w-]+\.)+\w{2,}|localhost|\[", rest):
            scheme = "https" if match[1] else "http"
            fixed = f"{scheme}://{rest}"
            return fixed, "a slip in the scheme" if fixed.lower() != href.lower() else ""
    if _WWW.match(href):
        return f"https://{href}", "no scheme"
    if _MAIL.match(href):
        return f"mailto:{href}", "no scheme"
    return href, ""


def _tail(href: str) -> tuple[str, str]:
    match = _TAIL.match(href)
    return (match[1], "the site's name behind the address") if match else (href, "")


def _glued(href: str) -> tuple[str, str]:
    """Punctuation of the Chinese sentence around a bare address."""
    if not href.lower().startswith(("http://", "https://")):
        return href, ""
    at_host = _HOST_END.match(href)
    cut = at_host[1] if at_host else href.rstrip(_STOPS)
    while cut.endswith("）") and cut.count("）") > cut.count("（"):
        cut = cut[:-1].rstrip(_STOPS)
    if cut == href:
        return href, ""
    # Han right behind a letter belongs to the sentence as well; behind a slash, to the address
    run = re.match(r"^([\x21-\x7e]*[A-Za-z0-9])(?=[^\x00-\x7f])", cut)
    return run[1] if run else cut, "text of the sentence"


def _space(href: str) -> tuple[str, str]:
    if not re.match(r"https?://", href, re.IGNORECASE) or not re.search(r"\s", href):
        return href, ""
    return re.sub(r"\s", "%20", href), "a space in the address"
