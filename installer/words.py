"""What the installer says, in English and Spanish: it speaks before anything is installed, so its words are its own."""

from __future__ import annotations

import os
import sys
import time

SPANISH = {
    "Python {found} is too old or too new: Ateneo needs 3.11, 3.12 or 3.13. Install one and run this with it.": (
        "Python {found} es demasiado antiguo o nuevo: Ateneo necesita 3.11, 3.12 o 3.13. Instala uno y usa ese."
    ),
    "These system packages are missing. Paste this line, then run me again: {line}": (
        "Faltan estos paquetes del sistema. Pega esta línea y vuelve a ejecutarme: {line}"
    ),
    "These system libraries are missing: {names}. Install them with your system's package manager.": (
        "Faltan estas bibliotecas del sistema: {names}. Instálalas con el gestor de paquetes de tu sistema."
    ),
    "The package registry could not be reached or lacks a package. Check the connection and run me again. ({detail})": (
        "No se pudo llegar al registro de paquetes o le falta un paquete. Revisa la conexión y vuelve a ejecutarme. ({detail})"
    ),
    "No C++ compiler works here. Paste this line, then run me again: sudo apt-get install g++ ({detail})": (
        "No funciona ningún compilador de C++. Pega esta línea y vuelve a ejecutarme: sudo apt-get install g++ ({detail})"
    ),
    "The disk is full: {folder} needs about {needed} GB free and has {free} GB. Free some space and run me again.": (
        "El disco está lleno: {folder} necesita unos {needed} GB libres y tiene {free}. Libera espacio y vuelve a ejecutarme."
    ),
    "{name} is not the file we know (its SHA-256 differs). It was deleted; run me again to fetch it once more.": (
        "{name} no es el archivo que conocemos (su SHA-256 es otro). Se ha borrado; vuelve a ejecutarme para traerlo de nuevo."
    ),
    "The starter models could not be built. ({detail})": "No se pudieron preparar los modelos de inicio. ({detail})",
    "The virtual environment could not be made in {folder}. ({detail})": (
        "No se pudo crear el entorno virtual en {folder}. ({detail})"
    ),
    "{step} failed. ({detail})": "Falló: {step}. ({detail})",
    "system packages": "paquetes del sistema",
    "virtual environment": "entorno virtual",
    "libraries": "bibliotecas",
    "language model runtime (compiled once, about 5 minutes)": (
        "motor del modelo de lenguaje (se compila una vez, unos 5 minutos)"
    ),
    "starter models": "modelos de inicio",
    "project": "proyecto",
    "already there": "ya está",
    "done": "hecho",
    "failed": "falló",
    "An NVIDIA GPU is here but no CUDA compiler (nvcc): the language model will run on the processor.": (
        "Hay una GPU NVIDIA pero no un compilador de CUDA (nvcc): el modelo de lenguaje funcionará en el procesador."
    ),
}


class SetUpFailed(Exception):
    """A sentence with the remedy."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(say(sentence, **values))


def say(sentence: str, **values: object) -> str:
    named = next((os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), "")
    text = SPANISH[sentence] if named.lower().startswith("es") else sentence
    return text.format_map({name: str(value) for name, value in values.items()})


class Step:
    """One line for each step: its name, and what became of it after how long."""

    def __init__(self, name: str) -> None:
        self._name = say(name)
        self._begun = time.monotonic()
        self._outcome = "done"

    def __enter__(self) -> Step:
        end = "\r" if sys.stdout.isatty() else "\n"
        print(f"· {self._name} …", end=end, flush=True)
        return self

    def already(self) -> None:
        self._outcome = "already there"

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        outcome = "failed" if kind else self._outcome
        mark = "✗" if kind else "✓"
        print(f"{mark} {self._name}: {say(outcome)} ({time.monotonic() - self._begun:.1f} s)", flush=True)
