"""Following a corpus folder: a run after each burst of changes, one at a time."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

from knowledge.errors import CorpusError, IngestRunningError, SignpostError
from knowledge.manifest import NAME as MANIFEST

_TICK_SECONDS = 0.25
_LONGEST_BURST = 20  # in settling times: a folder that never rests is read all the same
A_DAY_SECONDS = 86_400.0


def follow(
    corpus: Path,
    run: Callable[[], object],
    settle_seconds: float,
    show_error: Callable[[SignpostError], None],
    stop: Event | None = None,
    at_least_every_seconds: float = A_DAY_SECONDS,
) -> None:
    """Call `run` now, after each burst of changes below the folder, and once a day, as review dates pass.

    A burst has ended after `settle_seconds` without a change. Changes that come during a run lead to one more.
    An error of a run is shown and following goes on; a run that another ingest held up is tried again.
    Returns when `stop` is set or on Ctrl-C.
    """
    if not corpus.is_dir():
        raise CorpusError(f"There is no corpus folder {corpus}: name one with --corpus or SIGNPOST_CORPUS.")
    due = 0.0
    changes = watch(
        corpus,
        watch_filter=_CorpusFilter(corpus),
        step=round(settle_seconds * 1000),
        debounce=round(settle_seconds * 1000 * _LONGEST_BURST),
        rust_timeout=round(_TICK_SECONDS * 1000),
        yield_on_timeout=True,
        stop_event=stop,
    )
    try:
        for changed in changes:  # the first turn comes when the folder is watched already
            if changed or time.monotonic() >= due:
                wait = at_least_every_seconds if _has_run(run, show_error) else settle_seconds
                due = time.monotonic() + wait
    except KeyboardInterrupt:
        return


def _has_run(run: Callable[[], object], show_error: Callable[[SignpostError], None]) -> bool:
    """Whether the changes are dealt with: an ingest of somebody else may have begun before them."""
    try:
        run()
    except IngestRunningError as error:
        show_error(error)
        return False
    except SignpostError as error:
        show_error(error)
    return True


class _CorpusFilter:
    """Lets through what an ingest would read: documents and the manifest, wherever the folder lies."""

    def __init__(self, corpus: Path) -> None:
        self._roots = (corpus.absolute(), corpus.resolve())

    def __call__(self, change: Change, path: str) -> bool:
        root = next((root for root in self._roots if Path(path).is_relative_to(root)), None)
        if root is None:
            return False
        below = Path(path).relative_to(root)
        is_hidden = any(part[0] in "._" for part in below.parts)
        return not is_hidden and (below.suffix != ".toml" or below.as_posix() == MANIFEST)
