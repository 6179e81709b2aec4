"""F1: one short page of help in the user's language, shown in the inspector."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.theme.style import role
from desktop.widgets.safe_text import SafeText
from desktop.words import Wording, tr


class HelpText(Wording, SafeText):
    """`folder` holds one Markdown file a language."""

    def __init__(self, folder: Path, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        role(self, "bare")
        self.setMarkdown((folder / f"{language}.md").read_text("utf-8"))
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("shell", "Help"))
