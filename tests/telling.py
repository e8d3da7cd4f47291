"""A Sphinx extension for tests: what a build found and which chapters it has, as JSON.

The report is for people, and names no codes.
"""

from __future__ import annotations

import json
from pathlib import Path

from sphinx.application import Sphinx

from sphinx_anthology.posts.domain import anthology_domain
from sphinx_anthology.posts.report import report_of

FILE = "told.json"


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", _tell, 990)  # after everything that may find something
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _tell(app: Sphinx, exception: Exception | None) -> None:
    found = [
        (finding.place.path, finding.place.line, finding.code.slug)
        for finding in report_of(app).findings
    ]
    chapters = {c.post.path: c.slug for c in anthology_domain(app.env).volume.chapters}
    told = json.dumps({"found": found, "chapters": chapters})
    Path(app.doctreedir, f"{app.builder.name}-{FILE}").write_text(told, encoding="utf-8")
