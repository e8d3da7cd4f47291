"""Gather the volume: scan the source folder, put the chapters in order, tell Sphinx of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx import locale
from sphinx.util.display import status_iterator

from ..budget import Budget
from ..composed import ComposedPosts
from ..core.apparatus import check_identifier, notes_of, read_certificate
from ..core.collection import Choices, book_language, collect, read_zone
from ..core.links import Link, resolve
from ..core.lockfile import LockError
from ..core.references import suggestions
from ..core.rules import RULES, RuleBook, rule_book, unknown_rules
from ..core.sites import read_sources
from ..core.slugs import slugify
from ..core.wording import say
from ..diagnostics import Code, Diagnostic, Place
from ..files import write_whole
from ..fingerprint import of_facts
from ..locks import KEYS, read_keys
from ..model import Chapter, Volume
from ..scan import Scan, scan
from ..settings import SETTINGS
from .domain import anthology_domain
from .project import VolumeProject
from .report import report_of, stop_build

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

BIBLIOGRAPHY = "bibliography"  # document of the whole book's bibliography
MEMORY = "posts.pickle"  # what was read, in the doctree folder
_QUIET = ["myst.header", "misc.highlighting_failure", "toc.not_included", "myst.strikethrough"]


def set_defaults(app: Sphinx, config: Config) -> None:
    """Settle what conf.py leaves open: a folder of posts needs no conf.py at all."""
    check_settings(app, config)
    composed = ComposedPosts(Path(app.doctreedir))
    found = _scan(app, config, composed)
    report_of(app).add(d for d in found.diagnostics if d.code is not Code.NO_POSTS)
    if not found.posts:
        stop_build(app, found.diagnostics[-1])
    taken = [post for post in found.posts if config.anthology_drafts or not post.meta.draft]
    if not taken:
        message, hint = "every post here is a draft", "Build with DRAFTS=1 to take them in"
        stop_build(app, Diagnostic(Code.NO_POSTS, message, Place(str(app.srcdir)), hint))
    if not _given(config, "language"):
        _set_language(app, config, book_language(taken))
    tag = config.language.replace("_", "-")
    if not _given(config, "project"):
        config.project = say("anthology", tag)
        if not config.anthology_slug:
            config.anthology_slug = slugify(app.srcdir.name)
    if not config.anthology_slug:
        config.anthology_slug = slugify(config.project)
    names = dict.fromkeys(p.name for post in taken for p in post.meta.authors)
    defaults = {
        "author": "、".join(names) if tag.startswith("zh") else ", ".join(names),
        "html_theme": "anthology",
        "html_title": config.project,
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_use_index": False,
        "html_math_renderer": "mathml",
        "smartquotes": False,
        "myst_heading_anchors": 6,
        "copyright": "",
        "version": "",
        "release": "",
    }
    for name, value in defaults.items():
        if not _given(config, name) and name in config:
            setattr(config, name, value)
    config.suppress_warnings = [*config.suppress_warnings, *_QUIET]
    app.scanned = found, composed  # type: ignore[attr-defined]  # taken off by gather_volume


# what reads settings that are more than a choice of a few; ValueError says what is wrong
_READERS: dict[str, Callable[[Any], object]] = {
    "anthology_sources": read_sources,
    "anthology_timezone": lambda zone: zone and read_zone(zone),
    "anthology_people": notes_of,
    "anthology_identifier": check_identifier,
    "anthology_epub_identifier": check_identifier,
    "anthology_certified": read_certificate,
}


def check_settings(app: Sphinx, config: Config) -> None:
    """Refuse values that are not among a setting's choices, naming them."""
    conf = Place(str(Path(app.confdir, "conf.py")))
    for setting in SETTINGS:
        value = config[setting.name]
        given = value if isinstance(value, (list, tuple)) else [value]
        if setting.choices and (wrong := [one for one in given if one not in setting.choices]):
            hint = f"Choose one of {', '.join(setting.choices)}"
            message = f"{setting.name} = {wrong[0]!r} is not known"
            stop_build(app, Diagnostic(Code.BAD_SETTING, message, conf, hint))
    values = {setting.name: config[setting.name] for setting in SETTINGS}
    if strange := unknown_rules(values):
        hint = f"Rules are {', '.join(code.slug for code in RULES)}"
        message = f"anthology_refuse or anthology_leave_out: no rule is called {strange[0]!r}"
        stop_build(app, Diagnostic(Code.BAD_SETTING, message, conf, hint))
    for name, read in _READERS.items():
        try:
            read(config[name])
        except ValueError as error:
            stop_build(app, Diagnostic(Code.BAD_SETTING, f"{name}: {error}", conf))


def rules_of(config: Config) -> RuleBook:
    """What conf.py lets be done to the posts."""
    return rule_book({setting.name: config[setting.name] for setting in SETTINGS})


def _given(config: Config, name: str) -> bool:
    return name in config._raw_config or name in config._overrides


def _set_language(app: Sphinx, config: Config, tag: str) -> None:
    """Sphinx has loaded its own words before any extension could say which language it is."""
    config.language = tag.replace("-", "_")
    app.translator, _ = locale.init([None, Path(locale.__file__).parent], config.language)


def _scan(app: Sphinx, config: Config, composed: ComposedPosts) -> Scan:
    steps: Any = None

    def progress(done: int, of: int) -> None:
        nonlocal steps
        if steps is None:
            names = map(str, range(1, of + 1))
            steps = iter(status_iterator(names, "reading posts... ", "purple", of, app.verbosity))
        next(steps, None)
        if done == of:
            next(steps, None)

    outside = _inside(app, app.outdir) + _inside(app, app.doctreedir)
    return scan(
        Path(app.srcdir),
        exclude=[
            *outside,
            "index.md",
            *config.exclude_patterns,
            *config.anthology_exclude,
            *config.anthology_pages,
        ],
        rules=rules_of(config),
        sources=read_sources(config.anthology_sources),
        memory=Path(app.doctreedir) / MEMORY,
        keys=_keys(app),
        budget=budget_of(config),
        composed=composed,
        processes=app.parallel,
        progress=progress,
    )


