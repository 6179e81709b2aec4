"""Card with the steps that bring a bigger model to a computer without internet, by USB stick."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_label import IconLabel

STEPS = (
    tr_noop(
        "models",
        "On a computer with internet, look for an “Instruct” model in GGUF format, quantised to 4 bits (Q4_K_M).",
    ),
    tr_noop(
        "models", "Choose a file no bigger than half of this computer's memory. 2 GB is a good size to begin with."
    ),
    tr_noop("models", "Copy the file to a USB stick, plug it in here and drop the file on this window."),
    tr_noop(
        "models",
        "To ask about pictures, choose a vision model (“VL”) and drop its “mmproj” file too: the model needs it to see.",
    ),
)


class BiggerModelCard(TranslatedMixin, QFrame):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "notice")
        self._heading = QLabel(self)
        role(self._heading, "strong")
        self._steps = [QLabel(self) for _ in STEPS]
        text = QVBoxLayout()
        text.setSpacing(Space.XS)
        text.addWidget(self._heading)
        for step in self._steps:
            step.setWordWrap(True)
            text.addWidget(step)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        row.setSpacing(Space.M)
        icon = IconLabel(theme, theme.icon("hard-drive", "accent"), Size.ICON_LARGE, self)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)
        self.retranslate()

    def retranslate(self) -> None:
        self._heading.setText(tr("models", "A bigger model answers better"))
        for number, (label, step) in enumerate(zip(self._steps, STEPS, strict=True), start=1):
            label.setText(f"{number}. {tr('models', step)}")
