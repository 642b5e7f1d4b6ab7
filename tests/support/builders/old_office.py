"""OLE files, the containers of the older Office formats."""

import struct
from pathlib import Path


def old_file(path: Path, stream: str) -> Path:
    """The smallest OLE file that holds an empty stream of this name: Office knows its own files by it."""
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIiIIiIiI", 0, 1, 1, 0, 4096, -2, 0, -2, 0) + struct.pack("<i", 0) + b"\xff" * 432
    sectors = struct.pack("<ii", -3, -2).ljust(512, b"\xff")
    folder = _entry("Root Entry", kind=5, child=1) + _entry(stream, kind=2, child=-1)
    path.write_bytes(header + sectors + folder.ljust(512, b"\0"))
    return path


def _entry(name: str, kind: int, child: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    links = struct.pack("<HBBiii", len(encoded), kind, 1, -1, -1, child)
    return encoded.ljust(64, b"\0") + links + bytes(36) + struct.pack("<iQ", -2, 0)
