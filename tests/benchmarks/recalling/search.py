"""`python -m tests.benchmarks.recalling.search PART [MESSAGES …]`: which of the facts of a part of new_facts.toml `ateneo chat
search` finds among that many messages (2,000 and 10,000), asked for in other words, and how long it takes."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Iterator
from statistics import fmean, quantiles

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from engine.capabilities.chat import api
from tests.benchmarks.conversations import CONVERSATIONS, K, opened
from tests.benchmarks.recalling.chatter import NOTED, Turn, turns
from tests.benchmarks.recalling.new_facts import PARTS, Part, read_part
from tests.support.harness import EngineHarness
from tests.support.models import starter_models
from tests.support.said import say

MESSAGES = (2_000, 10_000)


def main() -> None:
    name = next(part for part in PARTS if part == sys.argv[1])
    part = read_part(name)
    for count in [int(word) for word in sys.argv[2:]] or MESSAGES:
        with opened(starter_models()) as engine:
            planted = plant(engine, part, count // 2 // CONVERSATIONS)
            started = time.perf_counter()
            done = engine.call(api.EMBED_MESSAGES, api.EmbedMessages()).done
            print(f"{name}: {done:,} messages, given vectors in {time.perf_counter() - started:.0f} s")
            for line in measure(engine, part, planted):
                print(line)


def plant(engine: EngineHarness, part: Part, exchanges: int) -> dict[str, int]:
    """Hold the conversations, each fact told in one of them, what it was before in an earlier one. Return fact → message."""
    places = _places(part, exchanges)
    said = turns(CONVERSATIONS * exchanges)
    planted = dict[str, int]()
    for number in range(CONVERSATIONS):
        held = said[number * exchanges : (number + 1) * exchanges]
        place = places.get(number)
        if place is not None:
            held[place[0]] = place[1]
        _, ids = say(engine.store, f"Conversation {number}", *held)
        if place is not None:
            planted[place[1][0]] = ids[place[0] * 2]
    return planted


def _places(part: Part, exchanges: int) -> dict[int, tuple[int, Turn]]:
    """Return number of a conversation → the place in it, and the turn that tells a fact there."""
    chosen = random.Random(1)
    old = [(fact.was, NOTED[part.language(fact)]) for fact in part.facts if fact.was]
    told = [(fact.told, NOTED[part.language(fact)]) for fact in part.facts]
    where = [*range(len(old)), *chosen.sample(range(len(old), CONVERSATIONS), len(told))]
    return {number: (chosen.randrange(exchanges), turn) for number, turn in zip(where, old + told, strict=True)}


def measure(engine: EngineHarness, part: Part, planted: dict[str, int]) -> Iterator[str]:
    """Yield a line for each way of asking."""
    milliseconds = list[float]()
    for way, title in enumerate(("in the same language", "in the other language")):
        ranks = dict[str, int]()
        for fact in part.facts:
            started = time.perf_counter()
            found = [m.message for m in engine.call(api.SEARCH, api.SearchMessages(fact.asked[way], K)).results]
            milliseconds.append((time.perf_counter() - started) * 1000)
            message = planted[fact.told]
            ranks[fact.told] = found.index(message) + 1 if message in found else 0
            if message not in found:
                yield f"missed: {fact.asked[way]} / {fact.told}"
        spanish, english = (fmean(bool(ranks[fact.told]) for fact in facts) for facts in (part.spanish, part.english))
        yield (
            f"recall@{K} of {len(ranks)} facts asked {title}: {fmean(map(bool, ranks.values())):.3f} "
            f"(told in Spanish {spanish:.2f}, in English {english:.2f}); first of all "
            f"{fmean(rank == 1 for rank in ranks.values()):.2f}"
        )
    timed = sorted(milliseconds[len(part.facts) // 2 :])
    yield f"a search: median {timed[len(timed) // 2]:.1f} ms, 95 % within {quantiles(timed, n=20)[18]:.1f} ms"


if __name__ == "__main__":
    main()
