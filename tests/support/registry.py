"""A package registry in a folder, with wheels of a few bytes: what the installer does to them is real."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path


class Registry:
    """A folder as PEP 503 wants it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()

    @property
    def address(self) -> str:
        return self._folder.as_uri()

    def add(self, name: str, version: str, content: bytes = b"") -> str:
        """Its line in a lock."""
        page = self._folder / name
        page.mkdir(exist_ok=True)
        wheel = write_wheel(page, name, version, content)
        links = (f'<a href="{wheel.name}">{wheel.name}</a>' for wheel in page.glob("*.whl"))
        (page / "index.html").write_text("\n".join(links))
        return f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def write_wheel(folder: Path, name: str, version: str, content: bytes = b"") -> Path:
    module = name.replace("-", "_")
    about = f"{module}-{version}.dist-info"
    files = {
        f"{module}.py": content,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{about}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    listed = "".join(f"{file},,\n" for file in [*files, f"{about}/RECORD"])
    path = folder / f"{module}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for file, data in {**files, f"{about}/RECORD": listed.encode()}.items():
            wheel.writestr(file, data)
    return path