def budget_of(config: Config) -> Budget:
    """What one step of one post's way may cost."""
    return Budget(config.anthology_post_seconds, config.anthology_post_bytes)


def _keys(app: Sphinx) -> dict[str, str]:
    """The keys of works that the book pinned."""
    try:
        return read_keys(Path(app.confdir) / KEYS)
    except LockError as error:
        hint = "Mend it, or take it away and run `anthology references lock`"
        stop_build(app, Diagnostic(Code.BAD_LOCK, error.message, error.place, hint))


def _inside(app: Sphinx, folder: Path) -> list[str]:
    """Pattern of an output folder that lies among the posts."""
    if not folder.is_relative_to(app.srcdir):
        return []
    return [f"{Path(folder).relative_to(app.srcdir).as_posix()}/*"]


def gather_volume(app: Sphinx) -> None:
    """Build the volume and hand its documents to Sphinx."""
    config = app.config
    scanned: tuple[Scan, ComposedPosts] | None = app.__dict__.pop("scanned", None)
    if scanned is None:  # loaded late, as a theme alone: there is no book to gather
        return
    found, composed = scanned
    choices = Choices(
        order=config.anthology_order,
        parts=config.anthology_parts,
        drafts=config.anthology_drafts,
        zone=config.anthology_timezone,
        language=config.language.replace("_", "-"),
        numbered=config.anthology_numbers == "book",
    )
    volume = collect(found.posts, choices, str(app.srcdir))
    report_of(app).add(volume.diagnostics)
    domain = anthology_domain(app.env)
    domain.set_volume(volume, str(app.srcdir))
    domain.composed = composed
    report_of(app).add(suggestions(domain.entries))
    named = {chapter.docname: chapter.post.path for chapter in volume.chapters}
    named.update(_own_pages(app))
    named.update(_generated_pages(app, volume))
    app.project = app.env.project = VolumeProject(app.srcdir, config.source_suffix, named)
    # builders ask which documents are outdated before Sphinx looks for documents
    app.env.find_files(config, app.builder)


def _own_pages(app: Sphinx) -> dict[str, str]:
    """The user's own Markdown pages under the names that Sphinx would give them."""
    folder = Path(app.srcdir)
    files = (file for pattern in app.config.anthology_pages for file in folder.glob(pattern))
    paths = (file.relative_to(folder).as_posix() for file in files if file.is_file())
    return {path.rsplit(".", 1)[0]: path for path in paths}


def _generated_pages(app: Sphinx, volume: Volume) -> dict[str, str]:
    """Pages that no file of the user's holds. Their text names what they show, so that Sphinx
    reads them again exactly when that changes."""
    pages: dict[str, str] = {}
    roots = ("index.md", "index.rst")
    own_root = next((name for name in roots if (app.srcdir / name).is_file()), "")
    root = app.config.root_doc
    facts = of_facts((part.title, [_shown(c) for c in part.chapters]) for part in volume.parts)
    if own_root and root == "index":
        pages[root] = own_root
        anthology_domain(app.env).own_root = True
    else:
        text = f"# {app.config.project}\n\n```{{anthology-contents}}\n:facts: {facts}\n```\n"
        pages[root] = _write_page(app, root, text)
    entries = anthology_domain(app.env).entries
    if entries:
        title = say("bibliography", app.config.language)
        facts = of_facts(
            (e.reference, [(c.chapter.docname, c.chapter.meta.title, c.anchors) for c in e.cited])
            for e in entries
        )
        text = f"# {title}\n\n```{{anthology-bibliography}}\n:facts: {facts}\n```\n"
        pages[BIBLIOGRAPHY] = _write_page(app, BIBLIOGRAPHY, text)
    return pages


def _write_page(app: Sphinx, docname: str, text: str) -> str:
    file = Path(app.doctreedir) / "generated" / f"{docname}.md"
    data = text.encode()
    if not file.is_file() or file.read_bytes() != data:
        write_whole(file, data)
    return str(file)


def _shown(chapter: Chapter) -> tuple[Any, ...]:
    post = chapter.post
    return (chapter.docname, chapter.meta, chapter.date, post.length, post.excerpt, chapter.number)


def chapter_fingerprint(chapter: Chapter) -> str:
    """What a chapter shows: its own facts, and those of its place in the book (part, zone, slug).

    When the rules that read posts change, so does this, and the chapter is read again.
    """
    post = chapter.post
    return of_facts(
        [*_shown(chapter), chapter.part, post.headings, post.references, post.citations]
    )


def note_changed_chapters(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Chapters whose place in the book changed are read again although their file did not; so are
    those whose links lead elsewhere, because another chapter came, went, or was renamed."""
    domain = anthology_domain(env)
    seen = domain.data["facts"]
    return [
        chapter.docname
        for chapter in domain.volume.chapters
        if chapter.docname in seen
        and (
            seen[chapter.docname] != chapter_fingerprint(chapter) or _leads_elsewhere(chapter, env)
        )
    ]


def _leads_elsewhere(chapter: Chapter, env: BuildEnvironment) -> bool:
    domain = anthology_domain(env)
    links: dict[str, Link] = domain.data["links"].get(chapter.docname, {})
    return any(resolve(href, chapter, domain.posts) != led for href, led in links.items())
