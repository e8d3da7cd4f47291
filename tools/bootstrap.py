"""Prepare this checkout: Debian packages, .venv, and the locked packages of Python and Node.js.

``make`` runs it as ``python3 tools/bootstrap.py LEVEL`` before every target that
needs Python. LEVEL is ``book`` (build books), ``test`` (also run every test) or
``dev`` (also live preview and writing the lock files). Only what is missing is
installed, and what was installed is remembered by content, so a second run
installs nothing. Where it may not install, it stops and says what to type.

It runs before anything is installed, hence the standard library only, and no
syntax that a Python too old for the project could not read.
"""

from __future__ import annotations

import ctypes.util
import hashlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "set-up.json"
NODE = ROOT / "tools" / "node"  # what to install with npm
NODE_HOME = VENV / "node"  # where to
OLDEST_PYTHON = (3, 11)

LEVELS = ("book", "test", "dev")

# A package with a command after it is needed only where that command is absent:
# another Java or Chromium serves as well as Debian's.
DEBIAN_BOOK = {
    "libpango-1.0-0": "",
    "libpangoft2-1.0-0": "",
    "libharfbuzz-subset0": "",
    "fontconfig": "",
    "fonts-noto-cjk": "",
    "fonts-lxgw-wenkai": "",
    "fonts-linuxlibertine": "",
    "fonts-hack": "",
    "fonts-dejavu-core": "",  # symbols
    "fonts-noto-color-emoji": "",
}
DEBIAN_TEST = {
    "default-jre-headless": "java",
    "chromium": "chromium",
    "poppler-utils": "pdftoppm",
    "qpdf": "qpdf",
    "calibre": "ebook-meta",  # reads the metadata of an EPUB as a reader's library does
    "libjaxb-java": "",  # veraPDF needs it, and Java has it no longer
    "libjaxb-api-java": "",
    "libistack-commons-java": "",
    "libtxw2-java": "",
    "libactivation-java": "",
    "libatomic1": "",  # the browser driver's Node.js links to it, and names it nowhere
}

LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
CJK_FONTS = ("Noto Serif CJK", "Source Han Serif", "Noto Serif SC", "LXGW WenKai", "Songti SC")
HINTS = {
    "darwin": (
        "brew install pango fontconfig{tools}",
        "brew install --cask font-noto-serif-cjk-sc font-noto-sans-cjk-sc font-lxgw-wenkai"
        " font-linux-libertine font-hack",
    ),
    "win32": (
        "pacman -S mingw-w64-ucrt-x86_64-pango mingw-w64-ucrt-x86_64-fontconfig"
        "   (in an MSYS2 UCRT64 shell; then put its bin folder on PATH)",
        "and install the fonts Noto Serif CJK SC, Noto Sans CJK SC and LXGW WenKai",
    ),
}
HINT_ELSEWHERE = (
    "install Pango 1.44 or newer, fontconfig, and the fonts Noto Serif CJK SC, "
    "Noto Sans CJK SC and LXGW WenKai with your system's package manager",
)


class SetUpError(Exception):
    """What stops the set-up; its text tells the reader what to do."""


def say(message: str) -> None:
    """Print one line of progress."""
    print("set-up: " + message, flush=True)


