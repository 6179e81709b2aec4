"""Lines of an answer's menu that lead to other versions of it: another model or preset, several at once, another token."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Literal

import msgspec

from desktop.features.chat.transcript.message_menu import MenuLine
from desktop.i18n import tr
from engine.capabilities.chat import api as chat
from engine.protocol.answering.presets import PRESETS, Preset, with_preset

ChangeSettings = Callable[[chat.ConversationSettings], chat.ConversationSettings]


class VersionAction(msgspec.Struct, frozen=True):
    """An action on an answer. `change` gives a retry its settings, `offset` the lab its place."""

    kind: Literal["retry", "compare", "lab", "versions", "export"]
    message: chat.Message
    change: ChangeSettings | None = None
    offset: int | None = None


class VersionMenu:
    """`models` are the names of the chat models by their ids, the one in use first.

    `follows_clicks` tells whether the sampling lab shows the message of that id: then a click on a word leads to it.
    """

    def __init__(self) -> None:
        self.models: Mapping[str, str] = {}
        self.follows_clicks: Callable[[int], bool] = lambda message: False

    def lines(
        self, message: chat.Message, can_ask: bool, offset: int | None, act: Callable[[VersionAction], object]
    ) -> Sequence[MenuLine]:
        """Return the lines; `offset` is the character that was clicked."""
        has_words = bool(message.text.strip()) and message.state != "writing"

        def line(text: str, action: VersionAction, is_possible: bool) -> MenuLine:
            return text, partial(act, action), is_possible

        lines: list[MenuLine] = [
            (tr("chat", "Try again with"), self._retries(message, can_ask, act), can_ask),
            line(tr("chat", "Answer in several ways…"), VersionAction("compare", message), can_ask),
            line(tr("chat", "Sampling lab at this word"), VersionAction("lab", message, offset=offset), has_words),
            line(tr("chat", "Export this answer…"), VersionAction("export", message), has_words),
        ]
        if len(message.siblings) > 1:
            lines.append(line(tr("chat", "Versions side by side"), VersionAction("versions", message), True))
        return lines

    def _retries(
        self, message: chat.Message, can_ask: bool, act: Callable[[VersionAction], object]
    ) -> Sequence[MenuLine]:
        presets: tuple[tuple[str, Preset], ...] = (
            (tr("chat", "Precise settings"), "precise"),
            (tr("chat", "Balanced settings"), "balanced"),
            (tr("chat", "Creative settings"), "creative"),
        )
        assert {name for _, name in presets} == PRESETS.keys()
        lines: list[MenuLine] = []
        for text, preset in presets:
            action = VersionAction("retry", message, _to_preset(preset))
            lines.append((text, partial(act, action), can_ask))
        for id, name in self.models.items():
            action = VersionAction("retry", message, _to_model(id))
            lines.append((name, partial(act, action), can_ask))
        return lines


def _to_preset(preset: Preset) -> ChangeSettings:
    return lambda settings: msgspec.structs.replace(settings, sampling=with_preset(settings.sampling, preset))


def _to_model(model: str) -> ChangeSettings:
    return lambda settings: msgspec.structs.replace(settings, model=model)
