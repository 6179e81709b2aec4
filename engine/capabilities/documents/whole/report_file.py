"""Writing a report from the command line: its language, and its file, which may be a PDF."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from engine.capabilities.documents.api.whole_document import ReportFormat
from engine.cli.console import Console
from engine.cli.pdf import write_pdf


def report_language(console: Console) -> Literal["en", "es"]:
    """Return the language of a report: that of the messages."""
    return "es" if console.translations.language == "es" else "en"


def write_report(path: str, format: ReportFormat, export: Callable[[str], object]) -> None:
    """Have `export` write a report to `path`; a format of "html" means a PDF that is made of the page."""
    if format == "html":
        write_pdf(path, export)
    else:
        export(path)
