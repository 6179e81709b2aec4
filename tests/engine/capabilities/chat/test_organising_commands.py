"""`ateneo chat list|folder|pin|archive|private|search` over a library with two conversations, with the real embedder."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from engine.store.database import Store
from tests.support.command_line import run_command
from tests.support.said import say

DOG = "Mi perra Bruma no puede comer pollo porque le da alergia."


class Ateneo:
    def __init__(self, home: Path, models: Path) -> None:
        self._options = ("--home", str(home), "--models", str(models))

    def run(self, *arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
        return run_command([*arguments, *self._options, "--language", language], environment=dict(os.environ))

    def json(self, *arguments: str) -> Any:  # any JSON
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def ateneo(home: Path, models: Path) -> Ateneo:
    store = Store.open(home)
    say(store, "Perra", (DOG, "Lo tendré en cuenta."))
    say(store, "Train", ("My train leaves on Friday.", "Noted."))
    store.close()
    return Ateneo(home, models)


def test_conversations_are_put_in_order_from_a_terminal(ateneo: Ateneo) -> None:
    assert ateneo.json("chat", "folder", "Casa", "1") == {"conversations": [1]}
    assert ateneo.json("chat", "folder") == {"folders": [{"id": 1, "name": "Casa", "count": 1}]}
    assert [c["id"] for c in ateneo.json("chat", "list", "--folder", "casa")["conversations"]] == [1]
    assert ateneo.json("chat", "pin", "1") == {"conversations": [1]}
    ateneo.json("chat", "archive", "2")
    ateneo.json("chat", "private", "2")
    listed = ateneo.run("chat", "list")
    assert [line.split() for line in listed.stdout.splitlines()] == [
        ["1", "*", "Perra", "[Casa]"],
        ["2", "ap", "Train"],
    ]
    assert "pinned" in listed.stderr
    ateneo.json("chat", "private", "2", "--off")
    ateneo.json("chat", "folder", "none", "1")
    assert ateneo.json("chat", "folder", "Casa", "--rename", "House")["folders"][0]["name"] == "House"
    assert ateneo.json("chat", "folder", "House", "--delete") == {"folders": []}
    missing = ateneo.run("chat", "folder", "Nope", "--delete", language="es")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "ya no está en la biblioteca" in missing.stderr


def test_a_search_embeds_new_messages_first_and_prints_what_scripts_read(ateneo: Ateneo) -> None:
    found = ateneo.json("chat", "search", "qué", "mascota", "tiene", "problemas", "con", "la", "comida", "-k", "1")
    (result,) = found["results"]
    assert isinstance(result.pop("score"), float)
    assert result == {"conversation": 1, "message": 1, "role": "user", "text": DOG}
    printed = ateneo.run("chat", "search", "Friday", "-k", "1")
    assert printed.stdout.split() == ["2", "Train:", "My", "train", "leaves", "on", "Friday."]
    ateneo.json("chat", "private", "1")
    assert all(r["conversation"] == 2 for r in ateneo.json("chat", "search", "Bruma", "pollo")["results"])
    nothing = ateneo.run("chat", "search", "x", "--folder", "Nope")
    assert nothing.returncode == 1
