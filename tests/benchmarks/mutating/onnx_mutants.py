"""Changes to ONNX files: operators, shapes, loops, huge constants, data elsewhere, and random bytes."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPERATORS = (
    "Relu", "Identity", "MatMul", "Reshape", "Conv", "Softmax", "Transpose", "ConstantOfShape", "NonZero", "Sqrt", "Log", "Tile",
    "Expand", "Range", "TopK", "Pad", "Resize", "LSTM", "If", "Loop", "Scan", "QLinearConv", "NoSuchOperator", "",
)  # fmt: skip
SIZES = (0, -1, 1, 3, 1 << 20, 1 << 31, 1 << 40, (1 << 63) - 1, -(1 << 63))
PLACES = ("../weights.bin", "/etc/passwd", "weights.bin", "/dev/zero", "", "..\\weights", "model.onnx")
Change = Callable[[onnx.ModelProto, random.Random], str]


def mutant(sound: onnx.ModelProto, seed: int) -> tuple[str, bytes]:
    """Return what was changed, and the file."""
    draw = random.Random(seed)
    model = onnx.ModelProto()
    model.CopyFrom(sound)
    if draw.random() < 0.2:
        return _of_bytes(bytearray(model.SerializeToString()), draw)
    change = draw.choice(CHANGES)
    return f"{change.__name__.removeprefix('_')}: {change(model, draw)}"[:150], model.SerializeToString()


def _of_bytes(data: bytearray, draw: random.Random) -> tuple[str, bytes]:
    if draw.random() < 0.4:
        end = draw.randrange(len(data))
        return f"cut after {end} of {len(data)} bytes", bytes(data[:end])
    places = [draw.randrange(len(data)) for _ in range(draw.choice([1, 2, 8, 40]))]
    for place in places:
        data[place] = draw.randrange(256)
    return f"bytes {places[:8]}", bytes(data)


def _operator(model: onnx.ModelProto, draw: random.Random) -> str:
    node = draw.choice(model.graph.node)
    old, node.op_type = node.op_type, draw.choice(OPERATORS)
    return f"{old} becomes {node.op_type!r}"


def _wires(model: onnx.ModelProto, draw: random.Random) -> str:
    """Connect a node with something else: nothing, itself, a name that is not there, another input."""
    node = draw.choice(model.graph.node)
    names = [
        "",
        "nowhere",
        *node.output,
        *(i.name for i in model.graph.input),
        *(t.name for t in model.graph.initializer),
    ]
    if node.input:
        at = draw.randrange(len(node.input))
        node.input[at] = new = draw.choice(names)
        return f"input {at} of {node.op_type} is {new!r}"
    node.output[0] = "elsewhere"
    return f"{node.op_type} writes elsewhere"


def _nodes(model: onnx.ModelProto, draw: random.Random) -> str:
    nodes = list(model.graph.node)
    way = draw.choice(["missing", "twice", "backwards"])
    node = draw.choice(nodes)
    if way == "missing":
        nodes.remove(node)
    elif way == "twice":
        nodes.append(node)
    else:
        nodes.reverse()
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return f"{node.op_type} {way}"


def _attribute(model: onnx.ModelProto, draw: random.Random) -> str:
    node = draw.choice(model.graph.node)
    name = draw.choice(["axis", "keepdims", "kernel_shape", "strides", "to", "perm", "pads", "group"])
    value = draw.choice([draw.choice(SIZES), [draw.choice(SIZES)] * 2, "text", 1.5])
    node.attribute.append(helper.make_attribute(name, value))
    return f"{node.op_type}.{name} = {value}"


def _weights(model: onnx.ModelProto, draw: random.Random) -> str:
    if not model.graph.initializer:
        return _operator(model, draw)
    tensor = draw.choice(model.graph.initializer)
    array = numpy_helper.to_array(tensor)
    value = draw.choice([float("nan"), float("inf"), 0, -1, 1e38, 1 << 40])
    new = np.full(array.shape, 0, array.dtype)
    with np.errstate(all="ignore"):
        new[...] = np.array(value).astype(array.dtype)
    tensor.CopyFrom(numpy_helper.from_array(new, tensor.name))
    return f"{tensor.name} full of {value}"


def _shape_of_weights(model: onnx.ModelProto, draw: random.Random) -> str:
    if not model.graph.initializer:
        return _operator(model, draw)
    tensor = draw.choice(model.graph.initializer)
    way = draw.randrange(3)
    if way == 0 or not tensor.dims:
        tensor.dims.append(draw.choice(SIZES))
    elif way == 1:
        tensor.dims[draw.randrange(len(tensor.dims))] = draw.choice(SIZES)
    else:
        tensor.data_type = draw.choice([0, 1, 6, 7, 8, 10, 16, 23, 99])
    return f"{tensor.name} of {list(tensor.dims)}, type {tensor.data_type}"


def _data_elsewhere(model: onnx.ModelProto, draw: random.Random) -> str:
    tensor = draw.choice(model.graph.initializer) if model.graph.initializer else model.graph.initializer.add(name="w")
    place = draw.choice(PLACES)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", place
    return f"{tensor.name} in {place!r}"


def _declared(model: onnx.ModelProto, draw: random.Random) -> str:
    """Declare another name, type or shape of an input or an output."""
    info = draw.choice([*model.graph.input, *model.graph.output])
    way = draw.randrange(4)
    if way == 0:
        info.name += "_other"
    elif way == 1:
        info.type.tensor_type.elem_type = draw.choice([0, 1, 6, 7, 8, 9, 10, 99])
    elif way == 2:
        info.type.tensor_type.shape.dim.add().dim_value = draw.choice(SIZES)
    else:
        for dimension in info.type.tensor_type.shape.dim:
            dimension.dim_value = draw.choice(SIZES)
    return f"{info.name}: {('name', 'type', 'rank', 'shape')[way]}"


def _version(model: onnx.ModelProto, draw: random.Random) -> str:
    if draw.random() < 0.5:
        model.ir_version = draw.choice([0, 1, 3, 99, 1 << 40])
        return f"ir_version {model.ir_version}"
    model.opset_import[0].version = draw.choice([0, 1, 7, 99, 1 << 40])
    model.opset_import[0].domain = draw.choice(["", "", "com.microsoft", "xyz"])
    return f"opset {model.opset_import[0].version} of {model.opset_import[0].domain!r}"


def _endless_loop(model: onnx.ModelProto, draw: random.Random) -> str:
    rounds = draw.choice([1, 1000, 1 << 40, (1 << 63) - 1])
    add_loop(model, rounds)
    return f"{rounds} rounds"


def add_loop(model: onnx.ModelProto, rounds: int) -> None:
    """Add the result of a loop to the first output, 0 after so many rounds."""
    value, whole, truth, fraction = (
        helper.make_tensor_value_info,
        TensorProto.INT64,
        TensorProto.BOOL,
        TensorProto.FLOAT,
    )
    body = helper.make_graph(
        [helper.make_node("Identity", ["c"], ["again"]), helper.make_node("Add", ["sum", "sum"], ["sum_out"])], "body",
        [value("i", whole, []), value("c", truth, []), value("sum", fraction, [])],
        [value("again", truth, []), value("sum_out", fraction, [])],
    )  # fmt: skip
    graph, output = model.graph, _move_output(model, "before_loop")
    graph.initializer.append(helper.make_tensor("yes", truth, [], [True]))
    graph.initializer.append(numpy_helper.from_array(np.array(rounds, np.int64), "rounds"))
    graph.initializer.append(numpy_helper.from_array(np.array(0.0, np.float32), "nothing"))
    graph.node.append(helper.make_node("Loop", ["rounds", "yes", "nothing"], ["turned"], body=body))
    graph.node.append(helper.make_node("Add", ["before_loop", "turned"], [output]))


def _move_output(model: onnx.ModelProto, name: str) -> str:
    """Have the first output's node write to another name; return the output's, which is free then."""
    output = model.graph.output[0].name
    producer = next((node for node in model.graph.node if output in node.output), model.graph.node[-1])
    at = list(producer.output).index(output) if output in producer.output else 0
    producer.output[at] = name
    return output


def _huge_constant(model: onnx.ModelProto, draw: random.Random) -> str:
    """Add a constant of so many floats to the first output."""
    count = draw.choice([10**6, 10**9, 10**10, 10**12, 1 << 61, (1 << 63) - 1, -1])
    graph, output = model.graph, _move_output(model, "before_huge")
    graph.initializer.append(numpy_helper.from_array(np.array([count], np.int64), "count"))
    graph.node.append(helper.make_node("ConstantOfShape", ["count"], ["huge"]))
    graph.node.append(helper.make_node("ReduceMax", ["huge"], ["most"], keepdims=0))
    graph.node.append(helper.make_node("Add", ["before_huge", "most"], [output]))
    return f"{count} floats"


def _nested(model: onnx.ModelProto, draw: random.Random) -> str:
    """Put graphs into graphs."""
    depth = draw.choice([1, 5, 12, 20])
    inner = helper.make_graph([], "g", [], [])
    for _ in range(depth):
        inner = helper.make_graph([helper.make_node("If", ["c"], ["x"], then_branch=inner)], "g", [], [])
    model.graph.node.append(helper.make_node("If", ["c"], ["deep"], then_branch=inner))
    return f"{depth} deep"


CHANGES: tuple[Change, ...] = (
    _operator, _operator, _wires, _nodes, _attribute, _weights, _shape_of_weights, _shape_of_weights, _data_elsewhere, _declared,
    _declared, _version, _endless_loop, _huge_constant, _nested,
)  # fmt: skip
