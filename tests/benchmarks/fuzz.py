"""`python -m tests.benchmarks.fuzz --minutes N [--only chat,images] [--seed N]`: made-up requests of every method, for long.

Prints each fault as it is found, and at the end how many requests were sent. The exit code is 1 when there was a fault.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.support.fuzzing.engine import Finding, FuzzedEngine
from tests.support.fuzzing.requests import all_methods
from tests.support.fuzzing.runs import fuzz, methods_of
from tests.support.models import starter_models

REQUESTS_A_ROUND = 200


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.fuzz", description=__doc__)
    capabilities = sorted({name.partition(".")[0] for name in all_methods()})
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--only", default=",".join(capabilities), help=f"of {', '.join(capabilities)}")
    parser.add_argument("--seed", type=int, default=1, help="of the first round; each round has the next one")
    options = parser.parse_args()
    methods = [method for name in options.only.split(",") for method in methods_of(name)]
    rounds, seen = 0, set[str]()

    def tell(finding: Finding) -> None:
        if finding.place not in seen:
            seen.add(finding.place)
            print(f"seed {options.seed + rounds}: {finding}", flush=True)

    with tempfile.TemporaryDirectory() as folder, FuzzedEngine(Path(folder), starter_models()) as engine:
        until = time.monotonic() + 60 * options.minutes
        while time.monotonic() < until:
            fuzz(engine, methods, REQUESTS_A_ROUND, options.seed + rounds, tell)
            rounds += 1
            engine.reset()
    print(*(f"{count} × {kind or 'a result'}" for kind, count in engine.outcomes.most_common()), sep=", ")
    print(f"{rounds * REQUESTS_A_ROUND} requests of {len(methods)} methods, {len(seen)} faults")
    return 1 if seen else 0


if __name__ == "__main__":
    sys.exit(main())
