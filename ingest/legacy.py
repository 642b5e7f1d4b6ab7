"""Word and PowerPoint 97 files, converted by LibreOffice where it is installed."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from zipfile import is_zipfile

from ingest.packages import check_unprotected, damaged_file, is_old_office_file, streams
from ingest.reading import PageWarning, Reading
from ingest.rich_text import read_rich_text
from ingest.slides import read_slides
from ingest.word import read_word
from knowledge.errors import UnreadableFileError

CONVERT_SECONDS = 120
_PROGRAMS = ("soffice", "libreoffice")
# A profile that runs no macro and follows no link, whatever a document wants. Pictures that a file links to are
# fetched all the same: so every request goes to a proxy that is not there.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetNoProxy" oor:op="fuse"><value></value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetFTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetFTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""


def read_old_word(path: Path) -> Reading:
    """A DOC file; also a newer Word document or rich text that bears the older ending."""
    if path.read_bytes()[:5] == b"{\\rtf":
        return read_rich_text(path)
    return _read(path, "WordDocument", "docx", read_word, "a Word document", "application/msword")


def read_old_slides(path: Path) -> Reading:
    """A PPT file; also newer slides that bear the older ending."""
    kind = "application/vnd.ms-powerpoint"
    return _read(path, "PowerPoint Document", "pptx", read_slides, "a PowerPoint file", kind)


def _read(
    path: Path, stream: str, ending: str, reader: Callable[[Path], Reading], what: str, media_type: str
) -> Reading:
    if not is_old_office_file(path) and is_zipfile(path):
        return reader(path)
    check_unprotected(path)
    if stream not in streams(path):
        raise damaged_file(what)
    with tempfile.TemporaryDirectory(prefix="signpost-", ignore_cleanup_errors=True) as folder:
        reading = reader(_converted(path, ending, Path(folder)))
    note = PageWarning(None, f"LibreOffice converted it: save it as .{ending} to be sure of its places")
    return replace(reading, media_type=media_type, warnings=(note, *reading.warnings))


def _converted(path: Path, ending: str, folder: Path) -> Path:
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise UnreadableFileError(
            f"It is an older Office file, which LibreOffice must convert: apt-get install libreoffice, "
            f"or save it as .{ending}."
        )
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE)
    source = folder / f"source{path.suffix.lower()}"  # a name that cannot be taken for an option
    shutil.copyfile(path, source)
    _run(
        [
            program, "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={profile.as_uri()}",
            "--convert-to", ending, "--outdir", str(folder / "converted"), str(source),
        ],
        folder,
    )  # fmt: skip
    converted = folder / "converted" / f"source.{ending}"
    if not converted.is_file():
        raise UnreadableFileError(f"LibreOffice could not convert it: open it and save it as .{ending}.")
    return converted


def _run(command: list[str], folder: Path) -> None:
    """Run a program with a time limit, in a group of its own: LibreOffice starts others, which must end with it."""
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder)}
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(CONVERT_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise UnreadableFileError(
            f"LibreOffice took more than {CONVERT_SECONDS} seconds to convert it: save it in a newer format."
        ) from error
    finally:
        _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):  # all of them have ended
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
