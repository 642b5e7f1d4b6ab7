"""An ingest in a process of its own, to be killed, limited or run beside another."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
INGEST = """
import sys, time
from pathlib import Path
from fakes.embedder import WordEmbedder
from ingest.ingestion import ingest
from knowledge.errors import SignpostError

def progress(stage, done, total):
    print(stage, done, flush=True)
    if sys.argv[3] == f"{stage} {done}":
        time.sleep(60)

try:
    ingest(Path(sys.argv[1]), Path(sys.argv[2]), WordEmbedder(), progress)
except SignpostError as error:
    print(type(error).__name__, error, flush=True)
"""


def start_ingest(corpus: Path, data: Path, sleep_at: str = "", **more: object) -> subprocess.Popen[str]:
    """Start one, which tells its progress a line a step, and sleeps at one moment of it ("Reading 1")."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "support")])}
    command = [sys.executable, "-c", INGEST, str(corpus), str(data), sleep_at]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, **more)  # type: ignore[call-overload,no-any-return]


def wait_for(process: subprocess.Popen[str], line: str) -> None:
    """Until it tells this line of progress; fails where it ends without."""
    assert process.stdout is not None
    assert any(each.strip() == line for each in process.stdout)
