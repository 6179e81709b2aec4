"""Unpacks the RTF in which Outlook keeps a letter's body (MS-OXRTFCP)."""

from __future__ import annotations

import struct

LARGEST_TEXT = 20 * 1024 * 1024
_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbol"
    rb"ArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""The text that every packed RTF may refer back to (MS-OXRTFCP)."""


def unpack_rtf(data: bytes) -> bytes:
    """Return the RTF of a packed body, empty where there is none. Raises IndexError, struct.error for a damaged one."""
    if len(data) < 16:
        return b""
    size, kind = struct.unpack_from("<I4s", data, 4)
    if kind != b"LZFu":
        return data[16 : 16 + min(size, LARGEST_TEXT)]
    size = min(size, LARGEST_TEXT)
    window = bytearray(_DICTIONARY.ljust(4096, b" "))
    out, at, write = bytearray(), 16, len(_DICTIONARY)
    while len(out) < size and at < len(data):
        flags, at = data[at], at + 1
        for bit in range(8):
            if not flags >> bit & 1:
                run = data[at : at + 1]
                at += 1
            else:
                (reference,) = struct.unpack_from(">H", data, at)
                at += 2
                start, length = reference >> 4, (reference & 15) + 2
                if start == write % 4096:
                    return bytes(out)
                run = b""
                for step in range(length):
                    run += window[(start + step) % 4096 : (start + step) % 4096 + 1]
                    window[(write + step) % 4096] = run[-1]
            for value in run:
                window[write % 4096] = value
                write += 1
            out += run
            if at >= len(data):
                break
    return bytes(out)
