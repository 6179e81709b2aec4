"""How a model is loaded on this machine: context length, layers on a GPU, providers, and the memory that takes."""

from __future__ import annotations

from engine.models import hardware
from engine.models.llama.gguf import GgufHeader, read_header
from engine.models.load_spec import LoadSpec
from engine.models.registry import InstalledModel
from engine.protocol.errors import ContextTooLarge, ContextTooLong, ModelTooLarge

LONGEST_CONTEXT = 8192
"""Tokens. More is the person's choice: the KV cache grows with it."""
SHORTEST_CONTEXT = 1024
OVERHEAD = 200_000_000
"""Bytes llama.cpp takes beside the weights and the KV cache."""
SPARE = 300_000_000
"""Bytes left to the rest of the computer."""


def plan_text(
    installed: InstalledModel, free_bytes: int, longest_context: int = LONGEST_CONTEXT, chosen_context: int = 0
) -> LoadSpec:
    """Return how to load a text model: as many layers on a GPU as it holds, the context halved until the KV cache fits.

    A context that the person chose (not 0) is never changed. Raises ContextTooLong where the model reads less, ContextTooLarge
    where less would fit, ModelTooLarge when even the shortest context does not fit, ModelDamaged for a broken GGUF file.
    """
    header = read_header(installed.path(".gguf"))
    if header.context and chosen_context > header.context:
        raise ContextTooLong(name=installed.manifest.name, context=chosen_context, fitting=header.context)
    context = chosen_context or min(header.context or longest_context, longest_context)
    layers = gpu_layers(installed, header, context)
    room = free_bytes - SPARE - projector_bytes(installed)
    while context > SHORTEST_CONTEXT and text_model_bytes(header, context, layers) > room:
        context //= 2
    needed = text_model_bytes(header, context, layers)
    if needed > room:
        raise ModelTooLarge(name=installed.manifest.name, needed=gigabytes(needed), free=gigabytes(max(room, 0)))
    if chosen_context > context:
        raise ContextTooLarge(name=installed.manifest.name, context=chosen_context, fitting=context)
    return LoadSpec(
        "text",
        str(installed.folder),
        installed.manifest.file(".gguf"),
        context,
        hardware.physical_cores(),
        layers,
        projector=installed.manifest.projector,
    )


def plan_onnx(installed: InstalledModel) -> LoadSpec:
    """Return how to load an ONNX model: on the GPU, unless ONNX Runtime cannot use it for this file or it failed before.

    Raises ModelDamaged for a model without an ONNX file.
    """
    from engine.models.encoders.onnx_network import CPU, usable_providers

    file = installed.manifest.network_file
    may_use_gpu = installed.record.gpu_layers != 0 and hardware.gpus()
    providers = usable_providers(installed.folder / file) if may_use_gpu else (CPU,)
    threads = hardware.physical_cores()
    return LoadSpec(installed.manifest.kind, str(installed.folder), file, threads=threads, providers=providers)


def too_large(
    installed: InstalledModel, free_bytes: int, longest_context: int = LONGEST_CONTEXT, detail: str = ""
) -> ModelTooLarge:
    """Return the error for a model whose memory ran out, with the bytes it needs on the processor and those free now."""
    needed = installed.manifest.bytes + OVERHEAD
    if installed.manifest.kind == "text":
        header = read_header(installed.path(".gguf"))
        needed = text_model_bytes(header, min(header.context or longest_context, longest_context), 0)
    return ModelTooLarge(detail, name=installed.manifest.name, needed=gigabytes(needed), free=gigabytes(free_bytes))


def gpu_layers(installed: InstalledModel, header: GgufHeader, context: int) -> int:
    """Return how many layers fit the GPU with most free memory.

    0 when there is no GPU, llama.cpp cannot use it, or it failed this model before.
    """
    if installed.record.gpu_layers == 0 or not (gpus := hardware.gpus()):
        return 0
    import llama_cpp

    if not llama_cpp.llama_supports_gpu_offload():
        return 0
    layers = header.blocks + 1
    free = max(gpu.free_bytes for gpu in gpus) - SPARE - OVERHEAD
    layer_bytes = (header.tensor_bytes + header.kv_bytes(context)) // layers or 1
    return max(0, min(layers, free // layer_bytes))


def text_model_bytes(header: GgufHeader, context: int, gpu_layers: int) -> int:
    """Return the bytes of this computer's memory that weights and KV cache take, without the layers on the GPU."""
    layers = header.blocks + 1
    return (header.tensor_bytes + header.kv_bytes(context)) * (layers - gpu_layers) // layers + OVERHEAD


def projector_bytes(installed: InstalledModel) -> int:
    """Return the bytes a projector takes beside the model: its weights, and room to compute."""
    projector = installed.manifest.projector
    if not projector:
        return 0
    return OVERHEAD + next(file.bytes for file in installed.manifest.files if file.path == projector)


def gigabytes(count: int) -> str:
    """Return bytes as a person reads them: "1.4 GB"."""
    return f"{count / 1e9:.1f} GB"
