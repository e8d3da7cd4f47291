"""Runs the cases of tests/cases: each file has one way to turn its inputs into results."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import pytest
from markdown_it.token import Token

from sphinx_anthology.core.collection import Choices, collect
from sphinx_anthology.core.dialects import to_markdown
from sphinx_anthology.core.frontmatter.decode import load_yaml
from sphinx_anthology.core.links import (
    Link,
    PostMap,
    anchor_table,
    find_anchor,
    mend,
    resolve,
)
from sphinx_anthology.core.markdown import block_parser, findings, post_parser
from sphinx_anthology.core.markdown.blocks import Block, blocks_of, plain
from sphinx_anthology.core.post import prepare, read_post
from sphinx_anthology.core.references import parse_item
from sphinx_anthology.core.references.works.identify import canonical_url
from sphinx_anthology.core.rules import Rules
from sphinx_anthology.core.sites import read_blog, read_sources, with_source
from sphinx_anthology.core.slugs import slugify
from sphinx_anthology.core.structure import Composition, compose
from sphinx_anthology.core.structure.citations import CITATION
from sphinx_anthology.core.structure.references import REFERENCE_LIST
from sphinx_anthology.diagnostics import Code, Diagnostic, Place
from sphinx_anthology.model import ChapterMeta, Citation, Reference, Stamp

from .casebook import CASES, Case, check, load


def _notes(found: list[Diagnostic] | tuple[Diagnostic, ...]) -> list[str]:
    return [f"{note.code.slug}:{note.place.line}" for note in found]


# --- front matter and dates ----------------------------------------------------------------


def _front_matter(case: Case) -> dict[str, Any]:
    """What the header says: every field that is not empty, and what was found wrong."""
    prepared = prepare(case.input, case.path)
    if not prepared.broken:
        assert prepared.body.count("\n") == case.source.count("\n"), "a line was lost"
    date = read_post(case.input, case.path, case.path).meta.date  # may come from the file's name
    return _present(
        {**_facts(prepared.meta), "date": _stamp(date), "body": prepared.body.strip()},
        notes=_notes([n for n in prepared.diagnostics if n.code is not Code.UNKNOWN_KEY]),
    )


def _facts(meta: ChapterMeta) -> dict[str, Any]:
    people = [
        " ".join(filter(None, (person.role, person.name, person.url)))
        for person in (*meta.authors, *meta.contributors)
    ]
    names = ("title", "subtitle", "language", "series", "summary", "cover", "source_url", "licence")
    lists = ("tags", "categories", "aliases", "translations")
    return {
        **{name: getattr(meta, name) for name in names},
        "people": people,
        "date": _stamp(meta.date),
        "updated": _stamp(meta.updated),
        **{name: list(getattr(meta, name)) for name in lists},
        "slug": meta.slug,
        "permalink": meta.permalink,
        "doi": meta.doi,
        "weight": meta.weight,
        "draft": meta.draft,
        "toc": None if meta.toc else "no",
        "math": None if meta.math else "no",
        "extra": meta.extra,
    }


def _present(facts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {name: value for name, value in {**facts, **more}.items() if value not in _NOTHING}


_NOTHING: tuple[Any, ...] = (None, "", [], {}, False, ())


def _stamp(stamp: Stamp | None) -> str:
    return stamp.isoformat() if stamp else ""


def _date(case: Case) -> dict[str, Any]:
    """The date as read, whether it names a zone, and what was found wrong."""
    prepared = prepare(f"---\ntitle: x\ndate: {case.input.strip()}\n---\n", "post.md")
    date = prepared.meta.date
    return {
        "date": _stamp(date),
        "zoned": bool(date and date.zoned),
        "notes": _notes(prepared.diagnostics),
    }


# --- text ----------------------------------------------------------------------------------


def _inline(case: Case) -> dict[str, Any]:
    """Plain text of a paragraph, and what of it is strong or emphasised."""
    children = block_parser().parse(case.input)[1].children or []
    return _present(
        {"text": plain(children), "strong": _runs(children, "strong"), "em": _runs(children, "em")}
    )


def _runs(children: list[Token], tag: str) -> list[str]:
    runs: list[list[Token]] = []
    depth = 0
    for token in children:
        if token.type == f"{tag}_open":
            depth += 1
            runs.append([])
        elif token.type == f"{tag}_close":
            depth -= 1
        elif depth:
            runs[-1].append(token)
    return [plain(run) for run in runs]


def _rules(case: Case) -> Rules:
    """What the case's marks say of the rules."""
    return Rules(
        refused=frozenset(case.values("refuse")),
        numbers=next(iter(case.values("numbers")), "as-written"),
        leave_out=frozenset(case.values("leave out")),
        shortcodes=dict(given.split("=", 1) for given in case.values("shortcode")),
    )


