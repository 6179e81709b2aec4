"""The text of a part of a document as a person copies or hears it: images are replaced by the text they stand for."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor

from desktop.widgets.text.text_formats import SOURCE_TEXT

COPY_SCHEME = "copy:"
_OBJECT = "\ufffc"


def readable_text(selection: QTextCursor, *, is_copy: bool = False) -> str:
    """Return the selected text; a formula gives its LaTeX between dollar signs, a citation nothing.

    A copy has no lines of our own, as that above code with its language.
    """
    text = selection.selection().toPlainText().replace("\u2028", "\n")
    for line in _own_lines(selection) if is_copy else ():
        text = text.replace(f"{line}\n", "", 1)
    if _OBJECT not in text:
        return text
    parts = text.split(_OBJECT)
    return "".join(a + b for a, b in zip(parts, [*_object_texts(selection), ""], strict=False))


def _own_lines(selection: QTextCursor) -> list[str]:
    """Return the lines of the selection that are ours: the language of code with its link for copying."""
    lines = []
    block = selection.document().findBlock(selection.selectionStart())
    while block.isValid() and block.position() < selection.selectionEnd():
        fragments = block.begin()
        while not fragments.atEnd():
            if fragments.fragment().charFormat().anchorHref().startswith(COPY_SCHEME):
                lines.append(block.text().replace("\u00a0", " "))
                break
            fragments += 1
        block = block.next()
    return lines


def _object_texts(selection: QTextCursor) -> list[str]:
    """Return for each image of the selection the text it stands for, in order."""
    document, texts = selection.document(), []
    at = QTextCursor(document)
    for position in range(selection.selectionStart(), selection.selectionEnd()):
        if document.characterAt(position) == _OBJECT:
            at.setPosition(position + 1)
            texts.append(at.charFormat().property(SOURCE_TEXT) or "")
    return texts
