"""The way out of a context length that the model or the memory does not allow: the longest that fits, by one click."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QLocale

from desktop.feature import Shell
from desktop.features.chat.conversation_settings import ConversationSettingsController
from desktop.i18n import tr
from desktop.link.call import EngineFault
from desktop.widgets.shell.message_bar import Offer
from engine.protocol.errors import ContextTooLarge, ContextTooLong

KINDS = (ContextTooLarge.kind, ContextTooLong.kind)


class FittingContext:
    """Reports the faults of answers, with a button where a shorter context would do."""

    def __init__(self, shell: Shell, settings: ConversationSettingsController) -> None:
        self._shell, self._settings = shell, settings

    def report(self, fault: EngineFault) -> None:
        """Show the sentence of a fault in the message bar."""
        fitting = fault.values.get("fitting", "")
        if fault.kind in KINDS and fitting.isdecimal():
            tokens = int(fitting)
            self._shell.report(fault, Offer(lambda: _offer_name(tokens), lambda: self._use(tokens)))
        else:
            self._shell.report(fault)

    def _use(self, tokens: int) -> None:
        self._settings.change(msgspec.structs.replace(self._settings.current, context=tokens))
        written = QLocale().toString(tokens)
        self._shell.show_message(tr("chat", "This conversation now uses {tokens} tokens. Ask again.", tokens=written))


def _offer_name(tokens: int) -> str:
    return tr("chat", "Use {tokens} tokens", tokens=QLocale().toString(tokens))
