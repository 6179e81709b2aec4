"""A button that is too narrow for its text."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.widgets.controls.elided_button import ElidedButton

TITLE = "Clasificando «Quejas & sugerencias.csv» · 1200 de 3000 · 2 min"


def test_a_long_text_is_elided_and_its_accessible_name_is_complete(qtbot: QtBot) -> None:
    button = ElidedButton()
    qtbot.addWidget(button)
    button.show_text(TITLE)
    button.show()
    button.resize(button.sizeHint())
    assert button.text().replace("&&", "&") == TITLE
    button.resize(button.sizeHint().width() // 2, button.height())
    assert button.text().startswith("Clasif") and button.text().endswith("…")
    assert button.accessibleName() == TITLE
    assert button.minimumSizeHint().width() < 40 < button.sizeHint().width()
