"""The website held against its standards by those who check for them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

import validate_site

from .house import Build


@pytest.mark.slow
def test_nu_checker_finds_no_error(sample_html: Build) -> None:
    assert validate_site.html_errors(sample_html.out) == []


@pytest.mark.slow
def test_nu_checker_looks(tmp_path_factory: pytest.TempPathFactory) -> None:
    site = tmp_path_factory.mktemp("site")
    (site / "a.html").write_text("<!DOCTYPE html><title>A</title><p id=x><p id=x>", "utf-8")
    assert any("Duplicate ID" in line for line in validate_site.html_errors(site))


@pytest.mark.slow
def test_every_link_leads_somewhere(sample_html: Build) -> None:
    assert validate_site.dead_links(sample_html.out) == []


@pytest.mark.slow
def test_dead_links_are_seen(tmp_path_factory: pytest.TempPathFactory) -> None:
    site = tmp_path_factory.mktemp("site")
    text = '<!DOCTYPE html><title>A</title><a href="gone.html">b</a><a href="#gone">c</a>'
    (site / "index.html").write_text(text, "utf-8")
    found = " ".join(validate_site.dead_links(site))
    assert "gone.html" in found
    assert "#gone" in found


@pytest.mark.slow
def test_pages_of_all_kinds_are_accessible_and_lie_still(sample_html: Build) -> None:
    assert validate_site.looks(sample_html.out) == []


def test_all_kinds_of_pages_are_looked_at(sample_html: Build) -> None:
    assert {"index", "chapters", "bibliography", "search"} <= validate_site.kinds(
        sample_html.out
    ).keys()


@pytest.mark.slow
@pytest.mark.parametrize("address", ["index.html", "chapters/measure.html"])
def test_lighthouse_is_content(sample_html: Build, address: str) -> None:
    """What does not depend on how busy the machine is: speed is in ``make validate``."""
    scores = validate_site.lighthouse(sample_html.out, address)
    speed = scores.pop("performance")
    assert speed > 0
    assert min(scores.values()) >= 98, scores


def test_axe_sees_what_is_wrong(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    site = tmp_path_factory.mktemp("site")
    (site / "index.html").write_text("<!DOCTYPE html><title>A</title><img src=a.png>", "utf-8")
    with validate_site.served(site) as top:
        tab = validate_site.opened(browser, top, 320, "dark")
        found = " ".join(validate_site.violations(tab))
    assert "image-alt" in found
    assert "html-has-lang" in found
