"""Who is who: DOI, arXiv, ISBN, canonical URL; and the stable keys made from them."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from ..slugs import slugify

_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>，。；]+)", re.IGNORECASE)
_ARXIV = re.compile(r"(?:arxiv(?:\.org/(?:abs|pdf)/|:\s?))(\d{4}\.\d{4,5})(?:v\d+)?", re.IGNORECASE)
_ISBN = re.compile(r"ISBN(?:-1[03])?[:：\s]*((?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx])\b")
_TRACKING = re.compile(
    r"^(?:utm_.*|spm|spm_id_from|scm|spss|vd_source|chksm|scene|from|share_.*|ops_request_misc|"
    r"request_id|biz_id|searchId|fbclid|gclid|source|ref)$"
)


def find_doi(text: str) -> str:
    match = _DOI.search(unquote(text))
    return match[1].rstrip(".,;)").lower() if match else ""


def find_arxiv(text: str) -> str:
    match = _ARXIV.search(text)
    return match[1] if match else ""


def find_isbn(text: str) -> str:
    """ISBN as digits (and X), only when its check digit is right."""
    match = _ISBN.search(text)
    if not match:
        return ""
    digits = re.sub(r"[- ]", "", match[1]).upper()
    return digits if _isbn_checks(digits) else ""


def _isbn_checks(digits: str) -> bool:
    values = [10 if char == "X" else int(char) for char in digits]
    if len(values) == 10:
        return sum((10 - i) * value for i, value in enumerate(values)) % 11 == 0
    return sum(value * (3 if i % 2 else 1) for i, value in enumerate(values)) % 10 == 0


def canonical_url(url: str) -> str:
    """One address for all ways to write it: scheme, ``www.``, tracking and fragment go."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    except ValueError:
        return url.strip()
    query = urlencode(
        sorted(
            (k, v)
            for k, v in parse_qsl(parts.query, keep_blank_values=True)
            if not _TRACKING.match(k)
        )
    )
    path = quote(unquote(unicodedata.normalize("NFC", parts.path)), safe="/:@!$&'()*+,;=~-._")
    # A page drawn by script keeps its name behind the mark: `#/docs`, `/#install/linux`.
    routed = parts.fragment.startswith(("/", "!")) or (path in {"", "/"} and "/" in parts.fragment)
    fragment = f"#{parts.fragment}" if routed else ""
    return f"https://{host}{port}{path.rstrip('/')}{'?' + query if query else ''}{fragment}"


def identity_of(
    *, doi: str, arxiv: str, isbn: str, url: str, title: str, authors: tuple[str, ...], year: str
) -> str:
    """What makes a work this work, strongest first."""
    if doi:
        return f"doi:{doi}"
    if arxiv:
        return f"arxiv:{arxiv}"
    if isbn:
        return f"isbn:{isbn}"
    if url:
        return f"url:{canonical_url(url)}"
    folded = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", title)).casefold()
    return f"text:{folded}|{authors[0] if authors else ''}|{year}"


def make_key(identity: str, who: str, date: str) -> str:
    """``sina2025-k3f9q2ma``: readable, ASCII, and the same for the same work everywhere."""
    digest = base64.b32encode(hashlib.sha256(identity.encode()).digest()).decode().lower()[:8]
    name = slugify(who).replace("-", "")[:16] if who else "ref"
    return f"{name}{date[:4] or 'nd'}-{digest}"
