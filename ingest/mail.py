"""Mail: what it says of itself and its text. What is attached is named, not read."""

import email
import email.policy
import struct
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

from oxmsg import Message

from ingest.decoding import decoded
from ingest.markup import read_markup
from ingest.packages import damaged_file, is_old_office_file, streams
from ingest.plain import text_blocks
from ingest.reading import Block, BlockKind, PageWarning, Reading, one_line
from knowledge.errors import UnreadableFileError

_OUTLOOK = "application/vnd.ms-outlook"
_OUTLOOK_DAMAGE = (
    ValueError, KeyError, IndexError, AssertionError, TypeError, AttributeError, LookupError, OSError, struct.error,
    NotImplementedError,
)  # fmt: skip
_SEALED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_LEAST_HEADERS = ("from", "subject", "date", "received", "message-id", "to")


def read_mail(path: Path) -> Reading:
    """An EML file: its subject is the heading, then who sent it and when, then its text."""
    try:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if not isinstance(message, EmailMessage) or not any(name in message for name in _LEAST_HEADERS):
            raise damaged_file("a mail")
        if message.get_content_type() in _SEALED:
            raise UnreadableFileError("It is encrypted: put in a copy that is not.")
        return _mail_reading(message)
    except (MessageError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise damaged_file("a mail") from error


def read_outlook(path: Path) -> Reading:
    """An MSG file of Outlook, read as a mail is."""
    if not is_old_office_file(path) or not any(name.startswith("__properties") for name in streams(path)):
        raise damaged_file("a mail of Outlook")
    try:
        message = Message.load(str(path))
        subject, sent = message.subject, message.sent_date
        sender = str(make_header(decode_header(message.sender or "")))
        html, text = message.html_body, message.body
        attached = [each.file_name or "one without a name" for each in message.attachments]
    except _OUTLOOK_DAMAGE as error:
        raise damaged_file("a mail of Outlook") from error
    body = _html_blocks(html) if html and html.strip() else list(text_blocks((text or "").replace("\r", "")))
    warnings = [*_attached(attached), *([] if body else [_NO_BODY])]
    return _reading(_OUTLOOK, subject or "", [("From", sender), ("Date", _day(sent))], body, warnings)


_NO_BODY = PageWarning(None, "its text is stored in a form that is not read: save it from Outlook as HTML")


def _mail_reading(message: EmailMessage) -> Reading:
    body = message.get_body(preferencelist=("html", "plain"))
    text, warnings = _text(body) if isinstance(body, EmailMessage) else ("", ())
    is_html = body is not None and body.get_content_type() == "text/html"
    blocks = _html_blocks(text) if is_html else list(text_blocks(text))
    date = message["date"]
    told = [("From", str(message["from"] or "")), ("Date", _day(getattr(date, "datetime", None)) or str(date or ""))]
    attached = [_name(part) for part in _parts_aside(message, body)]
    return _reading("message/rfc822", str(message["subject"] or ""), told, blocks, [*warnings, *_attached(attached)])


def _text(body: EmailMessage) -> tuple[str, tuple[PageWarning, ...]]:
    """A part's text in the encoding that it states, where that is known and true."""
    content = body.get_payload(decode=True)
    assert isinstance(content, bytes)  # a body has no parts of its own
    try:
        return content.decode(body.get_content_charset("utf-8")).replace("\r", ""), ()
    except (LookupError, UnicodeDecodeError):
        text, warnings = decoded(content)
        return text.replace("\r", ""), warnings


def _parts_aside(message: EmailMessage, body: object) -> Iterator[EmailMessage]:
    """The parts of a mail that are not its text in one form or another; what an attached mail holds is not told."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart":
            waiting = [each for each in part.iter_parts() if isinstance(each, EmailMessage)] + waiting
        elif part is not body and not _is_text(part):
            yield part


def _is_text(part: EmailMessage) -> bool:
    """Whether it is a form of the mail's own text, and nothing attached."""
    is_attached = part.get_filename() is not None or part.is_attachment()
    return part.get_content_type() in ("text/plain", "text/html") and not is_attached


def _name(part: EmailMessage) -> str:
    return one_line(part.get_filename() or "") or f"one of type {part.get_content_type()}"


def _attached(names: Sequence[str]) -> list[PageWarning]:
    return [PageWarning(None, f"what is attached to it was not read: {', '.join(names)}")] if names else []


def _html_blocks(html: str) -> list[Block]:
    return list(read_markup(html, "text/html").blocks)


def _day(moment: datetime | None) -> str:
    return f"{moment.day} {moment:%B %Y, %H:%M}" if moment else ""


def _reading(
    media_type: str,
    subject: str,
    told: Sequence[tuple[str, str]],
    body: Sequence[Block],
    warnings: Sequence[PageWarning],
) -> Reading:
    title = one_line(subject)
    over = (title,) if title else ()
    head = [Block(BlockKind.HEADING, title, over)] if title else []
    head += [Block(BlockKind.PARAGRAPH, f"{name}: {one_line(value)}", over) for name, value in told if one_line(value)]
    blocks = [*head, *(replace(block, headings=(*over, *block.headings)) for block in body)]
    return Reading(media_type, tuple(_numbered(blocks)), title, warnings=tuple(warnings))


def _numbered(blocks: Sequence[Block]) -> Iterator[Block]:
    for number, block in enumerate(blocks, 1):
        yield block if block.place else replace(block, place=f"paragraph {number}")
