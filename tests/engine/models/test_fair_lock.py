"""The lock is given in the order asked for, to one at a time."""

from __future__ import annotations

import threading
import time

from engine.models.fair_lock import FairLock


def test_a_thread_that_asks_again_at_once_comes_after_one_that_waits() -> None:
    lock, order = FairLock(), list[str]()

    def other() -> None:
        with lock:
            order.append("waiting")

    with lock:
        waiting = threading.Thread(target=other)
        waiting.start()
        while not lock.waiting:
            time.sleep(0.001)
    with lock:
        order.append("asking again")
    waiting.join()
    assert order == ["waiting", "asking again"]


def test_one_at_a_time_whatever_happens_inside() -> None:
    lock, inside, most = FairLock(), 0, 0

    def work() -> None:
        nonlocal inside, most
        for number in range(200):
            try:
                with lock:
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
    assert (most, lock.waiting) == (1, 0)
