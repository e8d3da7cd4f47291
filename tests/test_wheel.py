"""The wheel: installed elsewhere, the package brings its themes and builds a book."""

from __future__ import annotations

import os
import shutil
import site
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from .house import REPOSITORY, ROOTS, build, must, run, write_posts
from .reading import EpubFile, one, page, title_of, words

ASK = (
    "import sphinx_anthology, sphinx_anthology.html as h;"
    "print(sphinx_anthology.__file__); print(h.themes_folder())"
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that no build folder is left in the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("extensions", "themes"):
        shutil.copytree(REPOSITORY / name, source / name)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(REPOSITORY / name, source)
    command = [sys.executable, "-m", "pip", "wheel", source, "--no-deps", "--no-build-isolation"]
    done = run([*command, "--no-index", "-w", folder / "dist"])
    assert done.code == 0, done.log
    return one(list((folder / "dist").glob("*.whl")))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own with the wheel; what it depends on is borrowed from ours."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=False, symlinks=True)
    packages = one(list(folder.glob("lib/python*/site-packages")))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)  # what an installer does with a wheel of pure Python
    (packages / "borrowed.pth").write_text("\n".join(_borrowed()), encoding="utf-8")
    return folder / "bin" / "python"


def _borrowed() -> list[str]:
    """Our site-packages, by plain paths: their own .pth files (our sources) are not followed."""
    return [path for path in site.getsitepackages() if os.path.isdir(path)]


def test_wheel_holds_package_and_themes(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "__init__.py",
        "py.typed",
        "cli.py",
        "core/post.py",
        "themes/anthology/theme.toml",
        "themes/anthology/print/book.css",
        "themes/anthology/epub/book.css",
    ):
        assert f"sphinx_anthology/{name}" in names
    tops = {name.split("/")[0] for name in names}
    assert {top.partition("-")[0] for top in tops} == {"sphinx_anthology"}


def test_wheel_names_command_and_theme(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    entry = one([n for n in archive.namelist() if n.endswith("entry_points.txt")])
    text = archive.read(entry).decode()
    assert "anthology = sphinx_anthology.cli:main" in text
    assert "[sphinx.html_themes]" in text


def test_package_comes_from_the_wheel(python: Path, tmp_path: Path) -> None:
    done = run([python, "-c", ASK], cwd=tmp_path)
    assert done.code == 0, done.log
    package, themes = map(Path, done.out.splitlines())
    home = python.parents[1].resolve()
    assert package.resolve().is_relative_to(home)
    assert themes.resolve().is_relative_to(package.resolve().parent)


@pytest.mark.parametrize("kind", ["html", "epub"])
def test_installed_package_builds_a_book(kind: str, python: Path, tmp_path: Path) -> None:
    posts = shutil.copytree(ROOTS / "clean", tmp_path / "posts")
    write_posts(posts, {"conf.py": 'extensions = ["sphinx_anthology"]\n'})
    made = must(build(kind, posts, tmp_path / "out", python=python, cwd=tmp_path, strict=True))
    if kind == "html":
        assert title_of(one(list(page(made.out / "chapters/lamp.html").iter("h1")))) == "灯下"
        assert (made.out / "_static" / "anthology.css").stat().st_size > 1000
    else:
        assert "灯下" in words(EpubFile(made.product).page("nav.xhtml"))


def test_installed_command_works(python: Path, tmp_path: Path) -> None:
    code = "import sys; from sphinx_anthology.cli import main; sys.exit(main())"
    posts = shutil.copytree(ROOTS / "clean", tmp_path / "posts")
    done = run([python, "-c", code, "build", "html", "--book", posts], cwd=tmp_path)
    assert done.code == 0, done.log
    assert (tmp_path / "build" / "html" / "index.html").is_file()
