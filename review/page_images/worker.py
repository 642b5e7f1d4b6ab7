"""The process that draws pages, one after another: started as `python -m review.page_images.worker DESCRIPTOR`.

What a hostile file can make it do is bounded by the system too: it cannot write a file, nor take memory without end.
"""

import resource
import sys
from contextlib import suppress

from knowledge.watched_process import serve
from review.page_images.drawing import draw

_MOST_BYTES_OF_ADDRESSES = 4_000_000_000


def _bound() -> None:
    for kind, most in (
        (resource.RLIMIT_AS, _MOST_BYTES_OF_ADDRESSES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):  # macOS bounds no addresses
            resource.setrlimit(kind, (bound, bound))


if __name__ == "__main__":
    _bound()
    serve(int(sys.argv[1]), draw)
