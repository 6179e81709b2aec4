"""The log file of the engine."""

from __future__ import annotations

import stat
from pathlib import Path

from engine.protocol.private_folder import LOG_BYTES, LOGS_KEPT, prepare_log


def test_the_log_is_for_its_owner_only(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "engine.log"
    prepare_log(log)
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def test_a_grown_log_moves_aside_and_the_oldest_goes(tmp_path: Path) -> None:
    log = tmp_path / "engine.log"
    for round_number in range(LOGS_KEPT + 2):
        prepare_log(log)
        log.write_text(str(round_number) * (LOG_BYTES + 1))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "engine.log", "engine.log.1", "engine.log.2", "engine.log.3",
    ]  # fmt: skip
    assert (tmp_path / "engine.log.1").read_text()[0] == str(LOGS_KEPT)


def test_a_small_log_is_continued(tmp_path: Path) -> None:
    log = tmp_path / "engine.log"
    log.write_text("before\n")
    prepare_log(log)
    assert log.read_text() == "before\n"
