"""An old torch file gives its tensors, and runs none of the code that a pickle may hold."""

from __future__ import annotations

import io
import pickle
import struct
from collections import OrderedDict

import pytest

from engine.models.importing.torch_tensors import MAGIC, PROTOCOL, read_tensors
from engine.protocol.errors import ModelDamaged


class CallsPrint:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("opened",)


def test_tensors_are_read_and_nothing_else_is(capsys: pytest.CaptureFixture[str]) -> None:
    for content in (CallsPrint(), {"weight": CallsPrint()}, {"weight": [1.0]}, OrderedDict(a=print)):
        with pytest.raises(ModelDamaged):
            read_tensors(torch_file(pickle.dumps(content, protocol=2)), "weights.pth")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "offset,shape,stride", [(0, (3,), (1,)), (-1, (2,), (1,)), (0, (2, 2), (1, 1 << 60)), (0, (0,), (1,))]
)
def test_a_tensor_outside_its_storage_is_refused(offset: int, shape: tuple[int, ...], stride: tuple[int, ...]) -> None:
    with pytest.raises(ModelDamaged):
        read_tensors(torch_file(tensor(offset, shape, stride)), "weights.pth")


def test_a_transposed_tensor_is_read_by_its_strides() -> None:
    tensors = read_tensors(torch_file(tensor(0, (1, 2), (2, 1))), "weights.pth")
    assert tensors["w"].tolist() == [[1.0, 2.0]]
    assert read_tensors(torch_file(tensor(0, (2, 1), (1, 9))), "weights.pth")["w"].tolist() == [[1.0], [2.0]]


@pytest.mark.parametrize("cut", [0, 1, 20, 100, -1, -9])
def test_a_torch_file_cut_short_is_damage(cut: int) -> None:
    with pytest.raises(ModelDamaged):
        read_tensors(torch_file(tensor(0, (2,), (1,)))[:cut], "weights.pth")


def tensor(offset: int, shape: tuple[int, ...], stride: tuple[int, ...]) -> bytes:
    """A pickle that says {"w": tensor of one storage of two numbers}, written by hand as torch writes it."""

    def numbers(values: tuple[int, ...]) -> bytes:
        return b"(" + b"".join(b"I%d\n" % value for value in values) + b"t"

    storage = (
        b"(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x02Ntq" + b"\x01Q"
    )
    call = b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + b"I%d\n" % offset + numbers(shape) + numbers(stride)
    return b"\x80\x02}X\x01\x00\x00\x00w" + call + b"\x89}tRs."


def torch_file(tensors: bytes) -> bytes:
    file = io.BytesIO()
    for value in (MAGIC, PROTOCOL, {}):
        pickle.dump(value, file, protocol=2)
    file.write(tensors)
    pickle.dump(["0"], file, protocol=2)
    file.write(struct.pack("<q2f", 2, 1.0, 2.0))
    return file.getvalue()
