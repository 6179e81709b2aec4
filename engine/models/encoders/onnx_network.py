"""One ONNX file in a session of ONNX Runtime, on a GPU while that works. Knows no tokenizer and no task."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any  # ONNX Runtime has no types

from engine.files.opening import open_ordinary_file
from engine.protocol import errors

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]  # networks have inputs and outputs of several number types

CUDA, CPU = "CUDAExecutionProvider", "CPUExecutionProvider"
THREAD_SETTINGS = {"session.intra_op.allow_spinning": "0", "session.dynamic_block_base": "4"}
"""Threads give their core back whenever they wait, and share the work in small parts: beside two busy loops on two cores an
embedder is 1.6 times as fast as with ONNX Runtime's own settings (239 ms for six passages, not 385), alone 1.05 times (121 ms,
not 128). One query takes 1 ms longer alone (6.6 ms, not 5.6) and no longer beside them (11 ms)."""
SHORT_WAIT = {"session.intra_op.allow_spinning": "1", "session.intra_op.spin_duration_us": "50"}
"""A thread looks for so long whether the other is done, which a single short text is about: its hundred operators take 50 µs
each. On two cores of an EPYC without VNNI 21 tokens take 6.2 ms so alone, 9.4 without any wait and 9.2 with one thread; beside
one busy loop 15.9, 13.6 and 12.5, beside two 15.1, 20.1 and 19.7. Six passages take the same beside two and 0.9 alone."""
SLOW_ON_CPU = ("SkipLayerNormFusion",)
"""ONNX Runtime's rewriting of a sum and a layer normalisation into one operator, which takes 52 µs for 21 tokens where the two
take 20: without it a query takes 7.9 ms with one thread, not 8.8, and six passages 147 ms with two, not 200. The vectors are as
near to those of float32 as before (.99558, .99557)."""
FATAL_ONLY = 4
"""ONNX Runtime's log severity."""
NODES_WITHIN = 4 * 1024 * 1024
"""A graph's nodes are written before its weights, so their names are in the first bytes of the file."""


def import_onnxruntime() -> Any:  # ONNX Runtime has no types
    """Import onnxruntime with its telemetry switched off before; later is too late (versions from 1.29 call home)."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.set_default_logger_severity(FATAL_ONLY)
    return onnxruntime


def onnxruntime_errors() -> tuple[type[Exception], ...]:
    """Return every class of error that ONNX Runtime raises: they have no base class of their own."""
    import_onnxruntime()
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    members = (getattr(state, name) for name in dir(state))
    exceptions = (member for member in members if isinstance(member, type) and issubclass(member, Exception))
    return (*exceptions, RuntimeError, ValueError)


class OnnxNetwork:
    """A session over one ONNX file. When the GPU gives up it goes on with the processor, and `notice` says so.

    Raises ModelDamaged.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        threads: int,
        providers: Sequence[str] = (CPU,),
        settings: Mapping[str, str] = THREAD_SETTINGS,
    ) -> None:
        self._name = name
        self._open = partial(_open_session, path, name, threads, settings)
        self._session = self._open(providers)
        self.notice = "" if self.provider == providers[0] else f"{providers[0]} does not work here"
        self.inputs: tuple[str, ...] = tuple(node.name for node in self._session.get_inputs())
        self.outputs: tuple[str, ...] = tuple(node.name for node in self._session.get_outputs())
        self.reset()

    @property
    def provider(self) -> str:
        """The execution provider in use."""
        return str(self._session.get_providers()[0])

    @property
    def metadata(self) -> dict[str, str]:
        """The notes its makers stored in the file."""
        return dict(self._session.get_modelmeta().custom_metadata_map)

    def reset(self) -> None:
        """Forget an earlier `stop`."""
        self._options = import_onnxruntime().RunOptions()

    def run(self, output: str, feed: Mapping[str, Array]) -> Array:
        """Return one output for the inputs `feed`, by name. Raises as `run_all`."""
        array: Array = self.run_all((output,), feed)[0]
        return array

    def run_all(self, outputs: Sequence[str], feed: Mapping[str, Array]) -> list[Array]:
        """Return several outputs. Raises Cancelled after `stop`, ModelDamaged when the network cannot compute them."""
        try:
            return list(self._session.run(list(outputs), dict(feed), self._options))
        except onnxruntime_errors() as failed:
            if self._options.terminate:
                raise errors.Cancelled from None
            return list(self._fall_back_to_cpu(failed).run(list(outputs), dict(feed), self._options))

    def stop(self) -> None:
        """End the computation at hand with Cancelled. Called from another thread."""
        self._options.terminate = True

    def close(self) -> None:
        """Free the session's memory. The network cannot run afterwards."""
        del self._session

    def _fall_back_to_cpu(self, failed: Exception) -> Any:  # a session of ONNX Runtime
        """Open the session on the processor when the GPU gave up (memory, driver); raises ModelDamaged without a GPU."""
        if self.provider == CPU:
            raise errors.ModelDamaged(str(failed)[:300], name=self._name) from failed
        self.notice = f"{self.provider} failed: {failed}"[:300]
        self._session = self._open((CPU,))
        return self._session


@functools.cache
def load_cuda() -> None:
    """Load the CUDA libraries of the extra `cuda` from the environment, where ONNX Runtime does not look by itself.

    ONNX Runtime prints what is missing; on the standard output that would be part of a command's result.
    """
    with contextlib.redirect_stdout(sys.stderr):
        import_onnxruntime().preload_dlls(directory="")


def usable_providers(path: Path) -> tuple[str, ...]:
    """Return CUDA first where ONNX Runtime has it and the file is not quantised: int8 nodes have no CUDA kernels."""
    if CUDA not in import_onnxruntime().get_available_providers() or _is_quantised(path):
        return (CPU,)
    return (CUDA, CPU)


def _is_quantised(path: Path) -> bool:
    with open_ordinary_file(path) as file:
        beginning = file.read(NODES_WITHIN)
    return b"DynamicQuantizeLinear" in beginning or b"MatMulNBits" in beginning


def _open_session(
    path: Path, name: str, threads: int, settings: Mapping[str, str], providers: Sequence[str]
) -> Any:  # a session of ONNX Runtime
    onnxruntime = import_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = FATAL_ONLY
    for entry in settings.items():
        options.add_session_config_entry(*entry)
    if CUDA in providers:
        load_cuda()
    try:
        left_out = list(SLOW_ON_CPU) if tuple(providers) == (CPU,) else []
        return onnxruntime.InferenceSession(str(path), options, providers=list(providers), disabled_optimizers=left_out)
    except onnxruntime_errors() as error:
        raise errors.ModelDamaged(str(error)[:300], name=name) from error
