#!/usr/bin/env python3
"""Measure how well single references and short lists are read, against hand-checked answers.

usage: score_strings.py CORPUS [--show]

Reads ``gold-gbt7714.jsonl`` (a reference a line: ``raw`` and its fields) and
``gold-seedlike.jsonl`` (a Markdown ``block`` and its ``entries``) of CORPUS. Of the first, the
share of right fields is printed; of the second, the share of entries with every field right.
``--show`` prints what is wrong.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx_anthology.core.post import read_post
from sphinx_anthology.core.references import parse_item
from sphinx_anthology.diagnostics import Place
from sphinx_anthology.model import Post, Reference

_KINDS = {
    "book": {"book"},
    "article": {"article"},
    "thesis": {"thesis"},
    "inproceedings": {"paper"},
    "web": {"webpage", "post", "report"},
}
_FIELDS = {"place": "publisher_place"}
_SKIP = {"raw", "source", "note", "code", "inline", "key", "role"}
_OTHERS = {"等", "et al.", "et al"}


def main(arguments: list[str]) -> int:
    """Print both shares of what the corpus has answers for."""
    corpus, show = Path(arguments[0]), "--show" in arguments
    strings, blocks = corpus / "gold-gbt7714.jsonl", corpus / "gold-seedlike.jsonl"
    if strings.is_file():
        print(_share("gbt7714_fields", list(_strings(strings)), show))
    if blocks.is_file():
        print(_share("seedlike_entries", list(_blocks(blocks)), show))
    return 0


def _share(name: str, answers: list[tuple[bool, str]], show: bool) -> str:
    if show:
        print(*(what for right, what in answers if not right), sep="\n", file=sys.stderr)
    right = sum(right for right, _ in answers)
    return f"{name}={right / max(len(answers), 1):.3f} ({right}/{len(answers)})"


def _strings(file: Path) -> Iterator[tuple[bool, str]]:
    for row in _rows(file):
        raw = re.sub(r"^\^\[(.*)\]$", r"\1", row["raw"].removeprefix("- ").removesuffix("<br>"))
        raw = re.sub(r"^\[\^\w+\]:\s*", "", raw)
        yield from _compare(row, parse_item(raw, Place("post.md")), row["raw"])


def _blocks(file: Path) -> Iterator[tuple[bool, str]]:
    """Each block is put below (and above) a paragraph, as it would stand in a post."""
    for row in _rows(file):
        lead = "" if "at the top" in row["note"].lower() else "Some text of the post.\n\n"
        tail = "\n\nMore text of the post.\n" if not lead else "\n"
        post = read_post(f"---\ntitle: x\n---\n\n{lead}{row['block']}{tail}", "x.md", "x.md")
        left = list(post.references)
        for entry in row["entries"]:
            if entry.get("role"):
                yield _origin(entry, post)
                continue
            found = next((r for r in left if _same_address(entry, r)), None)
            if found:
                left.remove(found)
            wrong = (
                [w for ok, w in _compare(entry, found, row["block"]) if not ok] if found else [""]
            )
            yield not wrong, f"{entry} -> {found and wrong}"
        yield from ((False, f"invented {r.title or r.url}: {row['block'][:60]!r}") for r in left)


def _same_address(entry: dict[str, Any], reference: Reference) -> bool:
    want, got = entry["url"].replace("%20", " "), reference.url.replace("%20", " ")
    same_label = "key" not in entry or reference.label == entry["key"]
    return want.rstrip("/") == got.rstrip("/") and same_label


def _origin(entry: dict[str, Any], post: Post) -> tuple[bool, str]:
    """An address that the block gives as the place where the post comes from is no reference."""
    cited = any(_same_address(entry, r) for r in post.references)
    return not cited, f"origin taken for a reference: {entry}"


def _compare(row: dict[str, Any], got: Reference, shown: str) -> Iterator[tuple[bool, str]]:
    for field, want in row.items():
        if field in _SKIP:
            continue
        have = _value(got, field)
        if field == "authors":
            right = [_fold(a) for a in have] == [_fold(a) for a in want if a not in _OTHERS]
            right = right and got.et_al == any(a in _OTHERS for a in want)
        elif field == "type":
            right = have in _KINDS[want]
        elif field == "year":
            right = str(have)[:4] == str(want)
        elif field == "more_urls":
            right = list(have) == want
        else:
            right = _fold(have) == _fold(want)
        yield right, f"{field}: want {want!r}, got {have!r}  in {shown[:120]!r}"


def _value(got: Reference, field: str) -> Any:
    name = {"year": "date", "type": "kind"}.get(field, _FIELDS.get(field, field))
    return getattr(got, name)


def _fold(value: object) -> str:
    text = unicodedata.normalize("NFKC", str(value)).casefold().replace("%20", " ")
    return re.sub(r"\s+", " ", re.sub(r"[–—~]", "-", text)).strip(" .,")


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
