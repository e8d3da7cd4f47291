"""``-b pdf``: fragments, then pages."""

from __future__ import annotations

import logging as python_logging

from sphinx.util import logging
from sphinx.util.display import status_iterator

from ..diagnostics import Code, Diagnostic, Place
from ..fragments import FragmentBuilder
from ..fragments.xhtml import Fragment
from ..html.context import facts_of
from ..posts.domain import anthology_domain
from ..posts.report import stop_build

logger = logging.getLogger(__name__)


class PdfBuilder(FragmentBuilder):
    """One typeset book: cover, title page, imprint, contents, chapters, bibliography."""

    name = "pdf"
    theme_folder = "print"
    epilog = "The PDF is in %(outdir)s."

    def package(self, spine: list[Fragment]) -> None:
        """Set the chapters one by one and write them as one file."""
        try:
            from .typeset import typeset  # WeasyPrint loads Pango; other formats do without
        except OSError as error:
            hint = (
                "Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
                "macOS: brew install pango"
            )
            message = f"the PDF needs Pango, which cannot be loaded ({error})"
            stop_build(self._app, Diagnostic(Code.NO_PANGO, message, Place(str(self.srcdir)), hint))
        volume = anthology_domain(self.env).volume
        weasyprint_log = python_logging.getLogger("weasyprint")
        weasyprint_log.addHandler(_Forward(level=python_logging.WARNING))
        weasyprint_log.propagate = False
        steps = status_iterator(
            spine,
            "setting chapters... ",
            "purple",
            len(spine),
            self.config.verbosity,
            stringify_func=lambda fragment: fragment.name,
        )
        typeset(
            steps,
            volume=volume,
            facts=facts_of(self._app),
            paper=self.config.anthology_paper,
            folder=self.folder,
            product=self.product,
            highlighting=self.highlighter.get_stylesheet(),
        )


class _Forward(python_logging.Handler):
    """WeasyPrint says what it could not load or understand; the reader of our log wants to know."""

    def emit(self, record: python_logging.LogRecord) -> None:
        message = record.getMessage()
        if "no required alt description" not in message:  # reported with its line: Code.NO_ALT
            logger.warning("%s", message, type="anthology", subtype=Code.PRINT.slug)
