"""A post's text is read once: what the scan composed is what the parser makes a document of."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from sphinx_anthology.composed import ComposedPosts, fingerprint, packed
from sphinx_anthology.core.markdown.quotes import curl
from sphinx_anthology.core.post import Composed, compose_again, decode_bytes, read_whole
from sphinx_anthology.core.rules import Rules
from sphinx_anthology.core.structure import settle_keys
from sphinx_anthology.model import Post

from .house import REPOSITORY, build, must, write_posts

POSTS = sorted(
    [*(REPOSITORY / "tests" / "bad").rglob("*.md"), *(REPOSITORY / "book").rglob("*.md")]
)


def _read(text: str) -> tuple[Post, Composed]:
    post, composed = read_whole(text, "post.md", "post.md")
    assert composed is not None
    return post, composed


def _said(composed: Composed) -> str:
    return "".join(
        child.content
        for token in composed.tokens
        if token.type == "inline"
        for child in token.children or ()
    )


@pytest.mark.parametrize("file", POSTS, ids=lambda file: file.stem)
def test_kept_is_what_would_be_composed_again(file: Path) -> None:
    text, flaw = decode_bytes(file.read_bytes(), file.name)
    post, composed = read_whole(text, file.name, file.name) if not flaw else (None, None)
    if post is None or composed is None:
        return
    kept: Composed = pickle.loads(packed(composed))
    # the book settles other keys than the post has by itself
    keys = [f"work{number % 2}2001" for number, _ in enumerate(post.references)]
    pairs = zip(post.references, keys, strict=True)
    post = replace(post, references=tuple(replace(r, key=key) for r, key in pairs))
    again = compose_again(text, post, file.name, Rules())
    assert settle_keys(kept.tokens, keys)
    assert settle_keys(again.tokens, keys)
    assert kept == again


def test_other_references_are_told() -> None:
    post, composed = _read("# 文\n\n话[1]。\n\n## 参考资料\n\n1. 甲野. 灯[M]. 北京: 窗, 2019.\n")
    assert len(post.references) == 1
    assert not settle_keys(composed.tokens, [])
    assert not settle_keys(composed.tokens, ["a2019", "b2020"])


def test_kept_by_text(tmp_path: Path) -> None:
    text = "---\ntitle: 灯\n---\n\n灯在窗前。\n"
    _, composed = _read(text)
    kept = ComposedPosts(tmp_path)
    for path in ("a.md", "b.md"):
        kept.put(path, fingerprint(text), packed(composed))
    assert kept.take("a.md", text) == kept.take("b.md", text) == composed
    assert kept.take("b.md", text.replace("\n", "\r\n")) == composed  # as Sphinx opens files
    assert kept.take("b.md", text + "又一行。\n") is None
    assert kept.take("c.md", text) is None
    assert not list(tmp_path.iterdir())  # the file has no name
    kept.close()
    assert kept.take("a.md", text) is None


def test_a_full_disk_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = ComposedPosts(tmp_path)

    class Full:
        def write(self, data: bytes) -> int:
            return len(data) // 2

        def close(self) -> None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept, "_file", Full())
    kept.put("a.md", "digest", b"12345678")
    assert kept.take("a.md", "") is None
    kept.put("a.md", "digest", b"12345678")  # and goes on saying nothing


def test_no_folder_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = ComposedPosts(tmp_path / "file")
    kept.put("a.md", fingerprint("x"), b"x")
    assert kept.take("a.md", "x") is None


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ('He said "no".', "He said “no”."),
        ("It's *'so'*", "It’s ‘so’"),
        (r"A pipe of 5\" and 6\'", "A pipe of 5\" and 6'"),
        ('A pipe of 5&quot; "long"', 'A pipe of 5" “long”'),
        ('`"code"` and "words"', '"code" and “words”'),
    ],
)
def test_quotes_are_curled_but_escaped_ones(written: str, set_: str) -> None:
    _, composed = _read(f"---\ntitle: T\n---\n\n{written}\n")
    curl(composed.tokens)
    assert _said(composed) == set_


COUNTING = """
from pathlib import Path
from sphinx_anthology.core import post

extensions = ["sphinx_anthology"]
compose = post.compose

def counted(*args, **facts):
    with Path(__file__).with_name("composed").open("a") as log:
        log.write(Path(facts["path"]).name + "\\n")
    return compose(*args, **facts)

post.compose = counted
"""


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_post_is_composed_once(tmp_path: Path, jobs: int) -> None:
    texts = {
        f"p{number:02}.md": f"---\ntitle: 第{number}篇\n---\n\n灯{number}。\n"
        for number in range(45)  # as many as are worth processes
    }
    posts = write_posts(tmp_path / "posts", texts)
    conf = write_posts(tmp_path / "conf", {"conf.py": COUNTING})
    log = conf / "composed"
    for kind in ("html", "epub"):
        must(build(kind, posts, tmp_path / "build", conf=conf, jobs=jobs))
    assert sorted(log.read_text().split()) == sorted(texts)
    log.unlink()
    (posts / "p07.md").write_text("---\ntitle: 第7篇\n---\n\n另一盏灯。\n", encoding="utf-8")
    for kind in ("html", "epub"):
        must(build(kind, posts, tmp_path / "build", conf=conf, jobs=jobs))
    assert log.read_text().split() == ["p07.md"]
