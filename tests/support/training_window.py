"""`python -m tests.support.training_window HOME MODELS`: the real window, which trains the first classifier and stays open."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import Ateneo, StartOptions, discover, engine_command
from desktop.features.classification.page import ClassificationPage
from desktop.features.classification.steps import TRAIN
from desktop.paths import Paths

POLL_MS = 20


def main(home: str, models: str) -> int:
    app = QApplication([])
    paths = Paths(Path(home), Path(models))
    ateneo = Ateneo(app, paths, StartOptions("en", "light"), engine_command(paths), discover())
    ateneo.window.show()
    ateneo.client.start()
    ateneo.window.show_page("classification")
    page = ateneo.window.page("classification")
    assert isinstance(page, ClassificationPage)
    poll = QTimer(app, interval=POLL_MS)

    def train() -> None:
        if page.list.current is not None and page.steps.training.train_button.isEnabled():
            poll.stop()
            page.steps.tabs.setCurrentIndex(TRAIN)
            page.steps.training.train_button.click()

    poll.timeout.connect(train)
    poll.start()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
