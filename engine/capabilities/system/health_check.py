"""The health check of this machine: processor, memory, disk, packages, library, backups, models, sockets."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Iterator

from engine.capabilities.system import process_usage
from engine.capabilities.system.api import CheckHealth, CheckResult, HealthReport
from engine.context import EngineContext
from engine.models import hardware
from engine.models.registry import InstalledModel
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import AteneoError, Cancelled
from engine.protocol.progress import Progress
from engine.store.automatic_backup import is_automatic
from engine.store.integrity import find_problems
from engine.store.recovery import backup

LITTLE_MEMORY = 1_000_000_000
LITTLE_DISK, NO_DISK = 1_000_000_000, 64_000_000
"""Bytes below which a check warns, or fails."""

Check = Callable[[], Iterator[CheckResult]]


def run_checks(
    context: EngineContext, request: CheckHealth, is_cancelled: IsCancelled
) -> Generator[Progress, None, HealthReport]:
    """Run all checks, one after the other. A cancelled run returns the results so far."""
    checks = _checks(context, request.deep, is_cancelled)
    results: list[CheckResult] = []
    for number, (name, check) in enumerate(checks):
        if is_cancelled():
            break
        yield Progress(number, len(checks), "checks", name)
        results += check()
    yield Progress(len(checks), len(checks), "checks")
    return HealthReport(tuple(results))


def _checks(context: EngineContext, deep: bool, is_cancelled: IsCancelled) -> list[tuple[str, Check]]:
    models = context.registry.list()
    return [
        ("cpu", _cpu),
        ("memory", _memory),
        ("gpu", _gpu),
        ("disk", lambda: _disk(context)),
        ("packages", _packages),
        ("store", lambda: _store(context, deep)),
        ("backups", lambda: _backups(context)),
        ("kinds", lambda: _kinds(context)),
        *((f"model:{model.id}", _model_check(context, model, deep, is_cancelled)) for model in models),
        ("sockets", lambda: _sockets(context)),
    ]


def _cpu() -> Iterator[CheckResult]:
    values = {"cores": str(hardware.physical_cores()), "instructions": ", ".join(hardware.instructions()) or "?"}
    text = "The processor has {cores} cores, with these instructions for models: {instructions}."
    yield CheckResult("cpu", "good", text, values=values)


def _gpu() -> Iterator[CheckResult]:
    """A GPU that cannot be used is a warning; a machine without one is fine."""
    gpus = hardware.gpus()
    if not gpus:
        text = "There is no graphics card (GPU) to compute on; the processor does all the work."
        yield CheckResult("gpu", "good", text)
        return
    import llama_cpp

    values = {"name": ", ".join(gpu.name for gpu in gpus)}
    if llama_cpp.llama_supports_gpu_offload():
        yield CheckResult("gpu", "good", "{name} is used.", values=values)
    else:
        text = "{name} was found, but Ateneo cannot use it as it is installed."
        yield CheckResult("gpu", "warning", text, "See “GPU” in the README.", values)


def _memory() -> Iterator[CheckResult]:
    free = hardware.free_bytes()
    values = {"free": gigabytes(free), "total": gigabytes(hardware.total_bytes())}
    text = "{free} of {total} memory is free."
    if free < LITTLE_MEMORY:
        yield CheckResult("memory", "warning", text, "Close other programs before you load a large model.", values)
    else:
        yield CheckResult("memory", "good", text, values=values)


def _disk(context: EngineContext) -> Iterator[CheckResult]:
    free = shutil.disk_usage(context.home).free
    values, text = {"free": gigabytes(free)}, "{free} is free on the library's disk."
    if free >= LITTLE_DISK:
        yield CheckResult("disk", "good", text, values=values)
        return
    yield CheckResult("disk", "bad" if free < NO_DISK else "warning", text, "Free some space on this disk.", values)


def _packages() -> Iterator[CheckResult]:
    """onnxruntime and onnxruntime-gpu share one import name: the one installed last overwrites the other, perhaps in part."""
    import importlib.metadata

    names = {name for d in importlib.metadata.distributions() if (name := d.metadata["Name"]) and "onnxruntime" in name}
    values = {"packages": ", ".join(sorted(names))}
    if {"onnxruntime", "onnxruntime-gpu"} <= names:
        text = "onnxruntime and onnxruntime-gpu are both installed and overwrite each other."
        yield CheckResult("packages", "bad", text, "Run “python3 -m installer setup” again.", values)
    elif names:
        text = "What runs the models for search and pictures is installed: {packages}."
        yield CheckResult("packages", "good", text, values=values)
    else:
        text = "What runs the models for search and pictures (ONNX Runtime) is not installed."
        yield CheckResult("packages", "bad", text, "Run “python3 -m installer setup” again.")


def _store(context: EngineContext, deep: bool) -> Iterator[CheckResult]:
    with context.store.read() as connection:
        counts = {
            name: str(connection.execute(f"SELECT count(*) FROM {name} WHERE deleted_at IS NULL").fetchall()[0][0])
            for name in ("conversations", "documents")
        }
    problems = find_problems(context.store) if deep else []
    if problems:
        text = "The library is damaged: {problem}."
        yield CheckResult("store", "bad", text, "Restore the newest good backup.", {"problem": problems[0]})
    elif deep:
        text = "The whole library was read and is sound: {conversations} conversations, {documents} documents."
        yield CheckResult("store", "good", text, values=counts)
    else:
        text = "The library is open: {conversations} conversations, {documents} documents."
        yield CheckResult("store", "good", text, values=counts)


def _backups(context: EngineContext) -> Iterator[CheckResult]:
    backups, failure = backup.list_backups(context.home), context.store.backup_failure
    if failure is not None:
        yield CheckResult("backups", "bad", failure.sentence, "The last backup could not be made.", failure.values)
    elif not is_automatic(context.store):
        text = "Backups are made by hand only: there are {count}."
        yield CheckResult("backups", "warning", text, "Let Ateneo make them in Settings.", {"count": str(len(backups))})
    elif backups:
        values = {"count": str(len(backups)), "day": backups[-1].day, "folder": str(backups[-1].path.parent)}
        text = "There are {count} backups, the newest from {day}, in {folder}."
        yield CheckResult("backups", "good", text, values=values)
    else:
        yield CheckResult("backups", "good", "There is no backup yet; the first is made at a quiet moment.")


def _kinds(context: EngineContext) -> Iterator[CheckResult]:
    ready = {model.manifest.kind for model in context.registry.list() if model.record.state == "ready"}
    advice = "Run “python3 -m installer setup”, or add one on the Models page."
    if "text" not in ready:
        yield CheckResult("models", "bad", "There is no model to chat with.", advice)
    if "embedding" not in ready:
        yield CheckResult("models", "bad", "There is no model to search documents by meaning.", advice)


def _model_check(context: EngineContext, model: InstalledModel, deep: bool, is_cancelled: IsCancelled) -> Check:
    return lambda: _model(context, model, deep, is_cancelled)


def _model(
    context: EngineContext, model: InstalledModel, deep: bool, is_cancelled: IsCancelled
) -> Iterator[CheckResult]:
    check, values = f"model:{model.id}", {"name": model.manifest.name}
    if model.record.state == "quarantined":
        text = "{name} crashed while loading and is no longer used."
        yield CheckResult(check, "warning", text, "Choose another model, or try it again on the Models page.", values)
        return
    try:
        if deep:
            for _ in context.registry.verify(model.id, is_cancelled):
                pass
        else:
            context.registry.check(model.id, is_cancelled)
    except Cancelled:
        return
    except AteneoError as error:
        advice = "Copy it again from the original."
        yield CheckResult(check, "bad", error.sentence, advice, {**values, **error.values})
        return
    yield CheckResult(check, "good", "The files of {name} are intact." if deep else "{name} is ready.", values=values)


def _sockets(context: EngineContext) -> Iterator[CheckResult]:
    """Tool servers with the network are processes of their own, whose connections are not counted."""
    if context.launcher is not None and (names := context.launcher.names):
        text, advice = (
            "These tool servers can use the network: {names}.",
            "Refuse it in the settings when they need it no more.",
        )
        yield CheckResult("networked", "warning", text, advice, {"names": ", ".join(names)})
    count = process_usage.internet_sockets()
    if count:
        text = "{count} internet connections are open. There should be none."
        yield CheckResult("sockets", "bad", text, "Please report this.", {"count": str(count)})
    else:
        yield CheckResult("sockets", "good", "No internet connection is open.")


def gigabytes(count: int) -> str:
    """Return a number of bytes as "5.1 GB": decimal gigabytes, with a point: the sentence is localised where it is translated."""
    return f"{count / 1e9:.1f} GB"
