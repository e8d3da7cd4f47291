"""Set sheets: HTML in, pieces out. One setter per process."""

from __future__ import annotations

import gc
import logging
from html import escape
from xml.etree import ElementTree

import cssselect2
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from ..typography import breaking
from . import faces, guard
from .fetcher import BASE, BookFetcher, FontFetcher
from .paint import paint
from .piece import Copy, Job, Piece, Raw, Usage

_LITTER = 30_000  # objects, a few sheets' worth: each time, the collector takes 3 ms


class Setter:
    """Sets the sheets of one book."""

    def __init__(self, job: Job) -> None:
        guard.install()
        breaking.allow_hanging(job.hanging)
        self._fonts = FontConfiguration()
        self._fetcher = BookFetcher(job.folder)
        self._styles = [
            CSS(string=css, font_config=self._fonts, url_fetcher=FontFetcher())
            for css in job.styles
        ]
        gc.freeze()
        # The collector takes 18 % of WeasyPrint's time when it runs as often as Python lets it.
        gc.set_threshold(300_000, 20, 100)

    def set(self, copy: Copy) -> Piece:
        """Lay out a sheet and draw its pages."""
        piece = self._set(copy)
        # Of all that was made for a sheet hardly anything is needed now. Until the collector came
        # by itself it would add up to 70 MB, and be further from the processor than it is now.
        if gc.get_count()[0] > _LITTER:
            gc.collect(1)
        return piece

    def _set(self, copy: Copy) -> Piece:
        with _Listening() as said:
            document = self._read(copy.html).render(
                stylesheets=self._styles, font_config=self._fonts
            )
            return paint(document, copy.language, copy.whole, said)

    def _read(self, html: str) -> HTML:
        try:
            return _Tree(ElementTree.fromstring(html), self._fetcher)
        except ElementTree.ParseError:
            return HTML(string=html, base_url=BASE, url_fetcher=self._fetcher)

    def embed(self, fonts: dict[str, Usage]) -> tuple[list[Raw], dict[str, int]]:
        """Faces as PDF objects (see ``faces.embed``)."""
        for name, use in sorted(fonts.items()):
            if not faces.met(name):
                self.set(_specimen(use))
        return faces.embed(fonts)


class _Tree(HTML):  # type: ignore[misc]
    """A document that is parsed already: an XML parser takes a tenth of an HTML parser's time."""

    def __init__(self, root: ElementTree.Element, fetcher: BookFetcher) -> None:
        self.base_url = BASE
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root)
        self.etree_element = self.wrapper_element.etree_element


def _specimen(use: Usage) -> Copy:
    """A text that is set in a face, so that the face is met."""
    values = dict(use.sample)
    language = values.pop("lang") or "und"  # words in drawings have none
    style = "; ".join(f"{name}: {value}" for name, value in values.items())
    html = (
        f'<html lang="{escape(language, quote=True)}"><head><title/></head><body>'
        f'<p style="{escape(style, quote=True)}">{escape(use.words)}</p></body></html>'
    )
    return Copy(html, language)


class _Listening:
    """What WeasyPrint says while a sheet is set."""

    def __enter__(self) -> list[str]:
        self.said: list[str] = []
        self.handler = _Collector(self.said)
        self.log = logging.getLogger("weasyprint")
        self.log.addHandler(self.handler)
        self.log.propagate = False
        return self.said

    def __exit__(self, *_: object) -> None:
        self.log.removeHandler(self.handler)


class _Collector(logging.Handler):
    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._said = said

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message not in self._said:
            self._said.append(message)
