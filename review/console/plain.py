"""What a request may be written in: text that every ledger, file and page can hold."""

import re
from collections.abc import Iterable
from itertools import chain

from starlette.exceptions import HTTPException
from starlette.requests import Request

# Any other would let whoever writes a form choose how it is decoded, to text that nothing can store.
_IS_USUAL = re.compile(r'[^;]*;(.*;)?\s*charset="?(utf-8|us-ascii)"?\s*(;.*)?')


def check_address(request: Request) -> None:
    """Raises HTTPException 404 for an address with text that no page has."""
    if not _are_plain([*map(str, request.path_params.values()), *chain(*request.query_params.multi_items())]):
        raise HTTPException(404)


def check_encoding(request: Request) -> None:
    """Raises HTTPException 400 for a form in another encoding than browsers send the console's own in."""
    kind = request.headers.get("content-type", "").lower()
    if (named := kind.count("charset")) and (named > 1 or not _IS_USUAL.fullmatch(kind)):
        raise HTTPException(400)


async def check_fields(request: Request, max_files: int) -> None:
    """Raises HTTPException 400 for a form with text that cannot be stored: a NUL, or half a character."""
    form = await request.form(max_files=max_files)
    if not _are_plain(text for pair in form.multi_items() for text in pair if isinstance(text, str)):
        raise HTTPException(400)


def _are_plain(texts: Iterable[str]) -> bool:
    return not any(each == "\0" or "\ud800" <= each <= "\udfff" for text in texts for each in text)