def run(command: list[str], **environment: str) -> None:
    """Run a command quietly; show what it printed only if it fails."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode:
        shown = " ".join(command)
        raise SetUpError(f"{done.stdout}\nthis failed with exit status {done.returncode}: {shown}")


# --- Debian packages --------------------------------------------------------------


def debian_packages(level: str) -> dict[str, str]:
    """Return the Debian packages of a level, with the command that stands in for each."""
    packages = {**DEBIAN_BOOK, **DEBIAN_TEST} if level == "test" else dict(DEBIAN_BOOK)
    if not can_make_venv() and base_python().startswith(("/usr/bin/", "/bin/")):
        # Debian's own Python comes without these modules.
        packages[f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"] = ""
    return packages


def missing_from_debian(packages: dict[str, str]) -> list[str]:
    """Return those of the packages that are not installed."""
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    installed = {
        name
        for name, _, status in (row.partition(" ") for row in asked.stdout.splitlines())
        if status == "installed"
    }
    return [
        name
        for name, command in packages.items()
        if name not in installed and not (command and shutil.which(command))
    ]


def install_from_debian(names: list[str]) -> None:
    """Install Debian packages, or say how to if this user may not."""
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *names]
    if os.geteuid() != 0:
        raise SetUpError(
            "some Debian packages are missing. Type this, then run make again:\n\n"
            "    sudo apt-get update && sudo " + " ".join(install) + "\n"
        )
    say("Debian packages: " + " ".join(names))
    quiet = [*install, "-qq", "-o", "DPkg::Lock::Timeout=300"]
    try:
        run(quiet, DEBIAN_FRONTEND="noninteractive")
    except SetUpError:
        # No package lists yet, or lists that name versions since replaced.
        say("Debian package lists")
        run(["apt-get", "update", "-qq", "-o", "DPkg::Lock::Timeout=300"])
        run(quiet, DEBIAN_FRONTEND="noninteractive")


def is_debian() -> bool:
    """Tell whether Debian's package tools are here."""
    return bool(shutil.which("dpkg-query") and shutil.which("apt-get"))


def check_without_debian(level: str) -> None:
    """On other systems install nothing, but stop where something is missing."""
    lacking = [name for name in LIBRARIES if not find_library(name)]
    if not lacking and not has_cjk_font():
        lacking.append("a Chinese serif font")
    if level == "test":
        tools_of_tests = ("java", "pdftoppm", "qpdf", "ebook-meta")
        lacking += [name for name in tools_of_tests if not shutil.which(name)]
    if not lacking:
        return
    tools = " poppler qpdf openjdk && brew install --cask chromium calibre"
    tools = tools if level == "test" else ""
    hints = [line.format(tools=tools) for line in HINTS.get(sys.platform, HINT_ELSEWHERE)]
    raise SetUpError(
        f"not found: {', '.join(lacking)}. To install it, type this, then run make again:\n\n    "
        + "\n    ".join(hints)
        + "\n"
    )


def find_library(name: str) -> bool:
    """Tell whether a shared library can be loaded by name, as WeasyPrint will."""
    return bool(ctypes.util.find_library(name) or ctypes.util.find_library(f"lib{name}-0"))


def has_cjk_font() -> bool:
    """Tell whether fontconfig knows a font for Chinese text."""
    if not shutil.which("fc-list"):
        return False
    families = subprocess.run(
        ["fc-list", ":", "family"], stdout=subprocess.PIPE, text=True, errors="replace"
    ).stdout
    return any(name in families for name in CJK_FONTS)


# --- the virtual environment ------------------------------------------------------


def venv_python() -> Path:
    """Return the path of the virtual environment's interpreter."""
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def base_python() -> str:
    """Return the interpreter that makes the environment, also when run from inside one."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def can_make_venv() -> bool:
    """Tell whether this Python has venv and pip to put into an environment."""
    importlib.invalidate_caches()
    return bool(find_spec("venv") and find_spec("ensurepip"))


def make_venv() -> None:
    """Make an empty virtual environment in place of any earlier one."""
    if not can_make_venv():
        raise SetUpError(f"{base_python()} has no venv or ensurepip; name another with PYTHON=...")
    say(f"virtual environment .venv, Python {sys.version.split()[0]}")
    run([base_python(), "-m", "venv", "--clear", str(VENV)])


def pip_install(*arguments: str) -> None:
    """Run pip in the virtual environment."""
    pip = [str(venv_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, *arguments])


def npm_install() -> None:
    """Install what tools/node names, into the virtual environment and nowhere else."""
    say("Node.js packages of tools/node/package-lock.json")
    NODE_HOME.mkdir(exist_ok=True)
    for file in node_files():
        shutil.copy(file, NODE_HOME / file.name)
    # npm comes with Python's packages. Scripts of packages would download browsers.
    npm = [str(venv_python().with_name("npm")), "ci", "--prefix", str(NODE_HOME)]
    run(
        [*npm, "--ignore-scripts", "--no-audit", "--no-fund"],
        PUPPETEER_SKIP_DOWNLOAD="1",
        NO_UPDATE_NOTIFIER="1",
    )


# --- what is already done ---------------------------------------------------------


def digest(*parts: str) -> str:
    """Return a short hash of some texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def lock_file(level: str) -> Path:
    """Return the lock file of a level."""
    return ROOT / "tools" / "locks" / f"{level}.txt"


