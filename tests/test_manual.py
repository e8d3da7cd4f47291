"""The manual builds without a warning, and its tables hold what the code declares."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sphinx_anthology.core.frontmatter.fields import FIELDS
from sphinx_anthology.diagnostics import Code
from sphinx_anthology.settings import SETTINGS

from .house import REPOSITORY
from .reading import page, words


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("manual")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html"]
    subprocess.run([*command, str(REPOSITORY / "docs"), str(out)], check=True)
    return out


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("settings", [setting.name for setting in SETTINGS]),
        ("messages", [code.slug for code in Code]),
        ("your-blog", [key for field in FIELDS for key in field.keys]),
    ],
)
def test_table_names_all_that_is_declared(manual: Path, name: str, declared: list[str]) -> None:
    said = words(page(manual / f"{name}.html"))
    assert [word for word in declared if word not in said] == []
