"""The book's report: every finding, printed as Sphinx warnings and kept in a file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from weakref import WeakKeyDictionary

from sphinx.util import logging

from ..diagnostics import Diagnostic, Severity
from ..files import write_whole
from ..messages import FINDINGS, as_json
from .domain import anthology_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_TITLES = {
    Severity.ERROR: "Errors (what they name is left out or incomplete; the exit code is not zero)",
    Severity.WARNING: "Warnings",
    Severity.NOTE: "Notes (what the rules did)",
}


class Report:
    """Findings of one build, each once."""

    def __init__(self, *, notes: bool = True) -> None:
        """Begin empty.

        Args:
            notes: whether notes are printed, too: there may be thousands.
        """
        self.findings: dict[Diagnostic, None] = {}
        self.notes = notes
        self._json = (0, "")  # of how many findings

    def add(self, findings: Iterable[Diagnostic]) -> None:
        """Print new findings and keep them."""
        for finding in findings:
            if finding not in self.findings:
                self.findings[finding] = None
                if self.notes or finding.severity is not Severity.NOTE:
                    _print(finding)

    def of(self, severity: Severity) -> list[Diagnostic]:
        return [finding for finding in self.findings if finding.severity is severity]

    def json(self) -> str:
        """The report for machines."""
        if not self._json[1] or self._json[0] != len(self.findings):
            self._json = len(self.findings), as_json(self.findings)
        return self._json[1]

    def text(self) -> str:
        """The report as a text file."""
        lines: list[str] = []
        for severity in _ORDER:
            found = sorted(map(str, self.of(severity)))
            if found:
                lines += [_TITLES[severity], "=" * len(_TITLES[severity]), *found, ""]
        return "\n".join(lines) or "Nothing to report.\n"


_REPORTS: WeakKeyDictionary[Sphinx, Report] = WeakKeyDictionary()


def report_of(app: Sphinx) -> Report:
    """The report of the build that *app* runs."""
    if app not in _REPORTS:
        _REPORTS[app] = Report(notes=app.verbosity > 0)
    return _REPORTS[app]


def _print(finding: Diagnostic) -> None:
    if finding.severity is Severity.NOTE:
        logger.verbose("%s", finding)
        return
    # Sphinx takes a location without a line for a document's name
    location = str(finding.place) if finding.place.line else None
    text = finding.text if location else str(finding)
    level = logger.error if finding.severity is Severity.ERROR else logger.warning
    level(text, location=location, type="anthology", subtype=finding.code.slug)


def stop_build(app: Sphinx, finding: Diagnostic) -> NoReturn:
    """End the build with one message. An exception would reach the user as a traceback: Sphinx 9
    prints one even for its own errors."""
    report = report_of(app)
    report.add([finding])
    hand_over(report)
    raise SystemExit(2)


def hand_over(report: Report, file: Path | None = None) -> None:
    """Write the report for machines: where the command that runs this build wants it, else to
    *file*."""
    asked = os.environ.get(FINDINGS)
    if asked or file:
        write_whole(Path(asked) if asked else file or Path(), report.json().encode())


def report_documents(app: Sphinx, env: BuildEnvironment) -> None:
    """Report what was found wrong in documents, read now or in an earlier build."""
    findings = anthology_domain(env).data["findings"]
    report_of(app).add(finding for docname in sorted(findings) for finding in findings[docname])


def finish_report(app: Sphinx, exception: Exception | None) -> None:
    """Write the report; a build with errors must not end with success."""
    report = report_of(app)
    file = Path(app.doctreedir) / f"report-{app.builder.name}.txt"
    write_whole(file, report.text().encode())
    hand_over(report, file.with_suffix(".json"))
    errors, notes = report.of(Severity.ERROR), report.of(Severity.NOTE)
    if errors and exception is None:
        app.statuscode = app.statuscode or 1
        count = f"{len(errors)} error{'s' if len(errors) > 1 else ''}"
        logger.error("%s; what was left out is named in %s", count, file)
    elif notes:
        logger.info("%d notes on what the rules did: %s", len(notes), file)