def _markdown(case: Case) -> dict[str, Any]:
    """Each block as its tokens, written like tags, and what was found wrong."""
    state: dict[str, Any] = {}
    blocks = blocks_of(post_parser().parse(case.input, state))
    written = ["".join(map(_written, block.tokens)) for block in blocks]
    return _present({"blocks": written}, notes=_notes(findings(state, "post.md")))


def _written(token: Token) -> str:
    name = token.type.removesuffix("_open").removesuffix("_close")
    shown = "".join(f" {key}={value}" for key, value in token.attrs.items() if value != "")
    inner = "".join(map(_written, token.children or []))
    if token.type == "inline":
        return inner
    if token.type == "figure":
        return f"<figure {_written(token.meta['image'])}>{inner}</figure>"
    if token.type in {"text", "text_special"}:
        return token.content
    if token.type in {"softbreak", "hardbreak"}:
        return "\n" if token.type == "softbreak" else "<br>"
    if token.type == "footnote_ref":
        return f"<note {token.meta['label']}>"
    if token.type == "footnote_reference_open":
        return f"<footnote {token.meta['label']}>"
    if "checked" in token.meta:
        shown = f" checked={token.meta['checked']}"
    if token.nesting:
        return f"<{'/' if token.nesting < 0 else ''}{name}{'' if token.nesting < 0 else shown}>"
    return f"<{name}{shown}|{inner or token.content}>"


def _dialect(case: Case) -> dict[str, Any]:
    """The Markdown that a body becomes, line by line, and what is not known."""
    body, notes = to_markdown(
        case.input, "post.md", _rules(case), generator=next(iter(case.values("engine")), "")
    )
    return _present({"markdown": body.removesuffix("\n").split("\n")}, notes=_notes(notes))


# --- structure -----------------------------------------------------------------------------


def _structure(case: Case) -> dict[str, Any]:
    """The blocks of the chapter, what the rules took out, and what they report."""
    rules = _rules(case)
    prepared = prepare(case.input, case.path, rules)
    chapter = compose(
        blocks_of(block_parser().parse(prepared.body)),
        **prepared.composing(case.path),
        rules=rules,
    )
    return _present(
        {
            "title": chapter.title,
            "people": [f"{person.role} {person.name}" for person in chapter.people],
            "source": list(chapter.source or ()),
            "blocks": [_block(block, chapter) for block in chapter.blocks],
        },
        notes=_notes(chapter.notes),
    )


def _block(block: Block, chapter: Composition) -> str:
    token = block.tokens[0]
    if token.type == REFERENCE_LIST:
        known = {reference.key: reference for reference in chapter.references}
        return "references: " + " / ".join(known[key].title for key in token.meta["keys"])
    if token.type == "figure":
        alt, caption = plain(token.meta["image"].children or ()), plain(token.children or ())
        return f"figure: {alt}" + (f" | {caption}" if caption else "")
    name = token.tag if block.kind == "heading" else block.kind
    return f"{name}: {block.text}" if block.text else name


