"""The text of a part of a document as a person copies or hears it: images are replaced by the text they stand for."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor

from desktop.widgets.text.text_formats import SOURCE_TEXT

_OBJECT = "\ufffc"


def readable_text(selection: QTextCursor) -> str:
    """Return the selected text; a formula gives its LaTeX between dollar signs, a citation nothing."""
    text = selection.selection().toPlainText().replace("\u2028", "\n")
    if _OBJECT not in text:
        return text
    parts = text.split(_OBJECT)
    return "".join(a + b for a, b in zip(parts, [*_object_texts(selection), ""], strict=False))


def _object_texts(selection: QTextCursor) -> list[str]:
    """Return for each image of the selection the text it stands for, in order."""
    document, texts = selection.document(), []
    at = QTextCursor(document)
    for position in range(selection.selectionStart(), selection.selectionEnd()):
        if document.characterAt(position) == _OBJECT:
            at.setPosition(position + 1)
            texts.append(at.charFormat().property(SOURCE_TEXT) or "")
    return texts
