"""The ledger: what an ended build left beside the doctrees, so that the next one knows.

Sphinx writes doctrees and its environment in place and trusts what it finds. A build that was
killed, or a disk that lost something, may leave halves of them; and pages that were to be written
anew are then taken for finished. So the ledger is closed when a build has ended: a file that is not
as it says is not used, and a builder that it does not name has its book to write anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sphinx.application import ENV_PICKLE_FILENAME
from sphinx.util import logging

from ..beside import finish
from ..files import Stamp, walk, write_whole

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)
LEDGER = "ledger.json"
# What this package and Sphinx keep beside doctrees, and may take away: the folder is the user's,
# and other things may lie there, too. Fetched pictures are known by their own content.
_OURS = re.compile(
    r".+\.doctree|environment\.pickle|posts\.(?:pickle|settled)"
    r"|(?:whole|pinyin|printed)\.json|(?:ways|machines|neighbours|pictures|standing)-\w+\.json"
    r"|fragments-\w+/.+|templates/__jinja2_\w+\.cache|images-made/.+|search/.+\.(?:json|txt|pickle)|over-budget/.+\.pickle"
    r"|(?:pieces|drawings|covers|fonts|variants)/(?:[0-9a-f]{16,64}\.[\w.]+|\w+\.(?:json|pickle|conf))"
)
_HALF = re.compile(r".+\.\d+-\d+\.new")  # files.whole, killed


@dataclass(slots=True)
class Ledger:
    """What there is, and which builders' books show all of it."""

    files: dict[str, Stamp] = field(default_factory=dict)  # by path below the folder of doctrees
    whole: set[str] = field(default_factory=set)  # names of builders
    ended: bool = True  # False while a build is at work
    boot: str = ""  # of the machine: one that went down may have lost what it had written


_LEDGERS: WeakKeyDictionary[Sphinx, Ledger] = WeakKeyDictionary()


def look_back(app: Sphinx, config: Config) -> None:
    """Take away what is not as the last build left it; all of Sphinx's own, if any of it is."""
    folder = Path(app.doctreedir)
    ledger = _LEDGERS[app] = read_ledger(folder)
    there = dict(listed(folder))
    changed = {name for name, stamp in there.items() if ledger.files.get(name) != stamp}
    lost = ledger.files.keys() - there.keys()
    if not ledger.ended and ledger.boot != _boot():
        gone = set(there)
    else:
        gone = {name for name in changed if name in ledger.files or _HALF.fullmatch(name)}
    if any(map(_of_sphinx, changed | lost | gone)):
        logger.info("the last build did not end well; everything is read anew")
        gone |= set(filter(_of_sphinx, there))
        ledger.whole.clear()
    for name in gone:
        (folder / name).unlink(missing_ok=True)


def open_site(app: Sphinx) -> None:
    """Have Sphinx write all pages of a website whose last build did not end: it asks this file of
    its own whether the pages that are there are of the same making."""
    if is_unfinished(app):
        Path(app.outdir, ".buildinfo").unlink(missing_ok=True)
    for left in _left_over(Path(app.outdir)) if not _ledger(app).ended else ():
        left.unlink(missing_ok=True)


def _left_over(site: Path) -> Iterator[Path]:
    """Halves of files."""
    return (site / name for name, _ in walk(site) if _HALF.fullmatch(name))


def is_unfinished(app: Sphinx) -> bool:
    """Whether the book that lies there may be half of one."""
    return app.builder.name not in _ledger(app).whole


def open_ledger(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """From here on something is written. What is Sphinx's will differ from what the ledger says
    until :func:`settle_reading`; the rest is written whole."""
    ledger = _ledger(app)
    ledger.files = {name: stamp for name, stamp in ledger.files.items() if _of_sphinx(name)}
    _keep(app, ended=False)


def settle_reading(app: Sphinx, env: BuildEnvironment) -> None:
    """Everything is read: a build that is killed while it writes has that behind it."""
    _ledger(app).files = {n: stamp for n, stamp in listed(app.doctreedir) if _of_sphinx(n)}
    _keep(app, ended=False)


def keep_ledger(app: Sphinx, exception: Exception | None) -> None:
    """Close the ledger of a build that has ended."""
    finish()
    if exception is None:
        _ledger(app).files = dict(listed(app.doctreedir))
        _keep(app, ended=True)


def _ledger(app: Sphinx) -> Ledger:
    return _LEDGERS.setdefault(app, Ledger())


def _keep(app: Sphinx, *, ended: bool) -> None:
    ledger = _ledger(app)
    if ended:
        ledger.whole.add(app.builder.name)
    else:
        ledger.whole.discard(app.builder.name)
    rows = asdict(ledger) | {"whole": sorted(ledger.whole), "ended": ended, "boot": _boot()}
    write_whole(Path(app.doctreedir, LEDGER), json.dumps(rows).encode())


def _boot() -> str:
    """What tells one start of the machine from another; empty where nothing does."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return ""


def read_ledger(folder: Path) -> Ledger:
    """The ledger of *folder*; where there is none, or a broken one, that of a build that did not
    end."""
    try:
        rows = json.loads((folder / LEDGER).read_bytes())
        files = {name: (int(when), int(size)) for name, (when, size) in rows["files"].items()}
        return Ledger(files, set(map(str, rows["whole"])), bool(rows["ended"]), str(rows["boot"]))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return Ledger(ended=False, boot="unknown")


def listed(folder: str | Path) -> Iterator[tuple[str, Stamp]]:
    """Every file of ours below the folder of doctrees, with its stamp."""
    for name, stamp in walk(folder):
        if _OURS.fullmatch(name) or _HALF.fullmatch(name):
            yield name, stamp


def _of_sphinx(name: str) -> bool:
    return name == ENV_PICKLE_FILENAME or name.endswith(".doctree")
