from __future__ import annotations

import subprocess
import sys

from engine.models import hardware


def test_cores_memory_and_instructions_are_those_of_this_machine() -> None:
    assert 1 <= hardware.physical_cores() <= 1024
    assert 0 < hardware.free_bytes() < hardware.total_bytes()
    assert set(hardware.instructions()) <= set(hardware.INSTRUCTIONS)


def test_a_model_twice_the_size_is_expected_to_be_half_as_fast() -> None:
    assert hardware.memory_bandwidth() > 1e8
    assert hardware.expected_speed(2_000_000_000, 2e10) * 2 == hardware.expected_speed(1_000_000_000, 2e10) > 0
    assert hardware.expected_speed(0, 2e10) == 0


def test_gpus_are_those_of_the_driver_and_there_may_be_none() -> None:
    assert all(gpu.name and 0 <= gpu.free_bytes <= gpu.total_bytes for gpu in hardware.gpus())


def test_importing_the_pool_and_the_hardware_loads_nothing_native() -> None:
    code = (
        "import sys, engine.models.pool, engine.models.hardware, engine.models.registry\n"
        "print([n for n in ('llama_cpp', 'onnxruntime', 'numpy', 'tokenizers', 'onnx', 'jinja2') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
