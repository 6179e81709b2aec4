from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.store.database import Store, header_version
from engine.store.int8_index import Floats
from engine.store.recovery import backup
from tests.engine.store import message_rows
from tests.engine.store.migrating_child import STATEMENTS, steps

pytestmark = [pytest.mark.kill, pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")]


def start(module: str, *arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"tests.engine.store.{module}", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def killed_at_random(home: Path, seed: int) -> int:
    """Kill the child at a random point of its output, and return the last row that it reported as committed."""
    child = start("committing_child", home)
    assert child.stdout
    lines = [child.stdout.readline() for _ in range(random.Random(seed).randrange(1, 60))]
    child.kill()
    rest, _ = child.communicate()
    return int((b"".join(lines) + rest).split()[-1])


@pytest.mark.parametrize("seed", range(10))
def test_no_acknowledged_row_is_lost_to_a_kill(home: Path, seed: int) -> None:
    for again in range(3):
        acknowledged = killed_at_random(home, 100 * again + seed)
        store = Store.open(home)
        with store.read() as connection:
            numbers = message_rows.check_and_list(connection)
        assert message_rows.vector_store(store).search(message_rows.MODEL, query()).scanned == len(numbers)
        store.close()
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= acknowledged


def query() -> Floats:
    return np.full(message_rows.DIMENSIONS, message_rows.DIMENSIONS**-0.5, np.float32)


@pytest.mark.parametrize("statement", range(len(STATEMENTS) + 1))
def test_a_migration_killed_anywhere_is_undone_or_whole_and_the_next_start_finishes_it(
    home: Path, statement: int
) -> None:
    store = Store.open(home)
    with store.write() as connection:
        message_rows.insert_conversation(connection)
        for number in range(1, 30):
            message_rows.insert_message(connection, message_rows.vector_store(store), number)
    store.close()
    start("migrating_child", home, statement).communicate()
    (copy,) = backup.list_backups(home)
    assert header_version(copy.library) == len(steps(None)) - 1
    store = Store.open(home, steps=steps(None))
    with store.read() as connection:
        assert message_rows.check_and_list(connection) == list(range(1, 30))
        assert connection.execute("SELECT count(*) FROM added").fetchall() == [(29,)]
        assert connection.execute("SELECT count(*) FROM messages WHERE text LIKE '%migrada'").fetchall() == [(29,)]
    store.close()
