"""The ledger: what an ended build left beside the doctrees, so that the next one knows.

Sphinx writes doctrees and its environment in place and trusts what it finds. A build that was
killed, or a disk that lost something, may leave halves of them; and pages that were to be written
anew are then taken for finished. So the ledger is closed when a build has ended: a file that is not
as it says is not used, and a builder that it does not name has its book to write anew.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sphinx import application
from sphinx.application import ENV_PICKLE_FILENAME
from sphinx.util import logging

from .. import company
from ..beside import finish
from ..exclusive import alone_with
from ..files import Stamp, walk, write_whole

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)
LEDGER = "ledger.json"
PATIENCE = 60.0  # seconds for another build to write it
# What this package and Sphinx keep beside doctrees, and may take away: the folder is the user's,
# and other things may lie there, too. Fetched pictures are known by their own content.
_OURS = re.compile(
    r".+\.doctree|environment\.pickle|posts\.(?:pickle|settled)"
    r"|(?:whole|pinyin|printed)\.json|(?:ways|machines|neighbours|pictures|standing)-\w+\.json"
    r"|fragments-\w+/.+|templates/__jinja2_.+|images-made/.+"
    r"|search/.+\.(?:json|txt|pickle)|over-budget/.+\.pickle"
    r"|(?:pieces|drawings|covers|fonts|variants)/(?:[0-9a-f]{16,64}\.[\w.]+|\w+\.(?:json|pickle|conf))"
)
_HALF = re.compile(r".+\.\d+-\d+\.new")  # files.whole, killed


@dataclass(slots=True)
class Ledger:
    """What there is, which builders' books show all of it, and which are being written."""

    files: dict[str, Stamp] = field(default_factory=dict)  # by path below the folder of doctrees
    whole: set[str] = field(default_factory=set)  # names of builders
    at_work: set[str] = field(default_factory=set)  # names of builders
    boot: str = ""  # of the machine: one that went down may have lost what it had written


_LEDGERS: WeakKeyDictionary[Sphinx, Ledger] = WeakKeyDictionary()


def look_back(app: Sphinx, config: Config) -> None:
    """Take away what is not as the last build left it; all of Sphinx's own, if any of it is."""
    folder = Path(app.doctreedir)
    ledger = _LEDGERS[app] = read_ledger(folder)
    if company.is_following():  # another build has looked back, and is writing
        return
    there = dict(listed(folder))
    changed = {name for name, stamp in there.items() if ledger.files.get(name) != stamp}
    lost = ledger.files.keys() - there.keys()
    if ledger.at_work and ledger.boot != _boot():
        gone = set(there)
    else:
        gone = {name for name in changed if name in ledger.files or _HALF.fullmatch(name)}
    if any(map(_of_sphinx, changed | lost | gone)):
        logger.info("the last build did not end well; everything is read anew")
        gone |= set(filter(_of_sphinx, there))
        ledger.whole.clear()
    for name in gone:
        (folder / name).unlink(missing_ok=True)


def keep_out(app: Sphinx) -> None:
    """Leave the environment as it is, which builds of other formats read."""
    if company.is_following():
        application.ENV_PICKLE_FILENAME = os.devnull


def tell_removed(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Have this build made again when posts are gone that another build has read for it.

    Raises:
        SystemExit: they are.
    """
    if company.is_following() and removed:
        raise SystemExit(company.AGAIN)
    return []


def open_site(app: Sphinx) -> None:
    """Have Sphinx write all pages of a website whose last build did not end: it asks this file of
    its own whether the pages that are there are of the same making."""
    if is_unfinished(app):
        Path(app.outdir, ".buildinfo").unlink(missing_ok=True)
    for left in _left_over(Path(app.outdir)) if _ledger(app).at_work else ():
        left.unlink(missing_ok=True)


def _left_over(site: Path) -> Iterator[Path]:
    """Halves of files."""
    return (site / name for name, _ in walk(site) if _HALF.fullmatch(name))


def is_unfinished(app: Sphinx) -> bool:
    """Whether the book that lies there may be half of one."""
    return app.builder.name not in _ledger(app).whole


def open_ledger(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """From here on something is written. What is Sphinx's will differ from what the ledger says
    until :func:`settle_reading`; the rest is written whole.

    Raises:
        SystemExit: another build has read for this one, and posts have changed since.
    """
    name = app.builder.name
    if company.is_following():
        if docnames:
            raise SystemExit(company.AGAIN)  # what is written now would be read elsewhere
        with _mine(app) as ledger:
            ledger.at_work.add(name)
            ledger.whole.discard(name)
        return
    ledger = _ledger(app)
    ledger.files = {name: stamp for name, stamp in ledger.files.items() if _of_sphinx(name)}
    ledger.at_work = {name}
    ledger.whole.discard(name)
    _write(app, ledger)


def settle_reading(app: Sphinx, env: BuildEnvironment) -> None:
    """Everything is read: a build that is killed while it writes has that behind it."""
    if company.is_following():
        return
    ledger = _ledger(app)
    ledger.files = {n: stamp for n, stamp in listed(app.doctreedir) if _of_sphinx(n)}
    _write(app, ledger)


def keep_ledger(app: Sphinx, exception: Exception | None) -> None:
    """Close the ledger of a build that has ended."""
    finish()
    if exception is None:
        with _mine(app) as ledger:
            ledger.files = {n: s for n, s in listed(app.doctreedir) if not _HALF.fullmatch(n)}
            ledger.at_work.discard(app.builder.name)
            ledger.whole.add(app.builder.name)


def _ledger(app: Sphinx) -> Ledger:
    return _LEDGERS.setdefault(app, Ledger())


@contextmanager
def _mine(app: Sphinx) -> Iterator[Ledger]:
    """The ledger as it is now, to be changed while no build of another format changes it."""
    folder = Path(app.doctreedir)
    held = alone_with(folder / "ledger.lock", PATIENCE, step=0.01)  # in vain: one that hangs
    try:
        ledger = _LEDGERS[app] = read_ledger(folder)
        yield ledger
        _write(app, ledger)
    finally:
        if held is not None:
            held.close()


def _write(app: Sphinx, ledger: Ledger) -> None:
    sets = {"whole": sorted(ledger.whole), "at_work": sorted(ledger.at_work)}
    rows = asdict(ledger) | sets | {"boot": _boot()}
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
        whole, at_work = (set(map(str, rows[name])) for name in ("whole", "at_work"))
        return Ledger(files, whole, at_work, str(rows["boot"]))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return Ledger(at_work={"unknown"}, boot="unknown")


def listed(folder: str | Path) -> Iterator[tuple[str, Stamp]]:
    """Every file of ours below the folder of doctrees, with its stamp."""
    for name, stamp in walk(folder):
        if _OURS.fullmatch(name) or _HALF.fullmatch(name):
            yield name, stamp


def _of_sphinx(name: str) -> bool:
    return name == ENV_PICKLE_FILENAME or name.endswith(".doctree")
