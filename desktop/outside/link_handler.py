"""Hands what Qt would open outside the window, web addresses and files, to the child that starts other programs."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from desktop.outside.programs import OutsidePrograms

SCHEMES = ("http", "https", "mailto", "file")


class LinkHandler(QObject):
    """Takes over QDesktopServices.openUrl for SCHEMES as long as it lives."""

    def __init__(self, programs: OutsidePrograms, parent: QObject) -> None:
        super().__init__(parent)
        self._programs = programs
        for scheme in SCHEMES:
            QDesktopServices.setUrlHandler(scheme, self, "open")  # type: ignore[arg-type]  # PySide wants text

    @Slot(QUrl)
    def open(self, address: QUrl) -> None:
        self._programs.open(bytes(address.toEncoded().data()))
