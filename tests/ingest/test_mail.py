"""Mail, as it is saved from mail programs."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.mail import read_mail, read_outlook
from ingest.reading import Block, BlockKind, Reading
from knowledge.errors import UnreadableFileError

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "files" / "markitdown"
OUTLOOK = SHARED / "packages" / "markitdown" / "tests" / "test_files" / "test_outlook_msg.msg"


def mail(folder: Path, content: EmailMessage | bytes) -> Reading:
    (folder / "made.eml").write_bytes(bytes(content))
    return read_mail(folder / "made.eml")


def message(text: str = "Ring first.\n\nThen write.\n") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"] = "Partnership team <team@example.org>", "all@example.org"
    made["Subject"], made["Date"] = "Change to the protocol – £", "Mon, 01 Apr 2024 09:30:00 +0100"
    made.set_content(text)
    return made


def test_the_subject_is_the_heading_over_sender_date_and_text(tmp_path: Path) -> None:
    trail = ("Change to the protocol – £",)
    reading = mail(tmp_path, message())
    assert (
        Block(BlockKind.HEADING, trail[0], trail, place="paragraph 1"),
        Block(BlockKind.PARAGRAPH, "From: Partnership team <team@example.org>", trail, place="paragraph 2"),
        Block(BlockKind.PARAGRAPH, "Date: 1 April 2024, 09:30", trail, place="paragraph 3"),
        Block(BlockKind.PARAGRAPH, "Ring first.", trail, place="paragraph 4"),
        Block(BlockKind.PARAGRAPH, "Then write.", trail, place="paragraph 5"),
    ) == reading.blocks
    assert (trail[0], ()) == (reading.title, reading.warnings)


def test_the_page_of_a_mail_is_read_rather_than_its_plain_form(tmp_path: Path) -> None:
    made = message("View this mail in a browser.")
    made.add_alternative("<h2>Levels</h2><ul><li>late</li></ul><script>x()</script>", subtype="html")
    assert [("Levels", BlockKind.HEADING), ("• late", BlockKind.ITEM)] == [
        (block.text, block.kind) for block in mail(tmp_path, made).blocks[3:]
    ]


def test_what_is_attached_is_named_and_not_read(tmp_path: Path) -> None:
    made = message()
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="protocol.pdf")
    made.add_attachment("secret text", filename="notes.txt")
    made.add_attachment(message("inner"))
    reading = mail(tmp_path, made)
    (warning,) = reading.warnings
    assert "what is attached to it was not read: protocol.pdf, notes.txt, one of type message/rfc822" == warning.what
    assert "secret" not in str(reading.blocks)
    assert "inner" not in str(reading.blocks)


@pytest.mark.parametrize("charset", ["utf-8", "no-such-charset", "us-ascii"])
def test_a_wrong_or_unknown_charset_is_no_obstacle(charset: str, tmp_path: Path) -> None:
    head = f"Subject: S\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
    assert "café £5" == mail(tmp_path, head.encode() + "café £5".encode()).blocks[-1].text


def test_an_encrypted_mail_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="It is encrypted"):
        mail(tmp_path, b"Subject: S\nContent-Type: application/pkcs7-mime; name=smime.p7m\n\nMIIB")


@pytest.mark.parametrize("content", [b"no mail at all", b"\x00" * 500, b"\n\n\n"])
def test_what_is_no_mail_is_refused(content: bytes, tmp_path: Path) -> None:
    for reader in (read_mail, read_outlook):
        (tmp_path / "file").write_bytes(content)
        with pytest.raises(UnreadableFileError, match="or it is damaged"):
            reader(tmp_path / "file")


@pytest.mark.skipif(not OUTLOOK.is_file(), reason="../shared/data is not here")
def test_a_mail_of_outlook_is_read() -> None:
    reading = read_outlook(OUTLOOK)
    assert "Test Email Message" == reading.title
    assert ["Date: 22 December 2024, 08:23", "This is the body of the test email message"] == [
        block.text for block in reading.blocks[2:]
    ]
    assert "=?" not in reading.blocks[1].text
