"""Form of how documents are divided: where pieces begin and end, their size, and what neighbours share."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.controls.labelled_field import LabelledField
from desktop.widgets.forms.fields import ComboField, IntField
from desktop.widgets.layout.flow_layout import FlowLayout
from engine.protocol.children.chunking import LARGEST_OVERLAP, SMALLEST, Chunking, ChunkingMethod

METHODS: tuple[ChunkingMethod, ...] = ("window", "paragraphs", "sentences", "headings", "document")
LARGEST_SHOWN = 2_000
STEP = 8


class ChunkingForm(TranslatedWidget):
    """`changed` is emitted when the person changes a value."""

    changed = Signal()

    def __init__(self, theme: Theme, chunking: Chunking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chunking = chunking
        self._method = ComboField(METHODS, chunking.method, self._on_method)
        self._size = IntField(theme, SMALLEST, LARGEST_SHOWN, STEP, chunking.tokens, self._on_size)
        self._overlap = IntField(theme, 0, chunking.largest_overlap, STEP, chunking.overlap, self._on_overlap)
        self._fields = [LabelledField(field, self) for field in (self._method, self._size, self._overlap)]
        self._explanation = QLabel(self)
        role(self._explanation, "soft")
        self._explanation.setWordWrap(True)
        row = FlowLayout(grows=self._fields[0])
        for field in self._fields:
            row.addWidget(field)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        column.addLayout(row)
        column.addWidget(self._explanation)
        self.retranslate()

    @property
    def chunking(self) -> Chunking:
        """The choice as the fields show it."""
        return self._chunking

    def show_chunking(self, chunking: Chunking) -> None:
        """Show another choice, without `changed`."""
        self._chunking = chunking
        self._method.show_value(chunking.method)
        for field in (self._size, self._overlap):
            field.blockSignals(True)
        self._size.setValue(chunking.tokens)
        self._overlap.setMaximum(int(chunking.tokens * LARGEST_OVERLAP))
        self._overlap.setValue(chunking.overlap)
        for field in (self._size, self._overlap):
            field.blockSignals(False)
        self.retranslate()

    def retranslate(self) -> None:
        names = (
            tr("documents", "Divide"),
            tr("documents", "Size of a piece, in tokens"),
            tr("documents", "Shared with the piece before"),
        )
        for field, name in zip(self._fields, names, strict=True):
            field.set_name(name)
        self._method.set_texts([method_name(method) for method in METHODS])
        self._explanation.setText(_explanation(self._chunking.method))

    def _on_method(self, method: str) -> None:
        """Another method begins with the sizes that are usual for it."""
        self.show_chunking(Chunking(next(known for known in METHODS if known == method)))
        self.changed.emit()

    def _on_size(self, size: int) -> None:
        overlap = min(self._chunking.overlap, int(size * LARGEST_OVERLAP))
        self.show_chunking(Chunking(self._chunking.method, size, overlap))
        self.changed.emit()

    def _on_overlap(self, overlap: int) -> None:
        self.show_chunking(Chunking(self._chunking.method, self._chunking.tokens, overlap))
        self.changed.emit()


def method_name(method: ChunkingMethod) -> str:
    """Return the name of a method in the person's language."""
    return {
        "window": tr("documents", "Paragraphs, joined up to the size"),
        "paragraphs": tr("documents", "Each paragraph on its own"),
        "sentences": tr("documents", "Sentences"),
        "headings": tr("documents", "Sections under headings"),
        "document": tr("documents", "As whole as possible"),
    }[method]


def _explanation(method: ChunkingMethod) -> str:
    return {
        "window": tr("documents", "Good for most documents: short paragraphs stay together, long ones stay whole."),
        "paragraphs": tr(
            "documents", "For texts whose paragraphs stand for themselves: questions and answers, articles of a law."
        ),
        "sentences": tr(
            "documents", "For single facts, such as figures and dates. Answers see less of what stands around them."
        ),
        "headings": tr("documents", "For manuals and contracts: a section stays together as far as the size allows."),
        "document": tr(
            "documents",
            "For short letters and notes: as much in one piece as the model that finds passages can read at once.",
        ),
    }[method]
