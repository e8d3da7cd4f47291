"""The report as a page of the website, for the editor. No page for readers leads here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader

from ..core.wording import say
from ..diagnostics import Severity
from ..files import write_whole
from ..posts.domain import anthology_domain
from ..posts.report import report_of
from ..report import PostReport, report_on
from .folders import compiled_templates, is_website, themes_folder

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PAGE = "_editor/index.html"


def write_editor_page(app: Sphinx, exception: Exception | None) -> None:
    """Write the report into the website, unless the build failed."""
    if exception is not None or not is_website(app):
        return
    domain = anthology_domain(app.env)
    chapters = domain.volume.chapters
    places = {c.post.path: str(app.srcdir / c.post.path) for c in chapters}
    findings = report_of(app).findings
    reports = list(report_on((c.post for c in chapters), places, findings))
    known = set(places.values())
    rest = sorted((d for d in findings if d.place.path not in known), key=str)
    root = f"{app.srcdir}/"
    slugs = {c.post.path: c.docname for c in chapters}
    folder = themes_folder() / "anthology"  # whatever theme the readers' pages have
    style = "\n".join(
        (folder / name).read_text(encoding="utf-8") for name in ("static/tokens.css", "editor.css")
    )
    templates = Environment(
        autoescape=False, loader=FileSystemLoader(folder), bytecode_cache=compiled_templates(app)
    )
    page = templates.get_template("editor.html").render(
        {
            "style": style,
            "title": app.config.project,
            "language": app.config.language.replace("_", "-"),
            "say": lambda key: say(key, app.config.language),
            "reports": [(report, slugs[report.path]) for report in reports],
            "rest": [(str(finding.place).removeprefix(root), finding) for finding in rest],
            "totals": _totals(reports),
            "weights": [severity.value for severity in Severity],
        },
    )
    file = Path(app.outdir, PAGE)
    if not file.is_file() or file.read_bytes() != page.encode():
        write_whole(file, page.encode())


def _totals(reports: list[PostReport]) -> list[tuple[str, int, int]]:
    """(rule, changes, posts) over the book, the busiest first."""
    changes: dict[str, int] = {}
    posts: dict[str, int] = {}
    for report in reports:
        for slug, count in report.rules.items():
            changes[slug] = changes.get(slug, 0) + count
            posts[slug] = posts.get(slug, 0) + 1
    rows = ((slug, count, posts[slug]) for slug, count in changes.items())
    return sorted(rows, key=lambda row: (-row[1], row[0]))
