"""The hardware of this machine: cores, instructions, memory and its bandwidth, GPUs that work. Measured when called."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

INSTRUCTIONS = (
    "sse4_2",
    "avx",
    "avx2",
    "fma",
    "f16c",
    "avx_vnni",
    "avx512f",
    "avx512_vnni",
    "amx_int8",
    "neon",
    "asimd",
)
READ_BYTES = 256 * 1024 * 1024
BANDWIDTH_FRACTION = 0.6
"""Part of the memory's bandwidth that generation reaches: 0.47–0.59 for a 98 MB model, 0.95 for one of 491 MB (measured)."""


class Gpu(msgspec.Struct, frozen=True):
    """A GPU that its driver knows."""

    name: str
    total_bytes: int
    free_bytes: int


def physical_cores() -> int:
    """Return the physical cores this process may use; hyper-threads slow llama.cpp down."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    import psutil  # not loaded before it is needed: it takes as long as thirty modules of ours

    return max(1, min(psutil.cpu_count(logical=False) or allowed, allowed))


def instructions() -> tuple[str, ...]:
    """Return the processor's instruction sets that matter for speed, as Linux names them; empty on other systems."""
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return ()
    key = "Features" if platform.machine() == "aarch64" else "flags"
    flags = next((line.split(":", 1)[1].split() for line in text.splitlines() if line.startswith(key)), [])
    return tuple(name for name in INSTRUCTIONS if name in flags)


def free_bytes() -> int:
    """Return the memory a new model can take without swapping."""
    import psutil

    return int(psutil.virtual_memory().available)


def total_bytes() -> int:
    """Return the memory of the computer."""
    import psutil

    return int(psutil.virtual_memory().total)


def memory_bandwidth() -> float:
    """Return bytes read per second, by summing a quarter of a gigabyte three times (about 0.5 s with numpy's import)."""
    import numpy as np

    data = np.ones(READ_BYTES // 8, np.float64)
    best = min(_seconds(data.sum) for _ in range(3))
    return READ_BYTES / best


def expected_speed(model_bytes: int, bandwidth: float) -> float:
    """Return the tokens per second a text model of that size will write here: every token reads every weight once."""
    return BANDWIDTH_FRACTION * bandwidth / model_bytes if model_bytes else 0.0


def gpus() -> tuple[Gpu, ...]:
    """Return the NVIDIA GPUs as nvidia-smi reports them; empty without a working driver."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return ()
    query = [tool, "--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits"]
    try:
        result = subprocess.run(query, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    if result.returncode:
        return ()
    return tuple(_gpu(line) for line in result.stdout.splitlines() if line.count(",") == 2)


def _gpu(line: str) -> Gpu:
    name, total, free = (part.strip() for part in line.split(","))
    mib = 1024 * 1024
    return Gpu(name, int(total) * mib, int(free) * mib)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
