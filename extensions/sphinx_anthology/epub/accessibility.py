"""What a reader with any sense can use of a book: counted in its pages, claimed as it was found.

Terms: schema.org accessibility vocabulary, as EPUB Accessibility 1.1 asks for them (section 2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ..core.alt import says_nothing
from ..core.script import base_language
from ..core.wording import say
from ..fragments.xhtml import MATHML, XHTML

_IMG, _TABLE, _TH, _RUBY = (f"{{{XHTML}}}{name}" for name in ("img", "table", "th", "ruby"))
_MATH = f"{{{MATHML}}}math"


@dataclass
class Survey:
    """What was found while the pages of a book went by."""

    counts: Counter[str] = field(default_factory=Counter)
    languages: set[str] = field(default_factory=set)  # base languages of passages and chapters

    def look_at(self, body: etree._Element) -> None:
        """Count what is in a page."""
        for element in body.iter(_IMG, _TABLE, _MATH, _RUBY):
            self.counts[str(element.tag)] += 1
            if element.tag == _IMG and says_nothing(element.get("alt") or ""):
                self.counts["undescribed"] += 1
            elif element.tag == _TABLE and next(element.iter(_TH), None) is None:
                self.counts["headless"] += 1
        for element in body.iter("{*}*"):
            if language := element.get("lang"):
                self.languages.add(base_language(language))

    @property
    def pictures(self) -> int:
        return self.counts[_IMG]

    @property
    def undescribed(self) -> int:
        """Pictures whose description is none, or says nothing."""
        return self.counts["undescribed"]

    def features(self, *, pages: bool, index: bool) -> list[str]:
        """Values of ``accessibilityFeature`` that hold.

        Args:
            pages: whether pages of the printed book are marked.
            index: whether there is an index.
        """
        holds = {
            "alternativeText": self.pictures > 0 and not self.undescribed,
            "ARIA": True,
            "displayTransformability": True,
            "index": index,
            "MathML": self.counts[_MATH] > 0,
            "pageBreakMarkers": pages,
            "pageNavigation": pages,
            "readingOrder": True,
            "rubyAnnotations": self.counts[_RUBY] > 0,
            "structuralNavigation": True,
            "tableOfContents": True,
            "unlocked": True,
        }
        return [feature for feature, does in holds.items() if does]

    def modes(self) -> tuple[list[str], list[str]]:
        """Values of ``accessMode`` and ``accessModeSufficient``."""
        if not self.pictures:
            return ["textual"], ["textual"]
        enough = ["textual,visual"] if self.undescribed else ["textual", "textual,visual"]
        return ["textual", "visual"], enough

    def summary(self, language: str, *, pages: bool) -> str:
        """What that means, for people."""
        return ("" if base_language(language) in {"zh", "ja"} else " ").join(
            say(key, language, **values) for key, values in self._sentences(pages=pages)
        )

    def _sentences(self, *, pages: bool) -> Iterator[tuple[str, dict[str, int]]]:
        yield "a11y-reading", {}
        if not self.pictures:
            yield "a11y-no-pictures", {}
        elif self.undescribed:
            yield "a11y-undescribed", {"all": self.pictures, "missing": self.undescribed}
        else:
            yield "a11y-described", {}
        if self.counts[_MATH]:
            yield "a11y-math", {}
        tables, headless = self.counts[_TABLE], self.counts["headless"]
        if headless:
            yield "a11y-tables-bare", {"all": tables, "missing": headless}
        elif tables:
            yield "a11y-tables", {}
        if len(self.languages) > 1:
            yield "a11y-languages", {}
        if pages:
            yield "a11y-pages", {}
