"""Write a chapter's references where its own list stood."""

from __future__ import annotations

from typing import Any

from sphinx.transforms import SphinxTransform

from ..posts.domain import anthology_domain
from ..posts.nodes import ReferenceListNode
from .nodes import chapter_list


class WriteReferenceLists(SphinxTransform):
    """Replace each :class:`ReferenceListNode` by its entries."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        chapter = anthology_domain(self.env).chapter_of(self.env.current_document.docname)
        if chapter is None:
            return
        known = {reference.key: reference for reference in chapter.post.references}
        for node in list(self.document.findall(ReferenceListNode)):
            references = [known[key] for key in node["keys"] if key in known]
            node.replace_self(chapter_list(references, chapter.post.language))
