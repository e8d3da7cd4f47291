"""Which fonts a book is set in: its own and no others, so that it comes out alike on every machine.

fontconfig would fall back to whatever happens to be installed, and machines have rules of their own
for what "serif" is. A configuration of ours names the folders where fonts lie, and lets in families
that are listed here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from .files import write_whole

_REGIONS = ("SC", "TC", "HK", "JP", "KR")
FAMILIES = (
    *(
        f"Noto {face} CJK {region}"
        for face in ("Serif", "Sans", "Sans Mono")
        for region in _REGIONS
    ),
    "LXGW WenKai",
    "Linux Libertine O",
    "Hack",
    "Noto Color Emoji",
    # for symbols and scripts that these lack
    "DejaVu Serif",
    "DejaVu Sans",
    "DejaVu Sans Mono",
    # where the first are not to be had
    "Source Han Serif SC",
    "Source Han Sans SC",
    "Noto Serif SC",
    "Noto Sans SC",
    "Songti SC",
    "PingFang SC",
    "Apple Color Emoji",
)
_GENERIC = {"serif": "Noto Serif CJK SC", "sans-serif": "Noto Sans CJK SC", "monospace": "Hack"}
_FOLDERS = {
    "darwin": (
        "<dir>/System/Library/Fonts</dir>",
        "<dir>/Library/Fonts</dir>",
        "<dir>~/Library/Fonts</dir>",
    ),
    "win32": ("<dir>WINDOWSFONTDIR</dir>", "<dir>WINDOWSUSERFONTDIR</dir>"),
}
_FOLDERS_ELSEWHERE = (
    "<dir>/usr/share/fonts</dir>",
    "<dir>/usr/local/share/fonts</dir>",
    '<dir prefix="xdg">fonts</dir>',
    "<dir>~/.fonts</dir>",
)


def folders() -> list[Path]:
    """Where fontconfig looks for fonts, as far as this machine has it."""
    lines = _FOLDERS.get(sys.platform, _FOLDERS_ELSEWHERE)
    home, data = Path.home(), os.environ.get("XDG_DATA_HOME")
    named = {"xdg": Path(data) if data else home / ".local" / "share"}
    found = []
    for line in lines:
        element = ElementTree.fromstring(line)
        path = Path(element.text or "").expanduser()
        found.append(named.get(element.get("prefix", ""), Path()) / path)
    return [folder for folder in found if folder.is_dir()]


class Fonts:
    """The fonts of a book."""

    def __init__(self, folder: Path, more: Sequence[str] = ()) -> None:
        """Write the configuration.

        Args:
            folder: to write it into.
            more: families besides the book's own.
        """
        self._file = folder / "fonts.conf"
        write_whole(self._file, configuration((*FAMILIES, *more)).encode())

    @property
    def environment(self) -> dict[str, str]:
        """What makes fontconfig use it, in a process that is started with this."""
        return {**os.environ, "FONTCONFIG_FILE": str(self._file)}

    @cached_property
    def files(self) -> list[str]:
        """Files and versions: another version of a font sets other pages."""
        return sorted(Path(line).name for line in self._list("%{file}|%{fontversion}\n"))

    @cached_property
    def families(self) -> frozenset[str]:
        """Families that are there."""
        return frozenset(name for line in self._list("%{family}\n") for name in line.split(","))

    def locate(self, family: str, style: str) -> tuple[Path, int] | None:
        """The file of a face, and its number in that file; variable fonts are not looked at."""
        for line in self._list("%{file}|%{index}|%{family}|%{style}\n"):
            file, index, families, styles = line.split("|")
            # the upper half of the number tells an instance of a variable font
            fixed = int(index) < 0x10000
            if fixed and family in families.split(",") and style in styles.split(","):
                return Path(file), int(index)
        return None

    def _list(self, shape: str) -> list[str]:
        command = ["fc-list", "--format", shape]
        listed = subprocess.run(
            command, capture_output=True, text=True, check=False, env=self.environment
        )
        return listed.stdout.splitlines()


def configuration(families: Sequence[str]) -> str:
    """The file for fontconfig (fonts.conf(5))."""
    return "\n".join(_lines(families)) + "\n"


def _lines(families: Sequence[str]) -> Iterator[str]:
    yield '<?xml version="1.0"?>'
    yield '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
    yield "<fontconfig>"
    if own := os.environ.get("FONTCONFIG_FILE"):  # a machine that keeps its fonts elsewhere
        yield f'<include ignore_missing="yes">{escape(own)}</include>'
    yield from _FOLDERS.get(sys.platform, _FOLDERS_ELSEWHERE)
    yield '<cachedir prefix="xdg">fontconfig</cachedir>'
    yield "<selectfont><rejectfont><pattern/></rejectfont><acceptfont>"
    for family in families:
        yield (
            f'<pattern><patelt name="family"><string>{escape(family)}</string></patelt></pattern>'
        )
    yield "</acceptfont></selectfont>"
    for generic, family in _GENERIC.items():
        yield (
            f'<alias binding="same"><family>{generic}</family>'
            f"<prefer><family>{family}</family></prefer></alias>"
        )
    yield "</fontconfig>"
