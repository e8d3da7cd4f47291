"""From fragments to the file: the press is made ready, the book set and bound, and what was found
on the way reported by post. The builder imports this when it is wanted, for it loads Pango."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sphinx.util import logging

from .. import company
from ..budget import Budget
from ..core.apparatus import as_urn
from ..diagnostics import Code, Diagnostic, Place
from ..fingerprint import of_code, of_facts
from ..fonts import Fonts
from ..fragments.printed import PrintedBook, forget_printed, write_printed
from .binding.attachments import attachments
from .binding.furniture import POINT, Paper, Trim
from .binding.standards import Standards
from .engine.piece import BEYOND, Job
from .leaf import Leaf
from .leaves import CODE_LETTER, CODE_SIZE, Compositor
from .markup.code import INDENT
from .matter.desk import Desk, templates
from .press import Press
from .progress import Progress
from .typeset import Edition, Result, typeset

logger = logging.getLogger(__name__)
PAPERS = {
    "a5": Paper(148, 210, 18, 14.5, 22, 19.5, 9.5, 16.5),
    "16k": Paper(185, 260, 24, 22, 28, 26, 10.5, 18.5),
    "6x9": Paper(152.4, 228.6, 19, 16, 23, 20.5, 10, 17.2),
    "a4": Paper(210, 297, 28, 27, 34, 31, 11, 19),
}
# later ones win
SHEETS = ("book.css", "notes.css", "tables.css", "code.css", "matter.css", "script.css")
BLEED = 3  # mm, as printers ask for
MARKS = 5  # mm for crop marks, beyond the bleed
_SAID_ELSEWHERE = "no required alt description"  # reported with its line: Code.NO_ALT
_NO_GLYPH = "notdef glyph rendered"


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where a book is printed."""

    book: Path  # folder of the posts
    pictures: Path
    kept: Path  # folder of pieces
    product: Path
    fonts: Fonts
    highlighting: str  # style sheet of code
    processes: int
    attach: bool  # whether the book carries its sources
    budget: Budget  # of a leaf
    hanging: bool = False  # marks may stand beyond the end of a line


def print_book(compositor: Compositor, body: Sequence[Leaf], shop: Workshop) -> list[Diagnostic]:
    """Write the book to its product.

    Returns:
        What went wrong on pages, by post.

    Raises:
        PressError: nothing at all can be set on this machine.
    """
    job = Job((shop.highlighting, style_sheet(compositor)), shop.pictures, shop.hanging)
    foundation = of_facts([job.styles, job.hanging, of_code("pdf", "core"), shop.fonts.files])
    cover = compositor.desk.say("cover")
    edition = Edition(compositor.paper, _trim(compositor), _standards(compositor, shop), cover)

    def paginated(book: PrintedBook) -> None:
        write_printed(shop.kept.parent, replace(book, source=_pagination(compositor.desk)))
        company.tell_pages()

    with Press(
        job, shop.kept, foundation, shop.processes, shop.fonts.environment, shop.budget
    ) as press:
        try:
            result = typeset(
                compositor,
                body,
                press=press,
                edition=edition,
                memory=shop.kept / "pages.json",
                product=shop.product,
                progress=Progress(),
                paginated=paginated,
            )
        except BaseException:
            forget_printed(shop.kept.parent)
            raise
    logger.info("%s pages", result.pages)
    return list(_findings(result, shop))


def _pagination(desk: Desk) -> str:
    """What pages of this edition are called elsewhere: its ISBN, or what it is."""
    if desk.facts["identifier"]:
        return as_urn(desk.facts["identifier"])
    paper = desk.paper
    return f"{desk.facts['title']}, PDF, {paper.width:g} × {paper.height:g} mm"


def style_sheet(compositor: Compositor) -> str:
    """The style sheets of print, filled with the paper's measures."""
    paper = compositor.paper
    values = {
        **paper._asdict(),
        "margin": paper.margin,
        "bleed": compositor.desk.bleed,
        "screen": not compositor.addresses,
        "code_size": CODE_SIZE,
        "code_indent": f"{INDENT * CODE_LETTER:.3f}",
    }
    return "".join(templates().get_template(name).render(values) for name in SHEETS)


def _trim(compositor: Compositor) -> Trim:
    bleed = compositor.desk.bleed
    return Trim(bleed * POINT, MARKS * POINT) if bleed else Trim()


def _standards(compositor: Compositor, shop: Workshop) -> Standards:
    desk = compositor.desk
    facts, author = desk.facts, desk.facts.get("author")
    carried = attachments(desk.volume, shop.book, desk.made) if shop.attach else []
    return Standards(
        facts["title"],
        facts["language"],
        desk.made,
        [author] if author else [],
        facts.get("description", ""),
        publisher=facts["publisher"],
        rights=facts["copyright"] or facts["licence"],
        identifier=facts["identifier"],
        attachments=carried,
    )


def moment() -> datetime:
    """When the book is made: now, or as SOURCE_DATE_EPOCH has it."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch) if epoch else time.time(), UTC)


def _findings(result: Result, shop: Workshop) -> Iterator[Diagnostic]:
    for leaf, reason in result.failed:
        message = f"the chapter could not be set: {reason}"
        yield Diagnostic(Code.NOT_SET, message, _place(leaf, shop))
    for leaf, message in result.warnings:
        if _SAID_ELSEWHERE not in message:
            yield Diagnostic(_code(message), message, _place(leaf, shop))
    for leaf, name in result.dead:
        message = f"a link leads to `{name}`, which is not in the book"
        yield Diagnostic(Code.DEAD_LINK, message, _place(leaf, shop))


def _code(message: str) -> Code:
    if message.startswith(BEYOND):
        return Code.OVERFLOW
    return Code.MISSING_GLYPH if _NO_GLYPH in message else Code.PRINT


def _place(leaf: Leaf, shop: Workshop) -> Place:
    return Place(str(shop.book / leaf.source))
