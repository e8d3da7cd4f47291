"""From the heads of chapters to the pages of their authors and tags."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from ...posts.domain import anthology_domain
from .book import Ways
from .pages import ways_of


class LinkOpenings(SphinxPostTransform):
    """On the website, authors and tags in the head of a chapter lead to their pages."""

    default_priority = 9

    def run(self, **kwargs: Any) -> None:
        ways = ways_of(self.app)
        here = self.env.current_document.docname
        if ways is None or anthology_domain(self.env).chapter_of(here) is None:
            return
        for box in self.document.findall(nodes.container):
            if "chapter-opening" in box["classes"]:
                for word in list(box.findall(nodes.inline)):
                    if page := _leads_to(ways, word):
                        address = self.app.builder.get_relative_uri(here, page)
                        link = nodes.reference("", "", *word.children, internal=True)
                        link["refuri"] = address
                        word.children = []
                        word += link
                return


def _leads_to(ways: Ways, word: nodes.inline) -> str:
    if "author" in word["classes"]:
        return ways.page_of_person(word.astext())
    return ways.page_of_tag(word.astext()) if "tag" in word["classes"] else ""
