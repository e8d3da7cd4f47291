"""The house's plan as data: who may import whom, and what the catalogue of messages holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from sphinx_anthology.diagnostics import Code

from .house import PACKAGE, REPOSITORY

NAME = "sphinx_anthology"
# room (folder or file at the top of the package) -> rooms it may import from
ALLOWED: dict[str, set[str]] = {
    "diagnostics": set(),
    "files": set(),
    "budget": set(),
    "interrupt": set(),
    "exclusive": set(),
    "beside": set(),
    "company": set(),
    "pango": set(),
    "prefork": {"interrupt", "pango"},
    "raster": {"files", "interrupt", "pango"},
    "advice": {"core", "diagnostics"},
    "messages": {"advice", "diagnostics"},
    "runner": {"interrupt", "unchanged"},
    "together": {"__init__", "company", "exclusive", "interrupt", "prefork", "runner"},
    "integrity": {
        "beside",
        "budget",
        "company",
        "diagnostics",
        "exclusive",
        "files",
        "interrupt",
        "posts",
    },
    "fingerprint": set(),
    "network": set(),
    "model": {"diagnostics"},
    "core": {"diagnostics", "model"},
    "settings": {"core"},
    "composed": {"core"},
    "unchanged": {"files"},
    "standing": {
        "company",
        "diagnostics",
        "fonts",
        "fragments",
        "html",
        "messages",
        "posts",
        "unchanged",
    },
    "scan": {
        "beside",
        "budget",
        "composed",
        "core",
        "diagnostics",
        "files",
        "fingerprint",
        "model",
    },
    "inspect": {"core", "model"},
    "cover": {"core", "model"},
    "fonts": {"files"},
    "local": {"core"},
    "posts": {
        "budget",
        "composed",
        "core",
        "diagnostics",
        "files",
        "fingerprint",
        "local",
        "locks",
        "messages",
        "model",
        "scan",
        "settings",
    },
    "bibliography": {"core", "diagnostics", "locks", "model", "posts"},
    "media": {
        "core",
        "diagnostics",
        "exclusive",
        "files",
        "fingerprint",
        "local",
        "locks",
        "model",
        "network",
        "posts",
    },
    "locks": {"core", "diagnostics", "files"},
    "linkcare": {"core", "locks", "model", "network"},
    "report": {"core", "diagnostics", "local", "model", "scan"},
    "html": {
        "budget",
        "company",
        "bibliography",
        "core",
        "cover",
        "diagnostics",
        "files",
        "fingerprint",
        "fonts",
        "integrity",
        "media",
        "model",
        "posts",
        "report",
    },
    "fragments": {
        "core",
        "diagnostics",
        "files",
        "fingerprint",
        "html",
        "integrity",
        "media",
        "model",
        "posts",
        "settings",
    },
    "pdf": {
        "budget",
        "company",
        "core",
        "cover",
        "diagnostics",
        "files",
        "fingerprint",
        "fonts",
        "fragments",
        "html",
        "interrupt",
        "media",
        "model",
        "pango",
        "posts",
        "prefork",
    },
    "epub": {
        "company",
        "core",
        "cover",
        "diagnostics",
        "files",
        "fingerprint",
        "fonts",
        "fragments",
        "html",
        "interrupt",
        "media",
        "model",
        "pango",
        "posts",
        "prefork",
    },
    "commands": {
        "advice",
        "core",
        "diagnostics",
        "files",
        "inspect",
        "interrupt",
        "linkcare",
        "locks",
        "media",
        "messages",
        "model",
        "report",
        "runner",
        "scan",
        "settings",
        "unchanged",
    },
    "cli": {"commands", "linkcare"},
    "__init__": {"settings"},
}
TYPESETTER = {"weasyprint", "pydyf", "cssselect2", "tinycss2"}
NETWORK = {"requests", "socket", "urllib3", "http", "ssl", "ftplib", "urllib.request", "asyncio"}
SPHINX = {"sphinx", "docutils", "myst_parser", "sphinxcontrib"}
MODULES = sorted(PACKAGE.rglob("*.py"))
CONNECTS = PACKAGE / "network"


def _module(file: Path) -> str:
    """Dotted name below the package: ``core.frontmatter.split``."""
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


NAMES = {_module(file) for file in MODULES}


def _id(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def _imports(file: Path) -> Iterator[tuple[str, int]]:
    """Everything *file* imports, also inside functions, as (absolute name, line)."""
    package = [NAME, *file.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((f"{stem}.{alias.name}", node.lineno) for alias in node.names)


def _own_imports(file: Path) -> Iterator[tuple[str, int]]:
    """Modules of this package that *file* imports."""
    for name, line in _imports(file):
        if name.startswith(f"{NAME}."):
            dotted = name.removeprefix(f"{NAME}.")
            module = dotted if dotted in NAMES else dotted.rpartition(".")[0]
            yield module or "__init__", line


def _imports_any(file: Path, wanted: set[str]) -> list[str]:
    return [
        f"line {line}: {name}"
        for name, line in _imports(file)
        if any(name == other or name.startswith(f"{other}.") for other in wanted)
    ]


def test_every_room_is_in_the_plan() -> None:
    rooms = {_module(file).split(".")[0] for file in MODULES}
    assert rooms == set(ALLOWED)


@pytest.mark.parametrize("file", MODULES, ids=_id)
def test_rooms_import_only_as_planned(file: Path) -> None:
    room = _module(file).split(".")[0]
    wrong = [
        f"line {line}: {module}"
        for module, line in _own_imports(file)
        if module.split(".")[0] not in ALLOWED[room] | {room}
    ]
    assert wrong == []


def test_plan_has_no_circle() -> None:
    order = list(TopologicalSorter(ALLOWED).static_order())
    assert order.index("diagnostics") < order.index("core") < order.index("posts")


def test_modules_import_each_other_without_a_circle() -> None:
    graph = {_module(file): {module for module, _ in _own_imports(file)} for file in MODULES}
    order = list(TopologicalSorter(graph).static_order())
    assert set(order) == NAMES


@pytest.mark.parametrize("file", sorted((PACKAGE / "core").rglob("*.py")), ids=_id)
def test_core_knows_neither_sphinx_nor_the_network(file: Path) -> None:
    assert _imports_any(file, SPHINX | NETWORK) == []


@pytest.mark.parametrize("file", [f for f in MODULES if f.parent != CONNECTS], ids=_id)
def test_one_room_alone_connects(file: Path) -> None:
    assert _imports_any(file, NETWORK) == []


def test_one_module_of_it_dials() -> None:
    dials = {"socket", "urllib3.connection", "requests.adapters"}
    using = [_id(file) for file in MODULES if _imports_any(file, dials)]
    assert using == ["network/causes.py", "network/lines.py"]  # the first names what is raised


def test_no_build_comes_where_links_are_asked() -> None:
    assert [room for room, others in ALLOWED.items() if "linkcare" in others] == ["commands", "cli"]


def test_one_module_alone_knows_ebooklib() -> None:
    using = [_id(file) for file in MODULES if _imports_any(file, {"ebooklib"})]
    assert using == ["epub/container.py"]


def test_one_room_alone_reaches_into_the_typesetter() -> None:
    """Its insides change without notice; ``pango.py`` and ``raster.py`` use what is public."""
    using = {_id(file).rpartition("/")[0] for file in MODULES if _imports_any(file, TYPESETTER)}
    assert using == {"pdf/engine", "pdf/engine/quick", "pdf/typography", ""}


# --- messages ------------------------------------------------------------------------------


@pytest.mark.parametrize("code", Code, ids=lambda code: code.slug)
def test_code_has_a_name_and_a_meaning(code: Code) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code.slug)
    assert re.fullmatch(r"[A-Z].+[^.]\.", code.meaning)


def test_codes_have_names_of_their_own() -> None:
    assert len({code.slug for code in Code}) == len(Code)


def _nodes() -> Iterator[tuple[Path, ast.AST]]:
    for file in MODULES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            yield file, node


@pytest.mark.parametrize("code", Code, ids=lambda code: code.slug)
def test_code_is_used(code: Code) -> None:
    uses = [
        _id(file)
        for file, node in _nodes()
        if isinstance(node, ast.Attribute)
        and node.attr == code.name
        and isinstance(node.value, ast.Name)
        and node.value.id == "Code"
    ]
    assert uses != []


def test_every_message_has_its_code_in_the_catalogue() -> None:
    subtypes = {
        (_id(file), keyword.value.value)
        for file, node in _nodes()
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "subtype" and isinstance(keyword.value, ast.Constant)
    }
    known = {code.slug for code in Code}
    assert {(file, subtype) for file, subtype in subtypes if subtype not in known} == set()


# --- documents -----------------------------------------------------------------------------


def _paths_named(text: str) -> Iterator[str]:
    """What a document puts between backticks and looks like a file or folder of this project."""
    tops = "extensions|themes|tests|book|bench|docs|tools|core|posts|media|pdf|epub|html|fragments"
    for span in re.findall(r"`([^`\n]+)`", text):
        if re.fullmatch(rf"(?:{tops}|bibliography)/[\w./-]*", span):
            yield span


def test_paths_are_found_in_documents() -> None:
    text = "`core/post.py`, `tests/cases/`, `make html`, `a/b.py`, `build/html/`"
    assert list(_paths_named(text)) == ["core/post.py", "tests/cases/"]


@pytest.mark.parametrize("file", sorted(REPOSITORY.glob("*.md")), ids=lambda file: file.name)
def test_paths_that_documents_name_exist(file: Path) -> None:
    named = list(_paths_named(file.read_text(encoding="utf-8")))
    assert [p for p in named if not ((REPOSITORY / p).exists() or (PACKAGE / p).exists())] == []
