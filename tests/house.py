"""Run builds as a user would, in a process of their own, and keep what came of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
PACKAGE = REPOSITORY / "extensions" / "sphinx_anthology"
ROOTS = Path(__file__).parent / "roots"
_OUR_SETTINGS = ("OFFLINE", "SOURCE_DATE_EPOCH", "PYTHONWARNINGS", "FORCE_COLOR")

FORMATS = ("html", "pdf", "epub")


@dataclass(frozen=True, slots=True)
class Run:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def log(self) -> str:
        return f"{self.out}\n{self.err}"

    @property
    def complaints(self) -> list[str]:
        """Lines of the error stream that are warnings or errors of the book."""
        return [line for line in self.err.splitlines() if "WARNING: " in line or "ERROR: " in line]

    def complaints_of(self, code: str) -> list[str]:
        """Those that carry the code *code*."""
        return [line for line in self.complaints if line.endswith(f"[anthology.{code}]")]


@dataclass(frozen=True, slots=True)
class Build:
    """A build that has ended, and the folder it was made in."""

    kind: str
    folder: Path
    run: Run

    @property
    def out(self) -> Path:
        return self.folder / self.kind

    @property
    def doctrees(self) -> Path:
        return self.folder / "doctrees"

    @property
    def report(self) -> str:
        return (self.doctrees / f"report-{self.kind}.txt").read_text(encoding="utf-8")

    @property
    def product(self) -> Path:
        """The one PDF or EPUB that was made."""
        (file,) = self.out.glob(f"*.{self.kind}")
        return file


def run(
    command: Sequence[str | Path], *, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Run:
    """Run *command* with the test machine's own settings taken out of the environment."""
    kept = {name: value for name, value in os.environ.items() if name not in _OUR_SETTINGS}
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={**kept, "NO_COLOR": "1", **(env or {})},  # with CI set, Sphinx colours files as well
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def build(
    kind: str,
    source: Path,
    folder: Path,
    *,
    conf: Path | None = None,
    strict: bool = False,
    jobs: int = 1,
    env: Mapping[str, str] | None = None,
    python: str | Path = sys.executable,
    cwd: Path | None = None,
    **settings: object,
) -> Build:
    """``sphinx-build -b kind`` of *source* into *folder*; *settings* are given with ``-D``."""
    command: list[str | Path] = [python, "-m", "sphinx", "-b", kind, "-j", str(jobs)]
    command += ["-d", folder / "doctrees"]
    if conf is not None:
        command += ["-c", conf]
    elif not (source / "conf.py").is_file():
        command += ["-C", "-D", "extensions=sphinx_anthology"]
    if strict:
        command.append("-W")
    for name, value in settings.items():
        command += ["-D", f"{name}={value}"]
    return Build(kind, folder, run([*command, source, folder / kind], cwd=cwd, env=env))


def must(made: Build) -> Build:
    """*made*, which has to have gone well."""
    assert made.run.code == 0, made.run.log
    return made


def anthology(
    *arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Run:
    """The command ``anthology``."""
    return run([Path(sys.executable).parent / "anthology", *arguments], cwd=cwd, env=env)


def hashes(out: Path) -> dict[str, str]:
    """Fingerprint of each file that readers get, by its path below *out*."""
    files = (file for kind in FORMATS for file in (out / kind).rglob("*") if file.is_file())
    return {
        file.relative_to(out).as_posix(): sha256(file.read_bytes()).hexdigest()
        for file in files
        if file.name != ".buildinfo"
    }


def write_posts(folder: Path, posts: Mapping[str, str]) -> Path:
    """Write *posts* (path -> text) below *folder*."""
    for name, text in posts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder
