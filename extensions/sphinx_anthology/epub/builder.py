"""``-b epub``: fragments, then pages of XHTML, then one container."""

from __future__ import annotations

import os
import time

from sphinx.util import logging

from ..fragments import FragmentBuilder
from ..fragments.spine import Spine
from ..html.context import facts_of
from ..posts.domain import anthology_domain
from .pages import make_book

logger = logging.getLogger(__name__)


class EpubBuilder(FragmentBuilder):
    """An anthology for e-readers."""

    name = "epub"
    theme_folder = "epub"
    epilog = "The EPUB is in %(outdir)s."

    def package(self, spine: Spine) -> None:
        """Write the container whole or not at all."""
        from .container import write_container  # EbookLib is loaded for an EPUB only

        book = make_book(
            list(spine),
            volume=anthology_domain(self.env).volume,
            facts=facts_of(self._app),
            folder=self.folder,
            highlighting=self.highlighter.get_stylesheet(),
            modified=_build_time(),
        )
        write_container(book, self.product)
        logger.info(
            "%d chapters: %s", len(anthology_domain(self.env).volume.chapters), self.product
        )


def _build_time() -> time.struct_time:
    """SOURCE_DATE_EPOCH when it is set (reproducible-builds.org), else now; UTC."""
    return time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())))
