"""Makes a PDF of an HTML file with the window's converter, in a process of its own that needs no screen."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from engine.files.atomic_file import writable_target, write_file_atomically
from engine.files.opening import open_ordinary_file
from engine.protocol.errors import FileUnwritable, PdfNeedsWindow

BLOCK_BYTES = 1024 * 1024


def write_pdf(target: str, write_html: Callable[[str], object]) -> None:
    """Let `write_html` write a file, and put a PDF of it in the place of `target`.

    Raises PdfNeedsWindow, TargetNotAFile, FileUnwritable, DiskFull.
    """
    if importlib.util.find_spec("PySide6") is None:
        raise PdfNeedsWindow
    path = writable_target(target)
    with tempfile.TemporaryDirectory() as folder:
        html, pdf = Path(folder) / "page.html", Path(folder) / "page.pdf"
        write_html(str(html))
        _convert(html, pdf, path.name)
        with write_file_atomically(target) as file, open_ordinary_file(pdf) as made:
            while data := made.read(BLOCK_BYTES):
                file.write(data)


def _convert(html: Path, pdf: Path, name: str) -> None:
    command = [sys.executable, "-m", "desktop.widgets.text.pdf", str(html), str(pdf)]
    process = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if process.returncode:
        raise FileUnwritable(process.stderr.decode("utf-8", "replace")[-500:], name=name)
