"""How much is kept of what models have computed of conversations, and at most how much."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.capabilities.system import api as system
from engine.protocol import paths
from engine.store.caches.conversation_states import DEFAULT_LIMIT, ConversationState, ConversationStates
from tests.support.harness import EngineHarness


def test_the_limit_is_changed_and_what_is_too_much_goes(engine: EngineHarness, home: Path) -> None:
    states = ConversationStates(engine.store)
    for name in ("1", "2"):
        states.read(name, "model", lambda tokens: True)
        states.write_soon(name, "model", ConversationState(np.zeros(10, np.int32), np.zeros(10_000, np.uint8)))
        states.close()
    kept = engine.call(system.KEPT_STATES, system.GetKeptStates())
    assert kept.limit == DEFAULT_LIMIT and 20_000 < kept.used < 25_000
    kept = engine.call(system.LIMIT_KEPT_STATES, system.LimitKeptStates(15_000))
    assert kept.limit == 15_000 and 10_000 < kept.used < 12_000
    assert engine.call(system.LIMIT_KEPT_STATES, system.LimitKeptStates(0)) == system.KeptStates(0, 0)
    assert list((home / paths.CONVERSATION_STATES).iterdir()) == []
