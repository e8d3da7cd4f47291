"""Names of sites that the book's own links teach."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sphinx_anthology.core.post import read_post
from sphinx_anthology.core.references.works.learn import apply, learn
from sphinx_anthology.model import Post
from sphinx_anthology.scan import scan


def _post(*links: str) -> Post:
    text = "# 排字房\n\n正文。\n\n## 参考资料\n\n" + "\n".join(f"- {link}" for link in links) + "\n"
    return read_post(text, "post.md", "post.md")


def _titles(posts: list[Post]) -> list[tuple[str, str]]:
    return [(ref.title, ref.site) for post in posts for ref in post.references]


SIGNED = (
    "[铅字的重量 | 活版手记](https://type.example.org/weight)",
    "[油墨怎样干 | 活版手记](https://type.example.org/ink)",
    "[纸的丝缕 | 活版手记](https://type.example.org/grain)",
)


def test_a_tail_that_signs_three_pages_of_a_host_is_its_name() -> None:
    posts = [_post(link) for link in SIGNED]
    assert _titles(apply(posts, learn(posts))) == [
        ("铅字的重量", "活版手记"),
        ("油墨怎样干", "活版手记"),
        ("纸的丝缕", "活版手记"),
    ]


def test_two_pages_teach_nothing_nor_does_one_page_thrice() -> None:
    posts = [_post(SIGNED[0], SIGNED[1]), _post(SIGNED[0], SIGNED[0])]
    assert learn(posts) == {}


def test_a_name_counts_for_its_own_host_only() -> None:
    elsewhere = "[字距 | 活版手记](https://other.example.net/kerning)"
    posts = [_post(*SIGNED, elsewhere)]
    assert _titles(apply(posts, learn(posts)))[3] == ("字距 | 活版手记", "")


def test_parts_of_one_work_are_not_signed_by_its_title() -> None:
    parts = [f"[第{n}章 - 活字印刷史](https://type.example.org/{n})" for n in "一二三四"]
    assert learn([_post(*parts)]) == {}


def test_a_tail_of_few_among_many_pages_is_no_name() -> None:
    others = [f"[某篇 {n}](https://type.example.org/p{n})" for n in range(9)]
    assert learn([_post(*SIGNED, *others)]) == {}


def test_key_identity_and_words_stay_and_the_evidence_says_why() -> None:
    posts = [_post(*SIGNED)]
    before, after = posts[0].references[0], apply(posts, learn(posts))[0].references[0]
    assert dict(after.evidence)["site"] == "learned"
    same = replace(after, title=before.title, site=before.site, evidence=before.evidence)
    assert same == before


def test_a_scan_learns_from_all_posts_and_remembers_them_as_read(tmp_path: Path) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    for number, link in enumerate(SIGNED):
        (folder / f"{number}.md").write_text(f"# {number}\n\n## 参考\n\n- {link}\n", "utf-8")
    memory = tmp_path / "posts.pickle"
    first = scan(folder, memory=memory)
    assert _titles(first.posts)[0] == ("铅字的重量", "活版手记")
    (folder / "2.md").unlink()  # two pages are not enough
    assert _titles(scan(folder, memory=memory).posts)[0] == ("铅字的重量 | 活版手记", "")
