"""`python -m engine.models.probe SPEC`: load a model once in a child process that may die of it.

SPEC is a LoadSpec as JSON. The child prints a ProbeReport when the model loaded, did one small job and was closed. A crash,
a hang or exhausted memory stays in the child; the caller learns of it from the exit code.
"""

from __future__ import annotations

from engine.offline import die_with_parent, go_offline

if __name__ == "__main__":
    die_with_parent()  # before the imports, during which the engine may be killed

import sys
from contextlib import suppress
from pathlib import Path

import msgspec

from engine.models import hardware
from engine.models.child_process import EXHAUSTED, MALFORMED, run_child
from engine.models.kinds import KINDS
from engine.models.load_spec import LoadSpec
from engine.models.manifest import read_manifest
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelCrashed, ModelDamaged, ModelNewer

LEAST_SECONDS, SLOWEST_BYTES_PER_SECOND = 30.0, 20_000_000
"""Time limit of any probe, and the speed of the slowest USB stick, which a large file adds to it."""
ADDRESS_ROOM = 1_000_000_000
"""Bytes of addresses beyond the free memory and the file: stacks and libraries, which are not memory yet."""

NEWER = ("unknown model architecture", "unknown pre-tokenizer type", "unknown tokenizer", "has invalid ggml type")
"""Of llama.cpp's messages for a file that is right and newer than it."""


class ProbeReport(msgspec.Struct, frozen=True):
    """A load that went well: the most memory it took, in bytes, and what the smoke test found out (kinds.SmokeReport)."""

    peak_bytes: int
    gpu_error: str = ""
    end_of_turn: float | None = None


def run_probe(name: str, spec: LoadSpec, is_cancelled: IsCancelled, seconds: float = 0.0) -> ProbeReport:
    """Load the model in a child, for at most `seconds` (0: as long as the slowest disk needs).

    Raises ModelCrashed, ModelDamaged, ModelNewer, MemoryError, Cancelled.
    """
    limit = seconds or LEAST_SECONDS + (Path(spec.folder) / spec.file).stat().st_size / SLOWEST_BYTES_PER_SECOND
    command = [sys.executable, "-m", "engine.models.probe", msgspec.json.encode(spec).decode()]
    code, output = run_child(command, limit, is_cancelled)
    if code == MALFORMED:
        detail = output.decode("utf-8", "replace")
        raise (ModelNewer if any(sign in detail for sign in NEWER) else ModelDamaged)(detail, name=name)
    if code == EXHAUSTED:
        raise MemoryError(output.decode("utf-8", "replace"))
    if code:
        raise ModelCrashed(f"exit code {code}", name=name)
    return msgspec.json.decode(output, type=ProbeReport)


def main() -> int:
    """Try the model of the command line in this process, print the ProbeReport, and return the exit code."""
    import os

    output = os.dup(1)
    os.dup2(2, 1)  # llama.cpp prints to the standard output
    go_offline()
    spec = msgspec.json.decode(sys.argv[1], type=LoadSpec)
    _limit_memory(spec)
    try:
        report = KINDS[spec.kind].smoke_test(read_manifest(Path(spec.folder)), spec)
    except (ValueError, ModelDamaged) as refused:
        os.write(output, str(getattr(refused, "detail", refused))[:500].encode())
        return MALFORMED
    except MemoryError as exhausted:
        os.write(output, str(exhausted)[:500].encode())
        return EXHAUSTED
    os.write(output, msgspec.json.encode(ProbeReport(_peak_bytes(), report.gpu_error, report.end_of_turn)))
    return 0


def _limit_memory(spec: LoadSpec) -> None:
    """Make this process the first that the kernel ends when memory runs out, and limit its addresses.

    There is no limit of addresses with a GPU: its driver maps all of them.
    """
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    if spec.is_on_gpu:
        return
    with suppress(ImportError):
        import resource

        file_bytes = sum((Path(spec.folder) / name).stat().st_size for name in (spec.file, spec.projector) if name)
        limit = hardware.free_bytes() + file_bytes + ADDRESS_ROOM
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _peak_bytes() -> int:
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    sys.exit(main())
