"""List of the licences of the packages and typefaces that Ateneo uses, as they state them."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme import fonts
from desktop.theme.style import role


class LicenceList(TranslatedMixin, QPlainTextEdit):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        role(self, "mono")
        self.setPlainText("\n".join(sorted(_lines(), key=str.casefold)))
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("settings", "Licences"))


def _lines() -> Iterator[str]:
    for typeface, copyright_line in fonts.licences().items():
        yield f"{typeface}: OFL-1.1 ({copyright_line})"
    for requirement in importlib.metadata.requires("ateneo") or ():
        name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
        if "extra ==" in requirement:
            continue
        try:
            metadata = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        yield f"{name} {metadata['Version']}: {_licence(metadata)}"


def _licence(metadata: importlib.metadata.PackageMetadata) -> str:
    for key in ("License-Expression", "License"):
        if key in metadata:
            return metadata[key].split("\n")[0]
    names = [c.rsplit(" :: ", 1)[1] for c in metadata.get_all("Classifier") or () if c.startswith("License ::")]
    return ", ".join(names) or "see the package"
