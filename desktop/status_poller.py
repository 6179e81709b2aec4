"""Asks the engine how it is while somebody is looking, and tells the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from desktop.link.client import Client
from desktop.window import Window
from engine.capabilities.models import api as models
from engine.capabilities.system import api as system
from engine.protocol.changes import MODELS

EVERY_MS = 3_000


class Vitals(QObject):
    def __init__(self, client: Client, window: Window) -> None:
        super().__init__(window)
        self._client, self._window = client, window
        self._asking = False
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.ask)
        self._timer.start()
        self._names: dict[str, str] = {}
        client.state_changed.connect(lambda state: self._ask_names() if state == "ready" else None)
        client.changed.connect(lambda nouns: self._ask_names() if MODELS in nouns else None)

    def _ask_names(self) -> None:
        call = self._client.call(models.LIST_MODELS, models.ListModels(), self)
        call.on_result(self._learn)
        call.on_ended(self.ask)

    def _learn(self, registry: models.ModelList) -> None:
        self._names = {model.id: model.name for model in registry.models}

    def ask(self) -> None:
        if self._asking or self._client.state != "ready" or not self._window.isVisible():
            return
        self._asking = True
        call = self._client.call(system.STATUS, system.GetStatus(), self)
        call.on_result(self._show)
        call.on_ended(self._answered)

    def _answered(self) -> None:
        self._asking = False

    def _show(self, status: system.Status) -> None:
        self._window.show_model(self._names.get(status.model, status.model))
        self._window.status.show_memory(status.memory_bytes, status.total_memory_bytes)
        self._window.status.show_connections(status.internet_sockets)
