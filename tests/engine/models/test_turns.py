"""Turns: in the order asked for, one at a time."""

from __future__ import annotations

import threading
import time

from engine.models.fair_lock import FairLock


def test_who_asks_again_at_once_comes_after_who_waits() -> None:
    turns, order = FairLock(), list[str]()

    def other() -> None:
        with turns:
            order.append("who waits")

    with turns:
        waiting = threading.Thread(target=other)
        waiting.start()
        while not turns.waiting:
            time.sleep(0.001)
    with turns:
        order.append("who asks again")
    waiting.join()
    assert order == ["who waits", "who asks again"]


def test_one_at_a_time_whatever_happens_inside() -> None:
    turns, inside, most = FairLock(), 0, 0

    def work() -> None:
        nonlocal inside, most
        for number in range(200):
            try:
                with turns:
                    inside += 1
                    most = max(most, inside)
                    inside -= 1
                    if number % 7 == 0:
                        raise ValueError
            except ValueError:
                continue

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, turns.waiting) == (1, 0)
