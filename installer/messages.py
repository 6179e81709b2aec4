"""The installer's messages in English and Spanish. It runs before anything is installed, so it has its own translations."""

from __future__ import annotations

import locale
import os

SPANISH = {
    # steps
    "system packages": "paquetes del sistema",
    "virtual environment": "entorno virtual",
    "libraries": "bibliotecas",
    "libraries for the tests": "bibliotecas para las pruebas",
    "libraries for training (large)": "bibliotecas para entrenar (grandes)",
    "CUDA libraries (large)": "bibliotecas de CUDA (grandes)",
    "installer's tools": "herramientas del instalador",
    "language model runtime": "motor del modelo de lenguaje",
    "language model runtime (compiled once, about 5 minutes)": (
        "motor del modelo de lenguaje (se compila una vez, unos 5 minutos)"
    ),
    "starter models": "modelos de inicio",
    "standard chat model": "modelo de chat estándar",
    "project": "proyecto",
    "already there": "ya está",
    "done": "hecho",
    "failed": "falló",
    "missing": "falta",
    # errors, each with its remedy
    "Python {found} is too old or too new: Ateneo needs 3.11, 3.12 or 3.13. {remedy}": (
        "Python {found} es demasiado antiguo o demasiado nuevo: Ateneo necesita 3.11, 3.12 o 3.13. {remedy}"
    ),
    "Install one of them and run this command with it.": "Instala uno de ellos y ejecuta esta orden con él.",
    "Paste this line, then run this command with it: {line}": "Pega esta línea y ejecuta esta orden con él: {line}",
    "These system packages are missing. Paste this line, then try again: {line}": (
        "Faltan estos paquetes del sistema. Pega esta línea y vuelve a intentarlo: {line}"
    ),
    "These system libraries are missing: {names}. Install them with your system's package manager, then try again.": (
        "Faltan estas bibliotecas del sistema: {names}. Instálalas con el gestor de paquetes de tu sistema y vuelve a intentarlo."
    ),
    "The package registry ({registry}) could not be reached. Check the connection, then try again. ({detail})": (
        "No se pudo llegar al registro de paquetes ({registry}). Revisa la conexión y vuelve a intentarlo. ({detail})"
    ),
    "The package registry ({registry}) has no {package} for this Python and system. Use another one. ({detail})": (
        "El registro de paquetes ({registry}) no tiene {package} para este Python y sistema. Usa otro. ({detail})"
    ),
    "{package} is not the file we know: its SHA-256 differs. Nothing of it was used. Try again, or use another registry.": (
        "{package} no es el archivo que conocemos: su SHA-256 es otro. No se ha usado nada de él. "
        "Vuelve a intentarlo o usa otro registro."
    ),
    "The disk is full: {folder} needs about {needed} GB free and has {free} GB. Free some space, then try again.": (
        "El disco está lleno: {folder} necesita unos {needed} GB libres y tiene {free}. Libera espacio y vuelve a intentarlo."
    ),
    "The disk became full, or a limit on file sizes was met, in {step}. Free some space, then try again. ({detail})": (
        "El disco se llenó, o se alcanzó un límite de tamaño de archivo, en: {step}. "
        "Libera espacio y vuelve a intentarlo. ({detail})"
    ),
    "{folder} cannot be written to. Use a folder of your own, then try again. ({detail})": (
        "No se puede escribir en {folder}. Usa una carpeta tuya y vuelve a intentarlo. ({detail})"
    ),
    "No C++ compiler works here. Paste this line, then try again: {line}": (
        "Aquí no funciona ningún compilador de C++. Pega esta línea y vuelve a intentarlo: {line}"
    ),
    "Memory ran out while the language model runtime was compiled. Close other programs, then try again. ({detail})": (
        "Se acabó la memoria al compilar el motor del modelo de lenguaje. "
        "Cierra otros programas y vuelve a intentarlo. ({detail})"
    ),
    "{step} failed; {log} tells more. ({detail})": "Falló: {step}; {log} dice más. ({detail})",
    "Stopped. Run it again to continue.": "Detenido. Ejecútalo otra vez para continuar.",
    "Failed: {names}.": "Ha fallado: {names}.",
    "Passed only alone: {names}.": "Solo han pasado por separado: {names}.",
    "{name} was ended: it may take {seconds} s.": "Se ha detenido {name}: puede durar {seconds} s.",
    "An NVIDIA GPU is here but no CUDA compiler (nvcc): the language model will run on the processor.": (
        "Hay una GPU NVIDIA pero no un compilador de CUDA (nvcc): el modelo de lenguaje funcionará en el procesador."
    ),
    "The training libraries need {needed} GB free: the tests that use them are skipped.": (
        "Las bibliotecas de entrenamiento necesitan {needed} GB libres: se omiten las pruebas que las usan."
    ),
    # the standard chat model
    "Fetching the chat model {name}: {size} MB in {parts} parts, at most {peak} MB of disk meanwhile. "
    "“--models small” goes without it.": (
        "Se descarga el modelo de chat {name}: {size} MB en {parts} partes, con {peak} MB de disco como mucho mientras dura. "
        "Con «--models small» no se descarga."
    ),
    "part {part} of {parts}, {done} of {total} MB": "parte {part} de {parts}, {done} de {total} MB",
    ", about {minutes} min left": ", tiempo restante: {minutes} min",
    "{name} needs {needed} GB of memory and this computer has {found} GB.": (
        "{name} necesita {needed} GB de memoria y este ordenador tiene {found} GB."
    ),
    "{name} needs {needed} GB of free disk and {folder} has {free} GB.": (
        "{name} necesita {needed} GB de disco libres y en {folder} hay {free} GB."
    ),
    "{reason} Ateneo starts with the small chat model, SmolLM2.": (
        "{reason} Ateneo empieza con el modelo de chat pequeño, SmolLM2."
    ),
    "{path} is used instead of Python {found}.": "Se usa {path} en lugar de Python {found}.",
}


class SetUpFailed(Exception):
    """A failure as a sentence with a remedy, in the user's language."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(say(sentence, **values))


def say(sentence: str, **values: object) -> str:
    text = SPANISH[sentence] if _speaks_spanish() else sentence
    return text.format_map({name: str(value) for name, value in values.items()})


def _speaks_spanish() -> bool:
    named = next((os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), None)
    return (named or locale.getlocale()[0] or "").lower().startswith("es")