def node_files() -> list[Path]:
    """Return the files that say what npm installs."""
    return [NODE / name for name in (".npmrc", "package.json", "package-lock.json")]


def wanted(level: str) -> dict[str, str]:
    """Return a hash of the content that each step of a level installs from."""
    levels = ["book"] if level == "book" else ["book", level]
    steps = {name: digest(lock_file(name).read_text("utf-8")) for name in levels}
    # An environment holds its own path: a moved or copied one is of no use.
    steps["python"] = digest(sys.version, str(VENV))
    steps["project"] = digest((ROOT / "pyproject.toml").read_text("utf-8"))
    if level == "test":
        steps["node"] = digest(*(file.read_text("utf-8") for file in node_files()))
    return steps


def read_stamp() -> dict[str, str]:
    """Return the hashes of the steps done before, or nothing if there is no record."""
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and venv_python().exists() else {}


def install_packages(level: str) -> bool:
    """Bring .venv up to date; return whether anything had to be installed."""
    steps, done = wanted(level), read_stamp()
    todo = [name for name in steps if done.get(name) != steps[name]]
    # pip leaves behind what a changed lock file no longer names, so start afresh.
    if "python" in todo or any(name in done for name in todo if name in LEVELS):
        todo, done = list(steps), {}
        make_venv()
        done["python"] = steps["python"]
    for name in [name for name in todo if name in LEVELS]:
        say(f"Python packages of tools/locks/{name}.txt")
        pip_install("--require-hashes", "--only-binary=:all:", "-r", str(lock_file(name)))
        record(done, name, steps[name])
    if "project" in todo:
        say("sphinx-anthology itself, editable")
        pip_install("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        record(done, "project", steps["project"])
    if "node" in todo:
        npm_install()
        record(done, "node", steps["node"])
    return bool(todo)


def record(done: dict[str, str], name: str, value: str) -> None:
    """Remember a step as soon as it is done, so that a later failure repeats less."""
    done[name] = value
    STAMP.write_text(json.dumps(done, indent=1) + "\n", "utf-8")


def set_up(level: str) -> None:
    """Do what is missing for a level."""
    start = time.monotonic()
    checked = f"system for {level}"
    changed = False
    if is_debian():
        missing = missing_from_debian(debian_packages(level))
        if missing:
            install_from_debian(missing)
            changed = True
    elif checked not in read_stamp():
        # Finding libraries and fonts is slow where there is no package list to ask.
        check_without_debian(level)
    changed = install_packages(level) or changed
    if not is_debian():
        record(read_stamp(), checked, "found")
    say(
        f"done in {time.monotonic() - start:.0f} s" if changed else "up to date (nothing installed)"
    )


def main(arguments: list[str]) -> int:
    """Run the set-up for the level named on the command line."""
    if sys.version_info < OLDEST_PYTHON:
        found = sys.version.split()[0]
        print(f"set-up: Python 3.11 or newer is needed, and this is {found}.")
        print("set-up: name another with PYTHON=, such as: make book PYTHON=python3.12")
        return 1
    if len(arguments) != 1 or arguments[0] not in LEVELS:
        print("usage: bootstrap.py " + "|".join(LEVELS))
        return 2
    try:
        set_up(arguments[0])
    except SetUpError as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
