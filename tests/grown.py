"""Bad posts that are too large for the repository: how each grows, and what is found in it
beside what rules changed."""

from __future__ import annotations

import json
from collections.abc import Callable

from sphinx_anthology.core.post import MAX_BYTES

HEADER = "---\ntitle: x\n---\n\n"
Finding = tuple[int, str]  # line, code
TAGS = ", ".join(f"t{i}" for i in range(10_000))
LIST = "".join(f"- Person {i}. Title number {i}. 2020.\n" for i in range(5_000))
GROWN: dict[str, tuple[Callable[[], str], set[Finding]]] = {
    "one line of 10 MB": (lambda: HEADER + "a" * 2 * MAX_BYTES, {(0, "too-large")}),
    "brackets in YAML": (lambda: f"---\na: {'[' * 50_000}\n---\n", {(2, "front-matter")}),
    "brackets in TOML": (lambda: f"+++\na = {'[' * 50_000}\n+++\n", {(2, "front-matter")}),
    # Python's JSON reader gives up on this in its own way
    "braces in JSON": (lambda: '{"a":' * 100_000, {(1, "front-matter")}),
    "number in TOML": (lambda: f"+++\nweight = 0x{'f' * 9_000}\n+++\n", {(2, "front-matter")}),
    "header of 1 MB": (lambda: f"---\ntitle: {'x' * 1_000_000}\n---\n", {(2, "front-matter")}),
    "aliases": (
        lambda: "---\na0: &a0 [x, x]\n"
        + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 50))
        + "---\n",
        {(3, "front-matter")},
    ),
    "10,000 tags": (lambda: f"---\ntitle: x\ntags: [{TAGS}]\n---\n\nText.\n", set()),
    "quotes": (lambda: HEADER + ">" * 50_000 + " a\n", set()),
    "lists": (lambda: HEADER + "- " * 50_000 + "a\n", set()),
    "brackets": (lambda: HEADER + "[" * 100_000, set()),
    "100,000 headings": (lambda: HEADER + "## a\n\n" * 100_000, {(0, "too-large")}),
    "20,000 links": (lambda: HEADER + "[a](https://example.org/)\n" * 20_000, {(0, "too-large")}),
    "20,000 rows": (lambda: HEADER + "|a|b|\n|-|-|\n" + "|c|d|\n" * 20_000, {(0, "too-large")}),
    "50,000 notes": (
        lambda: HEADER + "".join(f"a[^{i}]\n\n[^{i}]: n\n\n" for i in range(50_000)),
        {(0, "too-large")},
    ),
    "2,000 headings": (lambda: HEADER + "## a\n\n" * 2_000, set()),
    "2,000 notes": (
        lambda: HEADER + "".join(f"a[^{i}]\n\n[^{i}]: n\n\n" for i in range(2_000)),
        set(),
    ),
    "1,000 shortcodes in one another": (
        lambda: HEADER + "{{< nobody >}}\n" * 1_000 + "{{< /nobody >}}\n" * 1_000,
        {(5, "unknown-shortcode")},
    ),
    "5,000 references": (lambda: f"{HEADER}## References\n\n{LIST}", set()),
    "code of 1 MB": (lambda: f"{HEADER}```\n{'word ' * 200_000}\n```\n", set()),
    "JSON in JSON": (lambda: json.dumps({"title": "x" * 100, "a": "{" * 90_000}) + "\n\nText.\n",
                     {(1, "unknown-key")}),
}  # fmt: skip
