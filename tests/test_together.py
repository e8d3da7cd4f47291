"""Formats that are built side by side come out as those built one after the other, of one reading;
and where that cannot be, they are built one after the other."""

from __future__ import annotations

import json
import os
import sys
import time
from multiprocessing import get_context
from pathlib import Path

import pytest

from sphinx_anthology import company, together

from .house import FORMATS, Run, anthology, hashes, run, write_posts
from .pictures import picture
from .reading import page, words

POSTS = {
    "a.md": "---\ntitle: 灯\ndate: 2024-01-01\n---\n\n见[窑](b.md)。\n\n![灯](lamp.png)\n",
    "b.md": "---\ntitle: 窑\ndate: soon\n---\n\n窑里有火。\n",  # a date of no use, which is told
}
# Notes in a file what a build does, or changes a post when it is told to.
LISTENER = """\
from pathlib import Path

extensions = ["sphinx_anthology"]

def setup(app):
    app.connect("source-read", note)
    app.connect("write-started", meddle, priority=1)

def note(app, docname, source):
    with Path(app.confdir, "read").open("a") as file:
        print(docname, file=file)

def meddle(app, builder):
    if Path(app.confdir, "remove").exists():
        Path(app.srcdir, "b.md").unlink(missing_ok=True)
    order = Path(app.confdir, "meddle")
    if order.exists():
        order.unlink()
        post = Path(app.srcdir, "b.md")
        post.write_text(post.read_text(encoding="utf-8") + "\\n窑外有雪。\\n", encoding="utf-8")

def fail(app):
    if app.builder.name == "pdf":
        raise SystemExit(2)
"""
SETTINGS = 'extensions = ["sphinx_anthology"]\n'
# Notes when each format is begun and ended.
CLOCK = """\
from pathlib import Path

extensions = ["sphinx_anthology"]

def setup(app):
    app.connect("builder-inited", lambda app: tick(app, "begun"))
    app.connect("build-finished", lambda app, error: tick(app, "ended"))

def tick(app, what):
    with Path(app.confdir, "clock").open("a") as file:
        print(f"{what}:{app.builder.name}", file=file)
"""
UNBOUND = """\
from sphinx_anthology.pdf import typeset

extensions = ["sphinx_anthology"]

def bind(*_):
    raise OSError("no room")

typeset.bind = bind
"""
LOST = """\
from sphinx_anthology.html import builder

extensions = ["sphinx_anthology"]

def look_up(app):
    raise LookupError("no dictionary")

builder.look_up_pinyin = look_up
"""
# Notes what is known of pinyin when documents are about to be written.
LOOKED_UP = """\
from pathlib import Path

extensions = ["sphinx_anthology"]

def setup(app):
    app.connect("write-started", note)

def note(app, builder):
    known = Path(app.doctreedir, "pinyin.json").read_text(encoding="utf-8")
    Path(app.confdir, "looked-up").write_text(known, encoding="utf-8")
"""


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    folder = write_posts(tmp_path / "posts", POSTS)
    (folder / "lamp.png").write_bytes(picture("png"))
    return folder


def _build(posts: Path, out: str, *formats: str, conf: str = "") -> Run:
    more: list[str | Path] = []
    if conf:
        folder = posts.parent / "conf"
        folder.mkdir(exist_ok=True)
        (folder / "conf.py").write_text(conf, encoding="utf-8")
        more = ["--conf", folder]
    where = ["--book", posts, "--build", posts.parent / out, "--offline", "--jobs", "2", *more]
    return anthology("build", *formats, *where, env={"SOURCE_DATE_EPOCH": "1700000000"})


def _edit(posts: Path) -> None:
    post = posts / "b.md"
    post.write_text(f"{post.read_text(encoding='utf-8')}\n窑外有雪。\n", encoding="utf-8")


