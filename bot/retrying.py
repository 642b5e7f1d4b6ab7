"""Which failures of a language model's provider may pass, and how long to wait before asking again."""

from langchain_core.exceptions import ContextOverflowError, ModelError, ModelInvalidRequestError, ModelTimeoutError

MOST_ATTEMPTS = 3
_FIRST_PAUSE_SECONDS = 0.5
_PASSING = frozenset({408, 409, 425, 429})


def pause_before_retry(error: Exception, attempt: int) -> float | None:
    """Seconds to wait after the failure of an attempt (from 1); None where asking again would not help.

    What the provider says in Retry-After counts, however long: whoever waits has the time in view.
    """
    if attempt >= MOST_ATTEMPTS or not _may_pass(error):
        return None
    told = _retry_after(error)
    return _FIRST_PAUSE_SECONDS * 2 ** (attempt - 1) if told is None else told


def is_refusal(error: Exception) -> bool:
    """Whether the provider does not take the request in this form: asked otherwise, it may."""
    if isinstance(error, ContextOverflowError):
        return False
    return isinstance(error, ModelInvalidRequestError) or _status(error) in (400, 422)


def _may_pass(error: Exception) -> bool:
    """Providers whose errors LangChain does not sort are told by the status, and by what Python calls them."""
    if isinstance(error, ModelTimeoutError | TimeoutError):
        return False  # the time for all of it has gone
    if isinstance(error, ModelError):
        return error.is_retryable
    status = _status(error)
    return status in _PASSING or status >= 500 or isinstance(error, ConnectionError)


def _status(error: Exception) -> int:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else 0


def _retry_after(error: Exception) -> float | None:
    """Seconds; a date, which the header may hold too, is not read."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    try:
        return max(0.0, float(headers["retry-after"])) if headers is not None else None
    except (KeyError, TypeError, ValueError):
        return None
