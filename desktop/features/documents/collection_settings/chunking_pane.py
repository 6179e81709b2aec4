"""Panel of a collection: how its documents are divided, with a live preview on one of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import PurePath

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.features.documents.collection_settings.chunking_form import ChunkingForm
from desktop.features.documents.collection_settings.pieces_view import PiecesView
from desktop.i18n import TranslatedWidget, tr
from desktop.i18n.faults import fault_sentence
from desktop.link.call import Call, EngineFault
from desktop.link.client import Client
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.controls.labelled_field import LabelledField
from desktop.widgets.forms.fields import ComboField
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.text import formatting
from engine.capabilities.documents import api as documents
from engine.capabilities.documents.api import chunking as api
from engine.protocol.children.chunking import USUAL

PREVIEW_MS = 120
"""Delay of a preview after a change: a held key asks for one, not for thirty."""
MAX_DOCUMENTS = 200
"""Documents of the collection that can be chosen for the preview."""


class ChunkingPane(TranslatedWidget):
    """`saved` is emitted when the person's choice was kept, so that the documents are divided again."""

    saved = Signal()

    def __init__(
        self, client: Client, theme: Theme, known: api.CollectionChunking, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        role(self, "panel")
        self._client, self._known = client, known
        self._preview: api.ChunkingPreview | None = None
        self._documents: Sequence[documents.Document] = ()
        self._fault: EngineFault | None = None
        self._call: Call[None, api.ChunkingPreview] | None = None
        self._form = ChunkingForm(theme, known.chunking, self)
        self._save, self._reset = QPushButton(self), QPushButton(self)
        role(self._save, "primary")
        role(self._reset, "quiet")
        self._state, self._summary = QLabel(self), QLabel(self)
        for label in (self._state, self._summary):
            role(label, "soft")
            label.setWordWrap(True)
        self._document = ComboField([""], "", lambda _: self._ask_preview())
        self._document_field = LabelledField(self._document, self)
        self._view = PiecesView(theme, self)
        self._timer = QTimer(self, singleShot=True, interval=PREVIEW_MS)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._list_documents()
        self._ask_preview()

    @property
    def collection(self) -> str:
        """The name of the collection."""
        return self._known.collection

    @property
    def state(self) -> str:
        """The sentence on how far the documents are divided so."""
        return self._state.text()

    @property
    def summary(self) -> str:
        """The sentence on the pieces of the preview."""
        return self._summary.text()

    def show_state(self, known: api.CollectionChunking) -> None:
        """Show how many documents still wait to be divided as was chosen."""
        self._known = known
        self.retranslate()

    def retranslate(self) -> None:
        self._save.setText(tr("documents", "Divide the documents so"))
        self._reset.setText(tr("documents", "As usual"))
        self._document_field.set_name(tr("documents", "Shown on"))
        self._state.setText(self._state_text())
        self._summary.setText(self._summary_text())
        self._save.setEnabled(self._form.chunking.key != self._known.chunking.key)
        self._reset.setEnabled(self._form.chunking.key != USUAL.key)

    def _lay_out(self) -> None:
        buttons = FlowLayout()
        for button in (self._save, self._reset):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.NONE, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self._form)
        column.addLayout(buttons)
        for widget in (self._state, self._document_field, self._summary):
            column.addWidget(widget)
        column.addWidget(self._view, 1)

    def _connect(self) -> None:
        self._form.changed.connect(self._on_changed)
        self._save.clicked.connect(self._keep)
        self._reset.clicked.connect(self._on_reset)
        self._timer.timeout.connect(self._ask_preview)
        self._client.changed.connect(self._on_library_changed)

    def _on_changed(self) -> None:
        self.retranslate()
        self._timer.start()

    def _on_library_changed(self, nouns: frozenset[str]) -> None:
        if documents.DOCUMENTS in nouns:
            self.reload()

    def _on_reset(self) -> None:
        self._form.show_chunking(USUAL)
        self._on_changed()

    def _keep(self) -> None:
        chosen = self._form.chunking
        call = self._client.call(api.SET_CHUNKING, api.SetChunking(self.collection, chosen), self)
        call.on_result(lambda _: self.saved.emit())
        call.on_failed(self._on_failed)

    def reload(self) -> None:
        """Ask again how far the dividing is."""
        call = self._client.call(api.GET_CHUNKING, api.GetChunking(self.collection), self)
        call.on_result(self.show_state)

    def _list_documents(self) -> None:
        request = documents.ListDocuments(self.collection, limit=MAX_DOCUMENTS)
        self._client.call(documents.LIST, request, self).on_result(self._on_documents)

    def _on_documents(self, listed: documents.Documents) -> None:
        self._documents = [document for document in listed.documents if document.state != "failed"]
        values = [str(document.id) for document in self._documents]
        names = [PurePath(document.path).name for document in self._documents]
        shown = str(self._preview.document) if self._preview else ""
        self._document.set_values(["", *values], [tr("documents", "A document of this collection"), *names], "")
        if shown in values:
            self._document.show_value(shown)

    def _ask_preview(self) -> None:
        if self._call is not None:
            self._call.cancel()
        document = int(self._document.value or 0)
        request = api.PreviewChunking(self._form.chunking, self.collection, document)
        call = self._call = self._client.call(api.PREVIEW_CHUNKING, request, self)
        call.on_result(partial(self._on_preview, call))
        call.on_failed(lambda fault: self._on_failed(fault) if call is self._call else None)

    def _on_preview(self, call: Call[None, api.ChunkingPreview], preview: api.ChunkingPreview) -> None:
        if call is not self._call:
            return
        self._preview, self._fault = preview, None
        self._view.show_preview(preview)
        if any(document.id == preview.document for document in self._documents):
            self._document.show_value(str(preview.document))
        self.retranslate()

    def _on_failed(self, fault: EngineFault) -> None:
        self._fault = fault
        self.retranslate()

    def _state_text(self) -> str:
        if self._form.chunking.key != self._known.chunking.key:
            return tr("documents", "Only shown below; nothing is changed until you press the button.")
        if self._known.waiting:
            return tr(
                "documents",
                "%n document(s) still to be divided as you chose; until then search and answers use the old pieces.",
                self._known.waiting,
            )
        return tr("documents", "All documents are divided as chosen here. Your files are not changed or read again.")

    def _summary_text(self) -> str:
        if self._fault is not None:
            return fault_sentence(self._fault)
        preview = self._preview
        if preview is None:
            return tr("documents", "One moment…")
        if not preview.chunks:
            return ""
        sizes = [chunk.tokens for chunk in preview.chunks]
        if preview.is_whole:
            return tr("documents", "It is small and stays whole: %n token(s).", sizes[0])
        text = tr("documents", "%n piece(s)", len(sizes))
        figures = {
            "least": formatting.number(min(sizes)),
            "most": formatting.number(max(sizes)),
            "mean": formatting.number(sum(sizes) / len(sizes)),
        }
        text += " " + tr("documents", "of {least} to {most} tokens, {mean} on average.", **figures)
        return f"{text} {tr('documents', 'Only the beginning is shown.')}" if preview.is_cut else text
