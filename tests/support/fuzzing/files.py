"""The files that requests name: good ones, odd ones, and things that are no files."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.support.image_files import scene, sign, write_truncated
from tests.support.tiny_models import gguf_bytes

ROWS = "".join(f"{'good' if n % 2 else 'bad'} message number {n},{'yes' if n % 2 else 'no'}\n" for n in range(24))
LIKELY_FILES = (
    "papers", "papers/table.csv", "papers/0.txt", "pictures", "pictures/scene-1.jpg", "pictures/sign.png", "new/result.csv",
    "model.gguf",
)  # fmt: skip


def write_files(folder: Path) -> tuple[str, ...]:
    """Write the files into a new folder and return the paths that requests may name."""
    for name in ("papers", "papers/inner", "pictures", "new", "empty"):
        (folder / name).mkdir(parents=True)
    papers, pictures = folder / "papers", folder / "pictures"
    for number in range(6):
        (papers / f"{number}.txt").write_text(
            f"Paper {number}: the boiler is serviced in October {2000 + number}.\n" * 9
        )
    (papers / "inner" / "page.html").write_text("<h1>Keys</h1><p>The keys are in the blue drawer.</p>")
    (papers / "table.csv").write_text(f"text,label\n{ROWS}")
    (papers / "odd.csv").write_bytes(b'text,label\n"never closed,yes\n\xff\xfe\0\n')
    (papers / "lines.jsonl").write_text('{"text": "good", "label": "yes"}\n{"text": {"a": 1}}\n[1]\n')
    (papers / "deep.jsonl").write_text("[" * 50_000)
    (papers / "wide.csv").write_text("a," * 3000 + "\n" + "x" * 300_000)
    (papers / "deep.html").write_text("<div>" * 20_000)
    (papers / "letter.eml").write_bytes(nested_mail(60))
    for number in range(5):
        scene(number).save(pictures / f"scene-{number}.jpg")
    (pictures / "copy.jpg").write_bytes((pictures / "scene-1.jpg").read_bytes())
    sign("THE BOILER").save(pictures / "sign.png")
    write_truncated(pictures / "half.jpg")
    (folder / "model.gguf").write_bytes(gguf_bytes())
    (folder / "random.gguf").write_bytes(b"GGUF" + bytes(range(256)) * 4)
    (folder / "nothing.onnx").write_bytes(b"")
    return (*_ordinary(folder), *_special(folder))


def nested_mail(depth: int) -> bytes:
    """Return a mail with a mail attached, and so on."""
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\nContent-Type: message/rfc822\r\n\r\n' % (n, n)
        for n in range(depth)
    )
    return b"Subject: deep\r\nMIME-Version: 1.0\r\n" + head + b"Subject: last\r\n\r\nThe end.\r\n"


def _ordinary(folder: Path) -> Sequence[str]:
    paths = [path for path in sorted(folder.rglob("*")) if path.name != "new"]
    missing = (
        "new/result.csv", "new/result.html", "new/copy.csv", "new/labels", "missing.csv", "missing/missing.txt",
        "papers/table.csv/inside", "new/" + "n" * 300, "new/" + "d/" * 3000,
    )  # fmt: skip
    odd = ("new/a\0b.csv", "new/line\nend.csv", "new/%s{0}.csv", "new/<b>.csv")
    return [str(folder / "papers"), *map(str, paths), *(f"{folder}/{name}" for name in (*missing, *odd)), "", "\0"]


def _special(folder: Path) -> Sequence[str]:
    """Pipes, devices, sockets and links. The null device is one of our own: a request may try to replace it."""
    (folder / "special").mkdir()
    special = folder / "special"
    os.mkfifo(special / "pipe.csv")
    (special / "loop").symlink_to(special)
    (special / "dangling.csv").symlink_to(folder / "missing.csv")
    with suppress(OSError):  # not everywhere, and only as root
        os.mknod(special / "null.csv", 0o600 | stat.S_IFCHR, os.makedev(1, 3))
    return [str(special), *map(str, sorted(special.iterdir()))]
