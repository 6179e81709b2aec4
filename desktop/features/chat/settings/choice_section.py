"""The expert's settings of how the next token is chosen: cuts, penalties and seed."""

from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.features.chat.settings.form_section import FormSection, show_problem
from desktop.i18n import tr, tr_noop
from desktop.theme.theme import Theme
from desktop.widgets.forms.fields import FloatField, IntField
from engine.capabilities.chat.api import ConversationSettings
from engine.protocol.answering.presets import RANGES

LARGEST_SEED = 2**32 - 1


class ChoiceSection(FormSection):
    """Spin fields cannot hold a value out of range; a seed that is no number counts as a random one, and says so."""

    def __init__(self, theme: Theme, settings: ConversationSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._numbers: dict[str, FloatField | IntField] = {}
        self._add_share(
            "top_p",
            tr_noop("chat", "Only likely words"),
            tr_noop(
                "chat", "Top-p. It chooses among the likeliest words that together reach this probability; 1: all."
            ),
        )
        self._top_k = IntField(theme, 0, 1000, 5, settings.sampling.top_k, self._on_changed)
        self._numbers["top_k"] = self._top_k
        self._add(
            self._top_k,
            tr_noop("chat", "Words to choose from"),
            tr_noop("chat", "Top-k. At most so many of the likeliest ones; 0: all."),
        )
        self._add_share(
            "min_p",
            tr_noop("chat", "Leave out words far less likely than the first"),
            tr_noop("chat", "Min-p. A word must be at least this share as likely as the likeliest one; 0: all."),
        )
        self._add_share(
            "typical_p",
            tr_noop("chat", "Leave out surprising words"),
            tr_noop(
                "chat", "Typical-p. It keeps the words whose surprise is as expected, up to this probability; 1: all."
            ),
        )
        self._add_share(
            "repeat_penalty",
            tr_noop("chat", "Avoid repeating words"),
            tr_noop("chat", "Repeat penalty. Above 1, words of the last 64 tokens become less likely."),
        )
        self._add_share(
            "frequency_penalty",
            tr_noop("chat", "Avoid frequent words"),
            tr_noop("chat", "Frequency penalty. A word becomes less likely with each time it was written; 0: not."),
        )
        self._add_share(
            "presence_penalty",
            tr_noop("chat", "Prefer new words"),
            tr_noop("chat", "Presence penalty. A word becomes less likely once it was written; 0: not."),
        )
        self._seed = QLineEdit(self)
        self._seed_problem = self._add(
            self._seed,
            tr_noop("chat", "Number that fixes chance"),
            tr_noop("chat", "Seed. The same number gives the same answer to the same question."),
        )
        self.show_settings(settings)
        self._seed.textChanged.connect(self._on_seed)
        self.retranslate()

    def apply(self, settings: ConversationSettings) -> ConversationSettings:
        values = {
            name: field.value() if isinstance(field, IntField) else round(field.value(), 2)
            for name, field in self._numbers.items()
        }
        sampling = msgspec.structs.replace(settings.sampling, **values, seed=_seed(self._seed.text()))
        return msgspec.structs.replace(settings, sampling=sampling)

    def retranslate(self) -> None:
        super().retranslate()
        self._seed.setPlaceholderText(tr("chat", "Random"))
        self._show_seed_problem()

    def _add_share(self, setting: str, name: str, about: str) -> None:
        least, most = RANGES[setting]
        field = FloatField(self._theme, least, most, most, self._on_changed)
        field.setSingleStep(0.05)
        self._numbers[setting] = field
        self._add(field, name, about)

    def _show(self, settings: ConversationSettings) -> None:
        for name, field in self._numbers.items():
            field.setValue(getattr(settings.sampling, name))
        seed = "" if settings.sampling.seed is None else str(settings.sampling.seed)
        if _seed(self._seed.text()) != settings.sampling.seed:
            self._seed.setText(seed)

    def _on_seed(self) -> None:
        self._show_seed_problem()
        self._on_changed()

    def _show_seed_problem(self) -> None:
        text = self._seed.text().strip()
        problem = ""
        if text and not (text.isascii() and text.isdigit()):
            problem = tr("chat", "Only digits make a whole number; until then chance is not fixed.")
        elif text and int(text) > LARGEST_SEED:
            problem = tr("chat", "The largest number is {n}; that is used.", n=LARGEST_SEED)
        show_problem(self._seed_problem, problem)


def _seed(text: str) -> int | None:
    text = text.strip()
    return min(int(text), LARGEST_SEED) if text.isascii() and text.isdigit() else None
