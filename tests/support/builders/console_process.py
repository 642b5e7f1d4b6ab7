"""The console and the intake's process as their users run them: the real program, each in a process of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
_STOP_SECONDS = 20.0


@contextmanager
def console_process(data: Path, corpus: Path) -> Iterator[str]:
    """The address of a console that serves these folders until the end of the block."""
    port = _free_port()
    with _process(data, corpus, "review", "serve", "--port", str(port), stdout=subprocess.PIPE) as process:
        # It listens before it says so.
        assert process.stdout is not None
        said = process.stdout.readline()
        assert f":{port}" in said, said
        yield f"http://127.0.0.1:{port}"


@contextmanager
def intake_process(data: Path, corpus: Path) -> Iterator[None]:
    """`signpost intake`, which does what the console asks for, until the end of the block."""
    with _process(data, corpus, "intake"):
        yield


@contextmanager
def _process(data: Path, corpus: Path, *arguments: str, stdout: int | None = None) -> Iterator["subprocess.Popen[str]"]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SIGNPOST_")}
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "signpost", *arguments],
        # Not in the project's folder, whose .env may name another ledger.
        cwd=data,
        env=kept | {"SIGNPOST_DATA": str(data), "SIGNPOST_CORPUS": str(corpus), "PYTHONPATH": str(ROOT)},
        stdout=stdout,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        if process.stdout is not None:
            process.stdout.close()
        process.wait(_STOP_SECONDS)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