def test_side_by_side_is_as_one_by_one(posts: Path) -> None:
    """The first time, and after an edit; each format then stands as it was built."""
    for _ in range(2):
        made = _build(posts, "together", *FORMATS)
        assert [line.split(":")[0] for line in made.out.splitlines()] == ["pdf", "epub", "html"]
        apart = [_build(posts, "apart", kind) for kind in ("pdf", "epub", "html")]
        assert made.err == "".join(one.err for one in apart)
        assert hashes(posts.parent / "together") == hashes(posts.parent / "apart")
        for kind in FORMATS:
            assert (posts.parent / "together/doctrees" / f"standing-{kind}.json").is_file()
        _edit(posts)


def test_three_formats_read_each_document_once(posts: Path) -> None:
    _build(posts, "out", *FORMATS, conf=LISTENER)
    read = (posts.parent / "conf" / "read").read_text(encoding="utf-8").split()
    assert len(read) == len(set(read)) >= 3  # two chapters and the title page


def test_post_that_changes_meanwhile_is_in_the_formats_that_can_show_it(posts: Path) -> None:
    """Who finds that posts have changed since they were read builds when the others have ended."""
    conf = posts.parent / "conf"
    conf.mkdir()
    (conf / "meddle").touch()
    assert _build(posts, "out", *FORMATS, conf=LISTENER).code == 0
    assert not (conf / "meddle").exists()
    chapters = posts.parent / "out" / "html" / "chapters"
    assert "窑外有雪" in "".join(words(page(file)) for file in chapters.glob("*.html"))
    assert _build(posts, "out", *FORMATS, conf=LISTENER).code == 0
    _build(posts, "fresh", *FORMATS, conf=LISTENER)
    assert hashes(posts.parent / "out") == hashes(posts.parent / "fresh")


def test_post_that_is_removed_meanwhile_is_in_none_of_the_others(posts: Path) -> None:
    """A title page of the user's own is not read again for it."""
    write_posts(posts, {"index.md": "# 书\n\n```{anthology-contents}\n```\n"})
    write_posts(posts.parent / "conf", {"remove": ""})
    _build(posts, "out", *FORMATS, conf=LISTENER)
    site = posts.parent / "out" / "html"
    assert "窑里有火" not in "".join(words(page(file)) for file in site.rglob("*.html"))
    assert len([*(site / "chapters").glob("*.html")]) == 1


def test_format_that_fails_leaves_the_others_their_way(posts: Path) -> None:
    failing = LISTENER.replace(
        'app.connect("source-read", note)', 'app.connect("builder-inited", fail)'
    )
    made = _build(posts, "out", *FORMATS, conf=failing)
    assert made.code == 2
    assert made.out.splitlines()[0] == "pdf: finished with errors"
    assert (posts.parent / "out" / "html" / "index.html").is_file()
    assert [*(posts.parent / "out" / "epub").glob("*.epub")]


def _begun_and_ended(posts: Path, memory: str, *, asked: bool = False) -> list[str]:
    """The order of things when there are *memory* bytes (an expression); with *asked*, as the
    command builds, and without a listener."""
    conf, out = posts.parent / "conf", posts.parent / "out"
    conf.mkdir()
    (conf / "conf.py").write_text(CLOCK if not asked else SETTINGS, encoding="utf-8")
    code = (
        "import sys; from sphinx_anthology import together; "
        f"together.free_memory = lambda: {memory}; sys.exit(together.main())"
    )
    plans = [
        {
            "kind": kind,
            "folder": kind,
            "arguments": [
                "-b", kind, "-d", str(out / "doctrees"), "-c", str(conf), "-q",
                "-D", "anthology_offline=1", str(posts), str(out / kind),
            ],
            "environment": {"ANTHOLOGY_ASKED": "for"} if asked else {},
        }
        for kind in ("pdf", "epub", "html")
    ]  # fmt: skip
    lock = str(out / "doctrees" / ".lock")
    made = run([sys.executable, "-c", code, lock, json.dumps(plans)])
    assert made.code == 0, made.log
    return (conf / "clock").read_text(encoding="utf-8").split() if not asked else []


def test_others_begin_while_the_first_writes(posts: Path) -> None:
    order = _begun_and_ended(posts, "1 << 40")
    assert order[0] == "begun:pdf"
    assert {"begun:epub", "begun:html"} < set(order[: order.index("ended:pdf")])
    assert order[-1] == "ended:html"  # which offers the others


