"""How fast a text model will write on this computer: its memory's bandwidth is measured once and kept in the library."""

from __future__ import annotations

import platform
from contextlib import suppress

from engine.models import hardware
from engine.protocol.errors import AteneoError
from engine.store.settings import LibrarySettings

SETTING = "hardware.memory_bandwidth"


class ExpectedSpeed:
    """Tokens a second by the size of a model. Measuring takes half a second, which nothing at the start waits for."""

    def __init__(self, settings: LibrarySettings) -> None:
        self._settings = settings
        computer, _, kept = (settings.get(SETTING) or "").rpartition("\n")
        self._bandwidth = float(kept) if kept and computer == _computer() else 0.0

    @property
    def is_known(self) -> bool:
        """Whether the bandwidth was measured, by this engine or an earlier one on this computer."""
        return self._bandwidth > 0

    def measured(self, model_bytes: int) -> float:
        """Return the speed to expect, after measuring where it is not known."""
        if not self.is_known:
            self._bandwidth = hardware.memory_bandwidth()
            with suppress(AteneoError):  # a full disk: it is measured again by the next engine
                self._settings.set(SETTING, f"{_computer()}\n{self._bandwidth}")
        return round(hardware.expected_speed(model_bytes, self._bandwidth), 1)


def _computer() -> str:
    return f"{platform.node()} {' '.join(hardware.instructions())}"