def _composed(case: Case) -> Composition:
    """The post as the parser composes it, footnotes and link definitions too."""
    prepared = prepare(case.input, case.path, _rules(case))
    state: dict[str, Any] = {}
    blocks = blocks_of(post_parser().parse(prepared.body, state))
    known = state.get("references")
    return compose(blocks, **prepared.composing(case.path), definitions=known)


def _lists(case: Case) -> dict[str, Any]:
    """Each list of references, item by item; and the text that is left."""
    chapter = _composed(case)
    groups: list[list[str]] = []
    text: list[str] = []
    items = iter(chapter.references)
    for block in chapter.blocks:
        token = block.tokens[0]
        if token.type == REFERENCE_LIST:
            meta = token.meta
            groups.append([_item(next(items), n) for n in meta["numbers"]])
        else:
            text.append(_block(block, chapter))
    return _present({"lists": groups, "text": text})


def _item(reference: Reference, number: str) -> str:
    who = ", ".join(reference.authors)
    words = (number, who, reference.title, reference.url, reference.date)
    return " | ".join(word[:80] for word in words if word)


def _citations(case: Case) -> dict[str, Any]:
    """The text, with each mark and what it leads to; how many entries there are."""
    chapter = _composed(case)
    numbers = {r.key: str(n) for n, r in enumerate(chapter.references, 1)}
    marks = iter(chapter.citations)
    text = [
        "".join(_marked(child, marks, numbers) for child in block.inline)
        for block in chapter.blocks
        if block.kind == "paragraph"
    ]
    return {"text": text, "entries": len(chapter.references)}


def _marked(token: Token, marks: Iterator[Citation], numbers: dict[str, str]) -> str:
    if token.type != CITATION:
        return f"`{token.content}`" if token.type == "code_inline" else token.content
    return f"⟦{token.content} → {', '.join(numbers[key] for key in next(marks).keys)}⟧"


# --- containers ----------------------------------------------------------------------------


def _containers(case: Case) -> list[str]:
    """The blocks, each within the kinds of the containers around it."""
    lines: list[str] = []
    around: list[str] = []
    for token in block_parser().parse(case.input):
        if token.type == "container_open":
            around.append(token.meta["kind"])
            lines.append(" > ".join(around))
        elif token.type == "container_close":
            around.pop()
        elif token.type == "container_title_open":
            lines.append("title")
        elif token.type in {"inline", "fence"}:
            text = plain(token.children or ()) or token.content.strip()
            lines.append(f"{' > '.join(around)}: {text}")
    return lines


# --- references ----------------------------------------------------------------------------


def _reference(case: Case) -> dict[str, Any]:
    """What is read out of one item of a list."""
    reference = parse_item(case.input.strip(), Place("post.md", 1))
    assert reference.as_written == case.input.strip()
    return _present(_fields(reference))


def _fields(reference: Reference) -> dict[str, Any]:
    names = (
        "kind", "label", "title", "site", "date", "container", "volume", "issue", "pages",
        "edition", "publisher", "publisher_place", "number", "doi", "arxiv", "isbn", "accessed",
        "note", "et_al",
    )  # fmt: skip
    lists = ("authors", "editors", "translators", "more_urls")
    facts = {name: getattr(reference, name) for name in names}
    url = canonical_url(reference.url) if reference.url else ""
    return {**facts, **{name: list(getattr(reference, name)) for name in lists}, "url": url}


# --- blogs and links -----------------------------------------------------------------------


def _site(case: Case) -> dict[str, Any]:
    """What a blog's own settings say."""
    try:
        blog = read_blog({case.path: case.input})
    except ValueError as error:
        return {"error": str(error).partition(":")[0]}
    facts = json.loads(json.dumps(asdict(blog))) if blog else {}  # tuples as lists
    return _present(facts)


def _address(case: Case) -> str:
    """Where a post stands: what is said of the blog, and the post's header."""
    said, _, header = case.input.partition("---\n")
    (source,) = read_sources({"": {k: v for k, v in load_yaml(said).items() if v}})
    blog = with_source(None, source)
    post = read_post(f"---\n{header}---\n", case.path, case.path, blog=blog)
    return post.address


