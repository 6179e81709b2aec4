"""Line below the composer that says what the model in use is weak in, and leads to a bigger one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.link.client import Client
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.controls.elided_label import ElidedLabel
from engine.capabilities.chat import api as chat
from engine.capabilities.models.api import GRADES, MODELS


class ModelHint(TranslatedWidget):
    """Keeps its room while it has nothing to say. `bigger_clicked`: the person wants a model that can do more."""

    bigger_clicked = Signal()

    def __init__(self, client: Client, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._weak: tuple[str, ...] = ()
        self._line, self._bigger = ElidedLabel("", self), QPushButton(self)
        role(self._line, "faint")
        role(self._bigger, "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, Space.NONE, Space.S, Space.NONE)
        row.setSpacing(Space.S)
        row.addWidget(self._line, 1)
        row.addWidget(self._bigger)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self._bigger.clicked.connect(self.bigger_clicked)
        client.changed.connect(self._on_changed)
        client.state_changed.connect(lambda state: self._ask() if state == "ready" else None)
        self.retranslate()
        if client.state == "ready":
            self._ask()

    @property
    def text(self) -> str:
        """The sentence; empty for a model that is weak in no language."""
        return self._line.full_text

    def retranslate(self) -> None:
        names = {"es": tr("panels", "in Spanish"), "en": tr("panels", "in English")}
        weak = [names[code] for code in self._weak if code in names]
        line = ""
        if len(weak) == len(names):
            line = tr("panels", "This model is not sure of itself: answers from documents begin with a quotation.")
        elif weak:
            line = tr(
                "panels",
                "Weak {language}: answers from documents begin with a quotation.",
                language=weak[0],
            )
        self._line.show_text(line)
        self._bigger.setText(tr("panels", "Get a bigger model"))
        self.setVisible(bool(line))

    def _on_changed(self, nouns: frozenset[str]) -> None:
        if MODELS in nouns or GRADES in nouns:
            self._ask()

    def _ask(self) -> None:
        call = self._client.call(chat.DESCRIBE_MODEL, chat.DescribeModel(), self)
        call.on_result(self._show)

    def _show(self, model: chat.AnsweringModel) -> None:
        self._weak = model.weak
        self.retranslate()
