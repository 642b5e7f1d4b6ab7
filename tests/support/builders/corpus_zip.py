"""Writing an Office file so that the same content gives the same bytes."""

import io
import zipfile
from pathlib import Path

_EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def write_stable_zip(packed: bytes, target: Path) -> None:
    """Write the members of a zip in order of name, with one fixed time."""
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as output,
    ):
        for name in sorted(source.namelist(), key=_content_types_first):
            member = zipfile.ZipInfo(name, _EARLIEST_ZIP_TIME)
            member.create_system, member.compress_type = 0, zipfile.ZIP_DEFLATED
            output.writestr(member, source.read(name))


def _content_types_first(name: str) -> tuple[bool, str]:
    return (name != "[Content_Types].xml", name)
