"""Help text (F1) in the user's language, shown in the inspector."""

from __future__ import annotations

from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space, Type
from desktop.widgets.text.safe_text import SafeText


class HelpText(TranslatedMixin, SafeText):
    """Markdown with its headings spaced for reading."""

    def __init__(self, theme: Theme, markdown: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "bare")
        self.setMarkdown(markdown)
        self.document().setDocumentMargin(Space.M)
        self._space_headings(theme.font(Type.READING, strong=True))
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("shell", "Help"))

    def _space_headings(self, font: QFont) -> None:
        block = self.document().begin()
        while block.isValid():
            cursor = QTextCursor(block)
            form = block.blockFormat()
            is_heading = form.headingLevel() > 0
            form.setTopMargin(Space.L if is_heading else Space.XS)
            cursor.setBlockFormat(form)
            if is_heading:
                cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
                letters = QTextCharFormat()
                letters.setFont(font)
                cursor.setCharFormat(letters)
            block = block.next()