def _link(case: Case) -> list[str]:
    """What each address leads to from `_posts/2020-02-03-oil.md` of a small book."""
    header = {"base_url": "https://lamp.example.net", "generator": "jekyll"}
    (source,) = read_sources({"": {**header, "permalink": "/blog/:year/:month/:title/"}})
    blog = with_source(None, source)
    texts = {
        "_posts/2020-01-02-wick.md": "redirect_from: /old-wick",
        "_posts/2020-02-03-oil.md": "",
        "_posts/old lamp.md": "",
        "a/twin.md": "",
        "b/twin.md": "",
    }
    posts = [
        read_post(f"---\ntitle: x\n{more}\n---\n\nText of {path}.\n", path, path, blog=blog)
        for path, more in texts.items()
    ]
    chapters = collect(posts, Choices(), "").chapters
    here = next(c for c in chapters if c.post.path.endswith("oil.md"))
    book = PostMap.of(chapters)
    return [_led(line, resolve(line, here, book)) for line in case.input.splitlines()]


def _led(href: str, link: Link) -> str:
    anchor = f"#{link.anchor}" if link.anchor else ""
    where = {
        "chapter": link.docname + anchor,
        "ambiguous": " or ".join(link.candidates),
        "file": f"{link.path}, else {link.url or 'nothing'}",
    }.get(link.kind, link.url)
    return f"{href} -> {link.kind} {where}".strip()


def _mended(case: Case) -> list[str]:
    """Each address as it is meant, and what was wrong with it."""
    found = [(line, *mend(line)) for line in case.input.splitlines()]
    return [
        f"{line} -> {meant} ({wrong})" if wrong else f"{line} ok" for line, meant, wrong in found
    ]


def _anchor(case: Case) -> list[str]:
    """The id that each anchor leads to; headings have ids by their words, as in a book."""
    lines = case.input.splitlines()
    texts = [line.removeprefix("## ").replace("`", "") for line in lines if line.startswith("## ")]
    seen: Counter[str] = Counter()
    headings = []
    for text in texts:
        own = slugify(text.partition("{")[0])
        seen[own] += 1
        headings.append((f"{own}-{seen[own]}" if seen[own] > 1 else own, text))
    table = anchor_table(headings)
    anchors = [line for line in lines if line.startswith("#") and not line.startswith("## ")]
    return [f"{anchor} -> {find_anchor(anchor[1:], table)}" for anchor in anchors]


RUNNERS: dict[str, Callable[[Case], Any]] = {
    "addresses": _address,
    "anchors": _anchor,
    "links": _link,
    "mended-addresses": _mended,
    "sites": _site,
    "front-matter": _front_matter,
    "dates": _date,
    "inline": _inline,
    "markdown": _markdown,
    "dialects": _dialect,
    "structure": _structure,
    "references": _reference,
    "lists": _lists,
    "citations": _citations,
    "containers": _containers,
}


def _all_cases() -> list[tuple[str, Case]]:
    return [(name, case) for name in RUNNERS for case in load(name)]


@pytest.mark.parametrize(
    ("name", "case"), [pytest.param(n, c, id=f"{n}: {c.title}") for n, c in _all_cases()]
)
def test_case(name: str, case: Case, pytestconfig: pytest.Config) -> None:
    check(case, RUNNERS[name], accept=pytestconfig.getoption("--accept"))


def test_every_file_of_cases_is_run() -> None:
    assert {file.stem for file in CASES.iterdir()} == set(RUNNERS)


@pytest.mark.parametrize("name", RUNNERS)
def test_every_block_of_a_file_is_a_case(name: str) -> None:
    """A slip in the dots would make a case vanish without a word."""
    text = (CASES / f"{name}.md").read_text(encoding="utf-8")
    assert text.split("\n").count(".") == 3 * len(load(name))
