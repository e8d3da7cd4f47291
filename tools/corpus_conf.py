#!/usr/bin/env python3
"""Write a conf.py for a corpus of blogs, each in a folder with its facts in ``site.json``.

usage: corpus_conf.py CORPUS OUT

OUT/conf.py gets ``anthology_sources``. The corpus's notation for rules by section
(``cn=/cn/:slug/ en=/en/:slug/``) becomes a dict; rules in words are left out.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from pprint import pformat

ENGINES = ("hugo", "jekyll", "hexo", "zola", "pelican", "astro", "eleventy", "docusaurus")
WORDS = ("date", "pretty", "ordinal", "none")  # Jekyll's names of patterns


def source(site: dict[str, str]) -> dict[str, object]:
    """One blog's entry."""
    engine = next((e for e in ENGINES if site.get("generator", "").lower().startswith(e)), None)
    found: dict[str, object] = {"generator": engine} if engine else {}
    if site.get("base_url"):
        found["base_url"] = site["base_url"]
    pattern = permalink(site.get("permalink", ""))
    if pattern:
        found["permalink"] = pattern
    return found


def permalink(rule: str) -> str | dict[str, str] | None:
    """A pattern, or patterns by section; None when the rule is in words."""
    sections = dict(re.findall(r"(\S+?)=(/\S*)", rule))
    if sections:
        return sections
    first = rule.split(" ")[0]
    return first if first.startswith("/") or first in WORDS else None


def main(corpus: str, out: str) -> None:
    """Write OUT/conf.py."""
    sites = {
        file.parent.name: source(json.loads(file.read_text(encoding="utf-8")))
        for file in sorted(Path(corpus).glob("*/site.json"))
    }
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    text = f'extensions = ["sphinx_anthology"]\nanthology_sources = {pformat(sites)}\n'
    text += 'anthology_exclude = ["GOLD.md", "SOURCES.md"]\n'
    (folder / "conf.py").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: corpus_conf.py CORPUS OUT")
    main(sys.argv[1], sys.argv[2])