def _paginate(tell: int, pages: int) -> None:
    """Be the build of a PDF that has set its pages, and binds them."""
    company.lead(tell, pages)
    company.tell_pages()
    time.sleep(10)


def test_who_waits_for_pages_does_not_wait_for_the_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(company, "_ends", {})
    monkeypatch.setattr(company, "_following", [])
    (told, tell), (known, pages) = os.pipe(), os.pipe()
    pdf = get_context("fork").Process(target=_paginate, args=(tell, pages))
    pdf.start()
    os.close(pages)
    company.follow({company.PAGES: known})
    company.wait_for(company.PAGES)
    assert pdf.is_alive()
    pdf.kill()
    pdf.join()
    for descriptor in (told, tell, known):
        os.close(descriptor)


def test_pages_of_a_pdf_that_cannot_be_bound_are_not_known(posts: Path) -> None:
    _build(posts, "out", "pdf")
    printed = posts.parent / "out" / "doctrees" / "pieces" / "printed.json"
    assert printed.is_file()
    write_posts(posts, {"c.md": "---\ntitle: 井\n---\n\n井里有月。\n"})
    made = _build(posts, "out", "pdf", conf=UNBOUND)
    assert made.code == 2
    assert not printed.exists()


def test_build_ends_when_looking_up_fails(posts: Path) -> None:
    """Processes that read would wait for ever for being asked what they have read."""
    write_posts(
        posts, {f"{n}.md": f"---\ntitle: 第{n}篇\n---\n\n{'字' * 9_000}\n" for n in range(6)}
    )
    made = _build(posts, "out", "html", conf=LOST)
    assert made.code == 2
    assert "no dictionary" in made.log


def test_what_the_book_is_sorted_by_is_looked_up_while_it_is_read(posts: Path) -> None:
    """Before processes are forked that sort it, and for the builds beside this one."""
    write_posts(
        posts,
        {
            f"{n}.md": f"---\ntitle: 第{n}篇\nauthor: 沈从文\ntags: [水路]\n---\n\n字。\n"
            for n in range(6)
        },
    )
    made = _build(posts, "out", "html", conf=LOOKED_UP)
    assert made.code == 0, made.log
    _, looked_up = json.loads((posts.parent / "conf" / "looked-up").read_text(encoding="utf-8"))
    assert {"3从文", "3水路", "0水路"} <= looked_up.keys()


def test_without_memory_formats_are_built_one_after_the_other(posts: Path) -> None:
    wanted = [f"{what}:{kind}" for kind in ("pdf", "epub", "html") for what in ("begun", "ended")]
    assert _begun_and_ended(posts, "1 << 20") == wanted


@pytest.mark.parametrize(
    ("free", "documents", "builds", "enough"),
    [
        (1_000_000_000, 100, 1, True),
        (1_000_000_000, 100, 2, True),
        (1_000_000_000, 2000, 1, False),
        (200_000_000, 10, 1, False),
    ],
)
def test_room_for_another_build(free: int, documents: int, builds: int, enough: bool) -> None:
    assert together.is_room(free, documents, builds) is enough


def test_website_offers_the_epub_that_is_made_for_the_new_pdf(posts: Path) -> None:
    """An EPUB stood, until there was a PDF that gives it a page list."""
    _build(posts, "out", "epub")
    _build(posts, "out", *FORMATS)
    (made,) = (posts.parent / "out" / "epub").glob("*.epub")
    (offered,) = (posts.parent / "out" / "html" / "downloads").glob("*.epub")
    assert offered.read_bytes() == made.read_bytes()


def test_each_stands_after_being_built_one_after_the_other(posts: Path) -> None:
    _begun_and_ended(posts, "1 << 20", asked=True)
    doctrees = posts.parent / "out" / "doctrees"
    assert {file.name for file in doctrees.glob("standing-*")} == {
        "standing-epub.json", "standing-html.json", "standing-pdf.json",
    }  # fmt: skip
