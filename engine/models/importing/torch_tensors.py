"""Read the tensors of an old torch file (torch.save before 1.6) as numpy arrays, without torch and without running code.

Layout: five pickles (magic number, protocol, platform, a mapping of names to tensors, storage keys), then each storage
as an int64 count and its numbers. A pickle may only call the four names that a mapping of tensors needs, and those are our
own functions: nothing is imported, no attribute of another object is reached.
"""

from __future__ import annotations

import io
import math
import pickle
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any  # a pickle holds anything, and arrays have several number types

import msgspec
import numpy as np

from engine.protocol.errors import ModelDamaged

if TYPE_CHECKING:
    import numpy.typing as npt

MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001
LARGEST_STORAGE = 2**31


class _Storage(msgspec.Struct, frozen=True):
    key: str
    kind: str
    count: int


class _Tensor(msgspec.Struct, frozen=True):
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]


def read_tensors(data: bytes, name: str) -> dict[str, npt.NDArray[Any]]:
    """Return the tensors by name. Raises ModelDamaged for anything but a mapping of complete tensors.

    `name` is the file's name for the error message.
    """
    try:
        return _read(io.BytesIO(data))
    except (pickle.UnpicklingError, ValueError, TypeError, KeyError, IndexError, AttributeError, EOFError) as broken:
        raise ModelDamaged(str(broken)[:300], name=name) from None


def _read(file: io.BytesIO) -> dict[str, npt.NDArray[Any]]:
    magic, protocol, _platform, tensors, keys = (_TensorUnpickler(file).load() for _ in range(5))
    if magic != MAGIC or protocol != PROTOCOL or not isinstance(tensors, Mapping):
        raise ValueError("not a torch file of tensors")
    if not all(isinstance(tensor, _Tensor) for tensor in tensors.values()):
        raise ValueError("something other than a tensor")
    known = {tensor.storage.key: tensor.storage for tensor in tensors.values()}
    storages = {key: _numbers(file, known[key]) for key in keys}
    return {str(name): _array(tensor, storages[tensor.storage.key]) for name, tensor in tensors.items()}


def _numbers(file: io.BytesIO, storage: _Storage) -> npt.NDArray[Any]:
    kind = np.dtype(_KINDS[storage.kind])
    count = int.from_bytes(file.read(8), "little", signed=True)
    if count != storage.count or not 0 <= count < LARGEST_STORAGE:
        raise ValueError(f"a storage of {count} numbers")
    return np.frombuffer(file.read(count * kind.itemsize), kind, count)


def _array(tensor: _Tensor, numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a copy. Strides are checked against the storage; they may swap axes, as in weights trained by TensorFlow."""
    steps = zip(tensor.shape, tensor.stride, strict=True)
    last = tensor.offset + sum((length - 1) * step for length, step in steps)
    if 0 in tensor.shape or last >= len(numbers) or math.prod(tensor.shape) > len(numbers):
        raise ValueError("a tensor outside its storage")
    bytes_apart = [step * numbers.itemsize for step in tensor.stride]
    return np.lib.stride_tricks.as_strided(numbers[tensor.offset :], tensor.shape, bytes_apart).copy()


def _tensor(storage: _Storage, offset: int, shape: tuple[int, ...], stride: tuple[int, ...], *_: object) -> _Tensor:
    """Stand in for torch._utils._rebuild_tensor_v2, which the pickle calls for each tensor."""
    if not isinstance(storage, _Storage) or len(shape) != len(stride) or min((offset, *shape, *stride)) < 0:
        raise ValueError("a tensor of an impossible shape")
    return _Tensor(storage, offset, tuple(shape), tuple(stride))


_KINDS = {"FloatStorage": "<f4", "LongStorage": "<i8"}
_ALLOWED: dict[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    **{("torch", kind): kind for kind in _KINDS},
}


class _TensorUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is no tensor") from None

    def persistent_load(self, reference: Any) -> _Storage:
        storage, kind, key, _location, count, view = reference
        if storage != "storage" or kind not in _KINDS or view is not None:
            raise pickle.UnpicklingError("no storage of numbers")
        return _Storage(str(key), kind, int(count))
