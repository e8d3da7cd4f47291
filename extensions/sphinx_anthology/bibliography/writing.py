"""Lists of references as HTML, and as docutils' nodes for formats that are none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from docutils import nodes

from .runs import Listing, Row, Run

Address = Callable[[str, str], str]  # (document, id in it) -> its address from here


def html_of(listing: Listing, address: Address) -> str:
    """Well-formed HTML. ``value`` and roles are those that browsers, EPUBCheck and Ace know."""
    items = "".join(_item(row, address) for row in listing.rows)
    label = escape(listing.label, quote=True)
    return (
        f'<section class="reference-list" role="doc-bibliography" aria-label="{label}">'
        f'<ol class="arabic references {listing.name}">\n{items}</ol>\n</section>\n'
    )


def _item(row: Row, address: Address) -> str:
    number = f' value="{row.number}"' if row.number.isdigit() else ""
    language = f' lang="{row.language}"' if row.language else ""
    coins = ""
    if row.context:
        coins = f'<span class="Z3988" title="{escape(row.context, quote=True)}"></span>'
    line = _runs(row.line, address) + _runs(row.copies, address)
    if row.back:
        line += f'<span class="backlinks">{_runs(row.back, address)}</span>'
    below = f'\n<p class="cited-in">{_runs(row.below, address)}</p>' if row.below else ""
    return (
        f'<li class="kind-{row.kind}" id="{row.anchor}"{number}>'
        f'<p class="reference-entry"{language}>{line}{coins}</p>{below}</li>\n'
    )


def _runs(runs: Iterable[Run], address: Address) -> str:
    return "".join(_run(run, address) for run in runs)


def _run(run: Run, address: Address) -> str:
    text = escape(run.text, quote=False)
    classes = run.classes
    if run.italic:
        text = f"<em>{text}</em>"
    if not (run.href or run.place or run.chapter[0]):
        return f'<span class="{classes}">{text}</span>' if classes else text
    if run.place:
        label = f' aria-label="{escape(run.label, quote=True)}"' if run.label else ""
        text = f'<a href="#{run.place}" role="{run.role}"{label}>{text}</a>'
    elif run.href:
        text = f'<a class="reference external" href="{escape(run.href, quote=True)}">{text}</a>'
    else:
        href = escape(address(*run.chapter), quote=True)
        text = f'<a class="chapter-link reference internal" href="{href}">{text}</a>'
    return f'<span class="{classes}">{text}</span>' if classes else text


def nodes_of(listing: Listing, address: Address) -> nodes.enumerated_list:
    """The list without what only a screen can use."""
    made = nodes.enumerated_list("", enumtype="arabic", prefix="", suffix=".")
    for row in listing.rows:
        item = nodes.list_item("", _paragraph(row.line, address), ids=[row.anchor])
        if row.below:
            item += _paragraph(row.below, address)
        made += item
    return made


def _paragraph(runs: Iterable[Run], address: Address) -> nodes.paragraph:
    line = nodes.paragraph()
    for run in runs:
        node: nodes.Node = nodes.Text(run.text)
        href = run.href or (address(*run.chapter) if run.chapter[0] else "")
        if href:
            node = nodes.reference("", run.text, refuri=href, internal=not run.href)
        line += nodes.emphasis("", "", node) if run.italic else node
    return line
