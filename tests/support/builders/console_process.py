"""`signpost review serve` as its users run it: the real program in a process of its own, on loopback."""

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
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SIGNPOST_")}
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "signpost", "review", "serve", "--port", str(port)],
        # Not in the project's folder, whose .env may name another ledger.
        cwd=data,
        env=kept | {"SIGNPOST_DATA": str(data), "SIGNPOST_CORPUS": str(corpus), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        # It listens before it says so.
        said = process.stdout.readline()
        assert f":{port}" in said, said
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.stdout.close()
        process.wait(_STOP_SECONDS)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
