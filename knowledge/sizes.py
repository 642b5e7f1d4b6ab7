"""How large the files of an edition are, noted when it is built: Chroma would crash the process on one cut short, and
an edition that lacks a part must be made anew even when no document changed.
"""

import json
from pathlib import Path

_NAME = "sizes.json"
_UNCHANGING = ("exact", "keywords", "signs")


def write_sizes(folder: Path) -> None:
    """Note the bytes of each file of an edition that never changes, by path.

    SQLite's may when they are opened, and Chroma makes a small index anew each time.
    """
    indexes = [pickle.parent.relative_to(folder) for pickle in folder.glob("vectors/*/*.pickle")]
    files = sorted(path for parent in [*_UNCHANGING, *indexes] for path in folder.glob(f"{parent}/*"))
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    (folder / _NAME).write_text(json.dumps(sizes, indent=2))


def has_whole_files(folder: Path) -> bool:
    """Whether every file whose size was noted is there in that size."""
    try:
        sizes: dict[str, int] = json.loads((folder / _NAME).read_text())
        return all((folder / path).stat().st_size == size for path, size in sizes.items())
    except (OSError, ValueError, AttributeError):
        return False
