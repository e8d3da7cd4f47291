"""What goes wrong around a build: killed, interrupted, two at once, no room, spoilt caches. The
next build is right, and what was there before stays."""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sphinx_anthology.files import whole
from sphinx_anthology.integrity.alone import LOCK, give_back, take
from sphinx_anthology.integrity.ledger import LEDGER

from .house import FORMATS, ROOTS, Build, build, hashes, must, write_posts
from .reading import page, words

ANTHOLOGY = Path(sys.executable).parent / "anthology"
EPOCH = {"SOURCE_DATE_EPOCH": "1700000000"}
MOMENTS = 50
POST = "---\ntitle: 甲\ndate: 2024-01-01\n---\n\n正文。\n"


def _start(posts: Path, out: Path, *formats: str) -> subprocess.Popen[bytes]:
    """``anthology build`` in a session of its own, so that all its processes can be told."""
    command = [ANTHOLOGY, "build", *(formats or FORMATS), "--book", posts, "--build", out]
    return subprocess.Popen(
        [*command, "--offline"],
        env={**os.environ, **EPOCH, "NO_COLOR": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _left(session: int) -> list[str]:
    """Command lines of the processes of *session* that still run."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, UnicodeDecodeError):
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(line)
    return found


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(ROOTS / "clean", tmp_path_factory.mktemp("faults") / "posts"))


@pytest.fixture(scope="module")
def undisturbed(posts: Path) -> tuple[dict[str, str], float]:
    """What a build gives that nobody disturbs, and how many seconds it takes."""
    begun = time.monotonic()
    process = _start(posts, posts.parent / "undisturbed")
    assert process.wait() == 0
    return hashes(posts.parent / "undisturbed"), time.monotonic() - begun


# --- killed --------------------------------------------------------------------------------------


def _kill(process: subprocess.Popen[bytes], *, group: bool) -> None:
    """SIGKILL; alone, the build that it runs goes on as an orphan."""
    if group and process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()


def _kill_at(moments: int, seed: int, posts: Path, whole: tuple[dict[str, str], float]) -> None:
    chance = random.Random(seed)
    wanted, seconds = whole
    out = posts.parent / f"killed-{seed}"
    for moment in range(moments):
        if moment % 5 == 0:  # the first build, and builds after builds
            shutil.rmtree(out, ignore_errors=True)
        process = _start(posts, out)
        time.sleep(chance.uniform(0, seconds))
        _kill(process, group=chance.random() < 0.5)
        again = _start(posts, out)
        told = again.communicate()[1].decode()
        assert again.returncode == 0, told
        assert hashes(out) == wanted, f"moment {moment} of seed {seed}"


def test_killed_build_is_made_good_by_the_next(
    posts: Path, undisturbed: tuple[dict[str, str], float]
) -> None:
    _kill_at(3, 7, posts, undisturbed)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_killed_at_any_moment(
    seed: int, posts: Path, undisturbed: tuple[dict[str, str], float]
) -> None:
    _kill_at(MOMENTS // 2, seed, posts, undisturbed)


def test_books_stay_as_they_were_while_the_next_are_made(
    tmp_path: Path, posts: Path, undisturbed: tuple[dict[str, str], float]
) -> None:
    """Each file, at every moment, is that of the last build or that of the next."""
    wanted, seconds = undisturbed
    out = tmp_path / "out"
    shutil.copytree(posts.parent / "undisturbed", out)
    changed = Path(shutil.copytree(posts, tmp_path / "posts"))
    for post in changed.rglob("*.md"):
        post.write_text(f"{post.read_text(encoding='utf-8')}\n\n又加了一句。\n", encoding="utf-8")
    process = _start(changed, out)
    seen: list[dict[str, str]] = []
    while process.poll() is None:
        seen.append({name: hash_ for name, hash_ in hashes(out).items() if name in wanted})
        time.sleep(seconds / 50)
    made = hashes(out)
    halves = {
        name
        for moment in seen
        for name, hash_ in moment.items()
        if name.endswith((".html", ".pdf", ".epub")) and hash_ not in {wanted[name], made.get(name)}
    }
    assert halves == set()
    assert made != wanted


# --- interrupted ---------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("stage", [".lock", "pieces", "fragments-epub"])
def test_interrupted_build_leaves_no_process_behind(
    number: signal.Signals,
    stage: str,
    posts: Path,
    tmp_path: Path,
) -> None:
    process = _start(posts, tmp_path / "out")
    while not (tmp_path / "out" / "doctrees" / stage).exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(number)
    told = process.communicate(timeout=10)[1].decode()
    assert process.returncode == 130
    assert told.splitlines()[-1] == "interrupted"
    assert "Traceback" not in told
    _wait_for_the_end(process.pid)


def _wait_for_the_end(session: int) -> None:
    for _ in range(20):  # the kernel takes a moment to end those that were killed
        if not _left(session):
            break
        time.sleep(0.05)
    assert _left(session) == []


STARTS_A_HELPER = """
import os, signal, subprocess, sys
from sphinx_anthology import interrupt

class Interrupted(subprocess.Popen):
    "A process that is there when a signal comes, and that nobody knows yet."
    def __init__(self, *given, **options):
        super().__init__(*given, **options)
        os.kill(os.getpid(), signal.SIGINT)

subprocess.Popen = Interrupted
interrupt.end_on_signals()
try:
    interrupt.start([sys.executable, "-c", "import time; time.sleep(60)"])
except KeyboardInterrupt:
    sys.exit(interrupt.INTERRUPTED)
"""


def test_signal_while_a_helper_is_started_ends_it() -> None:
    process = subprocess.Popen([sys.executable, "-c", STARTS_A_HELPER], start_new_session=True)
    assert process.wait(10) == 130
    _wait_for_the_end(process.pid)


# --- two at once ---------------------------------------------------------------------------------


def test_two_builds_at_once_come_to_one_book(
    posts: Path, tmp_path: Path, undisturbed: tuple[dict[str, str], float]
) -> None:
    both = [_start(posts, tmp_path / "out") for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert hashes(tmp_path / "out") == undisturbed[0]


@pytest.fixture
def taken(tmp_path: Path) -> Iterator[Path]:
    """A folder of doctrees that another process works in."""
    code = (
        "import sys; from pathlib import Path; from sphinx_anthology.integrity.alone import take; "
        "print(take(Path(sys.argv[1]), 0), flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, tmp_path / "doctrees"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert other.stdin
    assert other.stdout
    assert other.stdout.readline() == b"True\n"
    yield tmp_path / "doctrees"
    other.communicate()


def test_build_gives_up_waiting_with_a_message(taken: Path, posts: Path) -> None:
    made = build("html", posts, taken.parent, anthology_lock_seconds=0)
    (told,) = made.run.complaints_of("busy")
    assert "another build (process " in told
    assert made.run.code == 2


def test_waiting_has_an_end_and_is_told_once(taken: Path) -> None:
    waited: list[float] = []
    told: list[str] = []
    assert not take(taken, 5, told.append, waited.append)
    assert sum(waited) == pytest.approx(5, abs=0.3)
    assert len(told) == 1


def test_lock_of_a_process_that_is_gone_is_none(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text("1", encoding="ascii")
    assert take(tmp_path, 0)
    give_back(tmp_path)


# --- no room -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
def test_full_disk_is_told_and_costs_nothing(kind: str, posts: Path, tmp_path: Path) -> None:
    before = must(build(kind, posts, tmp_path, env=EPOCH))
    kept = hashes(tmp_path)
    changed = Path(shutil.copytree(posts, tmp_path / "changed"))
    for post in changed.rglob("*.md"):
        text = post.read_text(encoding="utf-8")
        post.write_text(f"{text}\n\n{'又加了一句。' * 3000}\n", encoding="utf-8")
    code = (
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); "
        "sys.argv[0] = 'sphinx-build'; runpy.run_module('sphinx', run_name='__main__')"
    )
    command = [sys.executable, "-c", code, "-q", "-b", kind, "-C", "-D"]
    command += ["extensions=sphinx_anthology", "-d", str(before.doctrees), str(changed)]
    done = subprocess.run(
        [*command, str(before.out)], capture_output=True, check=False, env={**os.environ, **EPOCH}
    )
    assert done.returncode == 2, done.stderr.decode()
    assert b"[anthology.cannot-write]" in done.stderr
    files = {name: hash_ for name, hash_ in hashes(tmp_path).items() if name in kept}
    products = {n for n in kept if n.endswith((".pdf", ".epub"))}
    assert {n for n in products if files.get(n) != kept[n]} == set()
    assert list(before.out.rglob("*.new")) == []
    assert must(build(kind, posts, tmp_path, env=EPOCH)).run.code == 0
    assert hashes(tmp_path) == kept


def test_what_failed_is_told_where_nothing_can_be_tidied_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that may only be read refuses to remove what is not there, too."""

    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise OSError(errno.EROFS, "of tidying up")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(OSError, match="the first"), whole(tmp_path / "page.html"):
        raise OSError(errno.EROFS, "the first")


def test_no_place_to_write_is_told(posts: Path, tmp_path: Path) -> None:
    (tmp_path / "doctrees").write_text("a file", encoding="ascii")
    made = build("html", posts, tmp_path)
    assert len(made.run.complaints_of("cannot-write")) == 1
    assert made.run.code == 2


# --- spoilt --------------------------------------------------------------------------------------

SPOILING = {
    "emptied": lambda data: b"",
    "cut off": lambda data: data[: len(data) // 2],
    "garbled": lambda data: bytes(byte ^ 0x5A for byte in data),
}


@pytest.mark.parametrize("how", SPOILING)
def test_spoilt_caches_are_not_used(
    how: str, posts: Path, tmp_path: Path, undisturbed: tuple[dict[str, str], float]
) -> None:
    out = tmp_path / "out"
    shutil.copytree(posts.parent / "undisturbed", out)
    for file in (out / "doctrees").rglob("*"):
        if file.is_file():
            file.write_bytes(SPOILING[how](file.read_bytes()))
    process = _start(posts, out)
    told = process.communicate()[1].decode()
    assert process.returncode == 0, told
    assert hashes(out) == undisturbed[0]


@pytest.mark.usefixtures("undisturbed")
def test_ledger_names_what_sphinx_left(posts: Path) -> None:
    doctrees = posts.parent / "undisturbed" / "doctrees"
    text = (doctrees / LEDGER).read_text(encoding="utf-8")
    assert all(f'"{tree.relative_to(doctrees)}"' in text for tree in doctrees.rglob("*.doctree"))


# --- budgets -------------------------------------------------------------------------------------

SLOW = """
import time
from sphinx_anthology.posts.parser import PostParser

def setup(app):
    parse = PostParser.parse

    def slow(self, text, document):
        docname = document.settings.env.current_document.docname
        domain = document.settings.env.get_domain("anthology")
        while "slow" in docname and docname not in domain.stand_ins:
            pass
        parse(self, text, document)

    PostParser.parse = slow
"""


def _slow_book(folder: Path, code: str) -> Path:
    path = f"import sys\nsys.path.insert(0, {str(folder)!r})\n"
    conf = f'{path}extensions = ["sphinx_anthology", "sabotage"]\n'
    write_posts(folder, {"sabotage.py": code})
    return write_posts(
        folder / "posts",
        {"slow.md": POST.replace("正文", "慢文"), "good.md": POST, "conf.py": conf},
    )


def _told_of_slow(made: Build) -> None:
    (told,) = made.run.complaints_of("over-budget")
    assert "slow.md" in told
    assert made.run.code == 1


@pytest.mark.parametrize("kind", ["html", "epub"])
def test_post_that_takes_too_long_to_read_becomes_a_notice(kind: str, tmp_path: Path) -> None:
    posts = _slow_book(tmp_path, SLOW)
    for _ in range(2):  # the second build reads nothing, and tells again
        made = build(kind, posts, tmp_path, anthology_post_seconds=1)
        _told_of_slow(made)
    if kind == "html":
        slow, good = (words(page(made.out / f"chapters/{n}.html")) for n in ("slow", "good"))
        assert "慢文" not in slow
        assert "未能收入" in slow
        assert "正文" in good


SLOW_TO_WRITE = """
from sphinx_anthology.html.builder import PagesBuilder

def setup(app):
    write = PagesBuilder.write_doc

    def slow(self, docname, doctree):
        while "slow" in docname and "慢文" in doctree.astext():
            pass
        write(self, docname, doctree)

    PagesBuilder.write_doc = slow
"""


def test_post_that_takes_too_long_to_write_becomes_a_notice(tmp_path: Path) -> None:
    posts = _slow_book(tmp_path, SLOW_TO_WRITE)
    for _ in range(2):
        made = build("html", posts, tmp_path, anthology_post_seconds=1)
        _told_of_slow(made)
    assert "未能收入" in words(page(made.out / "chapters/slow.html"))
    assert "正文" in words(page(made.out / "chapters/good.html"))


SLOW_TO_SCAN = """
import sphinx_anthology.scan as scan

def setup(app):
    read = scan.read_whole

    def slow(text, *arguments, **more):
        while "慢文" in text:
            pass
        return read(text, *arguments, **more)

    scan.read_whole = slow
"""


def test_post_that_takes_too_long_to_understand_is_left_out(tmp_path: Path) -> None:
    posts = _slow_book(tmp_path, SLOW_TO_SCAN)
    made = build("html", posts, tmp_path, anthology_post_seconds=1)
    _told_of_slow(made)
    assert not (made.out / "chapters/slow.html").exists()
    assert "正文" in words(page(made.out / "chapters/good.html"))


def test_memory_is_given_back_after_a_post_that_took_too_much(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    code = SLOW_TO_SCAN.replace("            pass", '            text += "慢" * 50_000_000')
    made = build("html", _slow_book(tmp_path, code), tmp_path, anthology_post_bytes=500_000_000)
    _told_of_slow(made)
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_process_may_take_as_much_for_each_sheet() -> None:
    """What the sheets before it took is not counted against one."""
    code = (
        "from sphinx_anthology.budget import Budget, limit_process\n"
        "kept = []\n"
        "for _ in range(5):\n"
        "    limit_process(Budget(60, 200_000_000))\n"
        "    kept.append(bytearray(120_000_000))\n"
        "try:\n"
        "    bytearray(500_000_000)\n"
        "except MemoryError:\n"
        "    print('bounded')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.stdout == b"bounded\n", done.stderr


def test_what_is_the_users_own_stays_where_doctrees_are(posts: Path, tmp_path: Path) -> None:
    """Whoever names a folder for doctrees may have other things there."""
    doctrees = tmp_path / "doctrees"
    own = {"letter.txt": "一", "posts/a.md": "二", "pictures/b.png": "三", "covers/mine.jpg": "四"}
    write_posts(doctrees, own)
    for text in ("", "改"):  # before the first build, and after a change
        write_posts(doctrees, {name: body + text for name, body in own.items()})
        must(build("html", posts, tmp_path))
        kept = {name: (doctrees / name).read_text(encoding="utf-8") for name in own}
        assert kept == {name: body + text for name, body in own.items()}
