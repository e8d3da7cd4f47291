"""Cards for the pages that are shared: whether they can be drawn here, and the drawing of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sphinx.util import logging
from sphinx.util.parallel import ParallelTasks, SerialTasks, make_chunks, parallel_available

from ...files import write_whole
from ...fingerprint import of_code, of_facts
from ...fonts import Fonts
from ..context import facts_of
from ..folders import is_website
from .cards import Card, Face, Faces, draw_card, key_of_faces, region_of
from .facts import (
    BOOK_CARD,
    book_card,
    card_name,
    chapter_card,
    chapters_of,
    manifest_of,
)
from .manifest import Manifest
from .site import site_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

logger = logging.getLogger(__name__)
FACES = "faces"  # what the manifest remembers: region -> where its faces are
_FAMILIES = ("Noto Serif CJK {}", "Source Han Serif {}", "Songti {}")
_REGULAR, _BOLD = ("Regular", "Medium"), ("Bold", "SemiBold")
_FOUND: WeakKeyDictionary[Sphinx, dict[str, Faces]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class _Task:
    """A card to draw."""

    file: Path
    card: Card
    faces: Faces


def cards_wanted(app: Sphinx) -> str:
    """``chapters``, ``book`` or ``none``: a card needs an absolute address, and a face."""
    wanted = str(app.config.anthology_cards)
    return wanted if site_of(app).base and _FOUND.get(app) else "none"


def look_for_faces(app: Sphinx, builder: Builder) -> None:
    """Find the faces that the cards are set in, before pages are written side by side."""
    if not is_website(app) or app.config.anthology_cards == "none" or not site_of(app).base:
        return
    wanted = {region_of(chapter.post.language) for chapter in chapters_of(app)}
    wanted.add(region_of(facts_of(app)["language"]))
    remembered = _remembered(manifest_of(app).notes.get(FACES))
    if remembered.keys() < wanted:
        remembered = _located(app, sorted(wanted))
    _FOUND[app] = remembered
    if not remembered:
        logger.info("no cards for shared pages: no Chinese serif face is installed")


def _located(app: Sphinx, regions: Sequence[str]) -> dict[str, Faces]:
    try:
        fonts = Fonts(Path(app.doctreedir) / "cards")
        found = {region: _faces(fonts, region) for region in regions}
    except OSError:  # fontconfig is not installed
        return {}
    usable = {region: faces for region, faces in found.items() if faces}
    some = next(iter(usable.values()), None)
    return {region: usable.get(region, some) for region in regions} if some else {}


def _faces(fonts: Fonts, region: str) -> Faces | None:
    for family in _FAMILIES:
        name = family.format(region)
        regular = _face(fonts, name, _REGULAR)
        if regular:
            return Faces(_face(fonts, name, _BOLD) or regular, regular)
    return None


def _face(fonts: Fonts, family: str, styles: Sequence[str]) -> Face | None:
    for style in styles:
        if found := fonts.locate(family, style):
            return str(found[0]), found[1]
    return None


def _remembered(noted: object) -> dict[str, Faces]:
    """The faces of the last build, if their files are still there."""
    if not isinstance(noted, dict):
        return {}
    found = {}
    for region, (bold, regular) in noted.items():
        if not Path(bold[0]).is_file() or not Path(regular[0]).is_file():
            return {}
        found[region] = Faces((bold[0], bold[1]), (regular[0], regular[1]))
    return found


def put_cards(app: Sphinx, manifest: Manifest) -> None:
    """Draw the cards that show something else than they did, side by side."""
    wanted, faces = cards_wanted(app), _FOUND.get(app, {})
    manifest.notes.pop(FACES, None)
    if wanted == "none":
        return
    manifest.notes[FACES] = {region: (f.bold, f.regular) for region, f in sorted(faces.items())}
    cards = {BOOK_CARD: book_card(app)}
    if wanted == "chapters":
        title = facts_of(app)["title"]
        cards |= {card_name(c): chapter_card(c, title) for c in chapters_of(app)}
    hand = of_facts([key_of_faces(faces), of_code("html/machines"), of_code("")])
    tasks = []
    for name, card in cards.items():
        key = of_facts([hand, card])
        if not manifest.is_fresh(name, key):
            manifest.keep(name, key)
            tasks.append(_Task(Path(app.outdir, name), card, faces[region_of(card.language)]))
    _draw_all(tasks, app.parallel)


def _draw_all(tasks: list[_Task], processes: int) -> None:
    if len(tasks) < 40 or processes < 2 or not parallel_available:
        _draw(tasks)
        return
    workers: ParallelTasks | SerialTasks = ParallelTasks(processes)
    for chunk in make_chunks(tasks, processes, 100):  # type: ignore[arg-type]
        workers.add_task(_draw, chunk)
    workers.join()


def _draw(tasks: list[_Task]) -> None:
    for task in tasks:
        data = draw_card(task.card, task.faces)
        if not task.file.is_file() or task.file.read_bytes() != data:
            write_whole(task.file, data)
