"""``-b epub``: fragments, then pages of XHTML, then one container."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence, Set
from datetime import UTC, datetime
from pathlib import Path

from sphinx.util import logging

from .. import company
from ..core.apparatus import read_certificate
from ..diagnostics import Code, Diagnostic, Place
from ..fingerprint import of_facts
from ..fragments import FragmentBuilder
from ..fragments.printed import PrintedBook, read_printed
from ..fragments.spine import Spine
from ..fragments.xhtml import Fragment
from ..html.context import facts_of, people_of
from ..posts.domain import anthology_domain
from ..posts.report import report_of
from .cover import Covers, begin
from .desk import Desk
from .markup import made_ready

logger = logging.getLogger(__name__)


class EpubBuilder(FragmentBuilder):
    """An anthology for e-readers."""

    name = "epub"
    theme_folder = "epub"
    epilog = "The EPUB is in %(outdir)s."

    def init(self) -> None:
        super().init()
        self._covers: Callable[[], Covers] | None = None

    def prepare_writing(self, docnames: Set[str]) -> None:
        super().prepare_writing(docnames)
        self._covers = self._begin_covers()  # drawn while documents are written

    def _begin_covers(self) -> Callable[[], Covers]:
        volume = anthology_domain(self.env).volume
        return begin(volume, facts_of(self._app), Path(self.doctreedir, "covers"))

    def made_ready(self, fragment: Fragment) -> Fragment:
        return made_ready(fragment)

    def beside(self) -> Sequence[Path]:
        """The shops' cover, which is an SVG where nothing can draw it."""
        made = self.product.with_suffix(".cover.svg")
        return [made if made.is_file() else self.product.with_suffix(".cover.jpg")]

    def others(self) -> list[str]:
        return [of_facts([read_printed(Path(self.doctreedir))])]

    def finish(self) -> None:
        company.wait_for(company.PAGES)  # a PDF tells where its pages begin
        super().finish()

    def package(self, spine: Spine) -> None:
        """Write the container whole or not at all."""
        from .making import Materials, make_book  # EbookLib is loaded for an EPUB only

        facts, volume = facts_of(self._app), anthology_domain(self.env).volume
        desk = Desk(
            volume, facts, _moment(), self.config.anthology_editors, people_of(self._app),
            read_certificate(self.config.anthology_certified), self._printed(spine),
        )  # fmt: skip
        made = (self._covers or self._begin_covers())()
        materials = Materials(
            spine, self.folder, made, self.config.anthology_epub_fonts, Path(self.doctreedir),
            Place(str(Path(self._app.confdir, "conf.py"))),
        )  # fmt: skip
        report_of(self._app).add(make_book(desk, materials, self.product))
        made.write_shop(self.product)
        logger.info("%d chapters: %s", len(volume.chapters), self.product)

    def remind(self, spine: Spine) -> None:
        self._printed(spine)

    def _printed(self, spine: Spine) -> PrintedBook | None:
        """The pages of the printed book, if that is of the same text."""
        printed = read_printed(Path(self.doctreedir))
        if printed is None:
            return None
        other = [name for name, text in spine.texts.items() if printed.texts.get(name) != text]
        if other:
            message = (
                f"the EPUB has no page list: {len(other)} of its chapters are not as in the PDF"
            )
            hint = "Build the PDF first, then the EPUB"
            place = Place(str(self.srcdir))
            report_of(self._app).add([Diagnostic(Code.OLD_PAGES, message, place, hint)])
            return None
        return printed.parted("of.title", "of.imprint")  # which is on the back of the title page


def _moment() -> datetime:
    """SOURCE_DATE_EPOCH when it is set (reproducible-builds.org), else now; UTC."""
    return datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())), UTC)
