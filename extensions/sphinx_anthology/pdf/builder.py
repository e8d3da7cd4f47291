"""``-b pdf``: fragments, then pages."""

from __future__ import annotations

import pickle
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ..diagnostics import Code, Diagnostic, Place
from ..files import write_whole
from ..fragments import FragmentBuilder
from ..fragments.spine import Spine
from ..html.context import facts_of, people_of
from ..media.convert import PRINT
from ..pango import NoPango
from ..posts.domain import anthology_domain
from ..posts.report import report_of, stop_build
from ..posts.volume import budget_of

if TYPE_CHECKING:
    from .matter.desk import Desk


class PdfBuilder(FragmentBuilder):
    """One typeset book: cover, title page, imprint, contents, chapters, bibliography."""

    name = "pdf"
    theme_folder = "print"
    limits = PRINT
    epilog = "The PDF is in %(outdir)s."

    def package(self, spine: Spine) -> None:
        """Set the chapters side by side and write them as one file."""
        from ..fonts import Fonts
        from .leaves import Compositor  # loaded for a PDF only
        from .press import PressError
        from .printing import Workshop, print_book

        config = self.config
        kept = Path(self.doctreedir) / "pieces"
        fonts = Fonts(kept, config.anthology_fonts)
        compositor = Compositor(
            self._desk(fonts.families),
            recto=config.anthology_chapter_start == "recto",
            addresses=config.anthology_edition == "print",
        )
        shop = Workshop(
            book=Path(self.srcdir),
            pictures=Path(self.folder),
            kept=kept,
            product=self.product,
            fonts=fonts,
            highlighting=self.highlighter.get_stylesheet(),
            processes=self._app.parallel,
            attach=self.config.anthology_attach_sources,
            hanging=self.config.anthology_hanging_punctuation,
            budget=budget_of(self.config),
        )
        try:
            findings = print_book(compositor, list(compositor.body(spine)), shop)
        except NoPango:
            self._stop_without_pango()
        except PressError as error:
            message = f"no page can be set here: {error}"
            stop_build(self._app, Diagnostic(Code.NOT_SET, message, Place(str(self.srcdir))))
        write_whole(self._findings, pickle.dumps(findings))
        report_of(self._app).add(findings)

    def remind(self, spine: Spine) -> None:
        try:
            report_of(self._app).add(pickle.loads(self._findings.read_bytes()))
        except FileNotFoundError:
            return

    @property
    def _findings(self) -> Path:
        return Path(self.doctreedir) / "pieces" / "findings.pickle"

    def _desk(self, faces: Collection[str]) -> Desk:
        from .matter.desk import Desk
        from .printing import BLEED, PAPERS, moment

        return Desk(
            anthology_domain(self.env).volume,
            facts_of(self._app),
            PAPERS[self.config.anthology_paper],
            bleed=BLEED if self.config.anthology_edition == "print" else 0,
            made=moment(),
            faces=faces,
            people=people_of(self._app),
        )

    def _stop_without_pango(self) -> NoReturn:
        hint = (
            "Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
            "macOS: brew install pango"
        )
        message = "the PDF needs Pango, which cannot be loaded"
        stop_build(self._app, Diagnostic(Code.NO_PANGO, message, Place(str(self.srcdir)), hint))
