"""The page for addresses that lead nowhere. Servers show it at any depth, so its own links begin
at the server's root; without ``html_baseurl`` nobody can tell where the site is, and there is no
such page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder

from ...core.wording import say
from ...fingerprint import of_code, of_facts
from ..folders import has_template
from .manifest import Manifest
from .site import site_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PAGE = "404"
FILE, TEMPLATE = f"{PAGE}.html", f"{PAGE}.html"
_OWN = re.compile(r'\b(href|src)="(?![a-z][a-z0-9+.-]*:|[/#])', re.IGNORECASE)


def begin_at_root(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Let the page's links begin at the server's root. The page itself lies at the site's."""
    if pagename != PAGE or not site_of(app).base:  # a page of the user's own may be called so
        return
    path, pathto = site_of(app).path, context["pathto"]

    def from_root(other: str, resource: bool = False, baseuri: str = FILE) -> str:
        found = str(pathto(other, resource, FILE))
        return found if re.match(r"[a-z]+:|/", found) else path + found.removeprefix("./")

    def tag_from_root(tag: Callable[[Any], str]) -> Callable[[Any], str]:
        return lambda file: _OWN.sub(rf'\1="{path}', tag(file))

    context["pathto"] = from_root
    context["content_root"] = path
    for name in ("css_tag", "js_tag"):
        context[name] = tag_from_root(context[name])


def put_not_found(app: Sphinx, manifest: Manifest, scratch: Path) -> None:
    """Write it with the theme's template, when that has one and something changed."""
    builder = cast(StandaloneHTMLBuilder, app.builder)
    if not site_of(app).base or not has_template(app, TEMPLATE) or PAGE in app.env.found_docs:
        return
    key = of_facts([
        site_of(app).base, app.config.project, app.config.language, builder.search,
        sorted(app.config.html_theme_options.items()),
        of_code("html", "core"), _state_of_theme(app),
    ])  # fmt: skip
    if manifest.is_fresh(FILE, key):
        return
    scratch.mkdir(parents=True, exist_ok=True)
    title = say("not-found", app.config.language)
    builder.handle_page(PAGE, {"title": title}, TEMPLATE, outfilename=scratch / FILE)
    manifest.put(FILE, (scratch / FILE).read_bytes(), key)


def _state_of_theme(app: Sphinx) -> list[tuple[str, int, int]]:
    builder = cast(StandaloneHTMLBuilder, app.builder)
    folders = [Path(app.confdir, folder) for folder in app.config.templates_path]
    folders += map(Path, builder.theme.get_theme_dirs())
    files = sorted(file for folder in folders for file in folder.glob("*.html"))
    sheets = sorted(Path(app.outdir, "_static").glob("*.css"))  # whose checksums the page gives
    return [(f.name, f.stat().st_size, f.stat().st_mtime_ns) for f in files] + [
        (f.name, f.stat().st_size, 0) for f in sheets
    ]
