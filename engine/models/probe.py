"""`python -m engine.models.probe FILE CONTEXT THREADS LAYERS`: load a model once in a child that may die of it.

Prints {"peak_bytes": …} when the model loaded, read a token and let itself be closed. A crash, a hang or an exhausted
memory stays in the child; the caller learns it from the exit code.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from engine.protocol.errors import Cancelled, ModelCrashed, ModelDamaged

PATIENCE = 300.0
"""Seconds for a large model from a slow stick."""
GLANCE = 0.1
MALFORMED = 4


class Peak(msgspec.Struct, frozen=True):
    peak_bytes: int


def try_out(name: str, path: Path, context: int, threads: int, layers: int, cancelled: Callable[[], bool]) -> int:
    """Peak bytes of a load that went well. Raises ModelCrashed, ModelDamaged, Cancelled."""
    command = [sys.executable, "-m", "engine.models.probe", str(path), str(context), str(threads), str(layers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        try:
            output = _wait(child, cancelled)
        except BaseException:
            child.kill()
            raise
    if child.returncode == MALFORMED:
        raise ModelDamaged("llama.cpp refused it", name=name)
    if child.returncode:
        raise ModelCrashed(f"exit code {child.returncode}", name=name)
    return msgspec.json.decode(output, type=Peak).peak_bytes


def _wait(child: subprocess.Popen[bytes], cancelled: Callable[[], bool]) -> bytes:
    waited = 0.0
    while True:
        try:
            return child.communicate(timeout=GLANCE)[0]
        except subprocess.TimeoutExpired:
            waited += GLANCE
        if cancelled():
            raise Cancelled
        if waited > PATIENCE:
            child.kill()


def main() -> int:
    import os

    from engine.offline import die_with_parent, go_offline

    output = os.dup(1)
    os.dup2(2, 1)  # llama.cpp writes where it likes
    die_with_parent()
    go_offline()
    path, context, threads, layers = sys.argv[1], *(int(value) for value in sys.argv[2:5])
    from engine.models.llama_native import Evaluation, LoadPlan, Weights

    plan = LoadPlan(context, threads, layers)
    try:
        weights = Weights(Path(path), plan, lambda: False)
    except ValueError:
        return MALFORMED
    evaluation = Evaluation(weights, plan)
    evaluation.read(weights.tokenize("Hello", True, False), last=True)
    evaluation.logits().max()
    evaluation.close()
    weights.close()
    os.write(output, msgspec.json.encode(Peak(_peak_bytes())))
    return 0


def _peak_bytes() -> int:
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    sys.exit(main())
