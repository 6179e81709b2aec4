"""`python -m engine.models.probing.probe SPEC`: load a model once in a child process that may die of it.

SPEC is a LoadSpec as JSON. The child prints a ProbeReport when the model loaded, did one small job and was closed. A crash,
a hang or exhausted memory stays in the child; the caller learns of it from the exit code.
"""

from __future__ import annotations

from engine.offline import die_with_parent, go_offline

if __name__ == "__main__":
    die_with_parent()  # before the imports, during which the engine may be killed

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import msgspec

from engine.models import hardware
from engine.models.kinds import KINDS
from engine.models.load_spec import LoadSpec
from engine.models.manifest import read_manifest
from engine.models.probing.child_process import EXHAUSTED, MALFORMED, STAGE_END, run_child
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import AteneoError, ModelCrashed, ModelDamaged, ModelNewer, ModelTooSlow

START_SECONDS, LOAD_SECONDS, TEXTS_SECONDS, JOB_SECONDS = 30.0, 4.0, 6.0, 5.0
"""Time limits of the stages: importing the libraries, loading any model, reading texts into tokens with a text model, and
doing one small job."""
LARGE_BYTES_PER_SECOND = 20_000_000
"""Bytes of a large file that a second more is given for, in loading and in the job: the speed of the slowest USB stick, and of a
computer that does other work.

Measured for the job on 2 cores with seven other busy processes: SmolLM2 135M (98 MB) 4.5 s, Qwen2.5 Coder 1.5B (1,117 MB) 12.5 s.
"""
ADDRESS_ROOM = 1_000_000_000
"""Bytes of addresses beyond the free memory and the file: stacks and libraries, which are not memory yet."""

NEWER = ("unknown model architecture", "unknown pre-tokenizer type", "unknown tokenizer", "has invalid ggml type")
"""Of llama.cpp's messages for a file that is right and newer than it."""


class ProbeReport(msgspec.Struct, frozen=True):
    """A load that went well: the most memory it took, in bytes, and what the smoke test found out (kinds.SmokeReport)."""

    peak_bytes: int
    gpu_error: str = ""
    end_of_turn: float | None = None


def run_probe(name: str, spec: LoadSpec, is_cancelled: IsCancelled, seconds: Sequence[float] = ()) -> ProbeReport:
    """Load the model in a child and have it do a small job. `seconds` replace the limits of the stages.

    Raises ModelCrashed, ModelTooSlow, ModelDamaged, ModelNewer, MemoryError, Cancelled.
    """
    command = [sys.executable, "-m", "engine.models.probing.probe", msgspec.json.encode(spec).decode()]
    try:
        code, output = run_child(command, seconds or _limits(spec), is_cancelled)
    except TimeoutError as limit:
        raise ModelTooSlow(f"no end after {limit} s", name=name, seconds=str(limit)) from None
    if code == MALFORMED:
        detail = output.decode("utf-8", "replace")
        raise (ModelNewer if any(sign in detail for sign in NEWER) else ModelDamaged)(detail, name=name)
    if code == EXHAUSTED:
        raise MemoryError(output.decode("utf-8", "replace"))
    if code:
        raise ModelCrashed(f"exit code {code}", name=name)
    return msgspec.json.decode(output, type=ProbeReport)


def _limits(spec: LoadSpec) -> tuple[float, ...]:
    """Return the seconds for importing, loading, the texts of a text model, and the job."""
    size = sum(file.stat().st_size for file in Path(spec.folder).iterdir() if file.is_file())
    more = size / LARGE_BYTES_PER_SECOND
    texts = (TEXTS_SECONDS,) if spec.kind == "text" else ()
    return START_SECONDS, LOAD_SECONDS + more, *texts, JOB_SECONDS + more


def main() -> int:
    """Try the model of the command line in this process, print the ProbeReport, and return the exit code."""
    output = os.dup(1)
    os.dup2(2, 1)  # llama.cpp prints to the standard output
    go_offline()
    spec = msgspec.json.decode(sys.argv[1], type=LoadSpec)
    _limit_memory(spec)
    kind = KINDS[spec.kind]
    kind.import_library()
    _end_stage(output)
    try:
        report = kind.smoke_test(read_manifest(Path(spec.folder)), spec, partial(_end_stage, output))
    except (ValueError, AteneoError) as refused:
        os.write(output, (getattr(refused, "detail", "") or str(refused))[:500].encode())
        return MALFORMED
    except MemoryError as exhausted:
        os.write(output, str(exhausted)[:500].encode())
        return EXHAUSTED
    os.write(output, msgspec.json.encode(ProbeReport(_peak_bytes(), report.gpu_error, report.end_of_turn)))
    return 0


def _end_stage(output: int) -> None:
    os.write(output, STAGE_END)


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
