"""The scripts that learn from practice and measure on it start, however they are called."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("called", "option"),
    [
        (("-m", "tests.train_retriever"), "--to"),
        (("tests/train_retriever.py",), "--to"),
        (("-m", "tests.measure_retriever"), "--weights"),
        (("-m", "tests.train_judge"), "--report-only"),
    ],
)
def test_it_says_what_it_takes(called: tuple[str, ...], option: str) -> None:
    done = subprocess.run([sys.executable, *called, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert 0 == done.returncode, done.stderr
    assert option in done.stdout
