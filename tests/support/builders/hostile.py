"""Files made to hang, bloat, mislead or escape their reader."""

import zipfile
import zlib
from collections.abc import Callable, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_OPEN = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
_CLOSE = "</w:body></w:document>"
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def write_word(file: Path, *paragraphs: str, times: int = 1, before: str = "", more: Mapping[str, str] = {}) -> Path:
    """A DOCX of paragraphs, all of them `times` over, with something before its root and more parts."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONSHIPS)
        for name, text in more.items():
            package.writestr(name, text)
        body = "".join(map(_PARAGRAPH.format, paragraphs)).encode()
        with package.open("word/document.xml", "w") as part:
            part.write((before + _OPEN).encode())
            for _ in range(times):
                part.write(body)
            part.write(_CLOSE.encode())
    return file


def write_pdf_bomb(file: Path, unpacked_bytes: int) -> Path:
    """A PDF of one page whose few drawing instructions unpack to very many."""
    packer, content = zlib.compressobj(9), BytesIO()
    part = b"BT /F1 9 Tf (words) Tj ET\n" * 40_000
    for _ in range(unpacked_bytes // len(part)):
        content.write(packer.compress(part))
    content.write(packer.flush())
    return _write_pdf(file, [content.getvalue()], filtered=b"/Filter /FlateDecode ")


def write_many_pages(file: Path, count: int) -> Path:
    """A PDF of very many pages with a line each."""
    words = [sha256(b"%d" % n).hexdigest().translate(_LETTERS) for n in range(count)]
    pages = [f"BT /F1 9 Tf 50 700 Td (Page {n} says {word} of its own.) Tj ET".encode() for n, word in enumerate(words)]
    return _write_pdf(file, pages)


def write_circular_pdf(file: Path) -> Path:
    """A PDF whose page tree leads back to itself."""
    file.write_bytes(_write_pdf(file, [b""]).read_bytes().replace(b"/Kids [4 0 R", b"/Kids [2 0 R"))
    return file


def _write_pdf(file: Path, contents: list[bytes], filtered: bytes = b"") -> Path:
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % len(contents),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (5 + 2 * n)
        )
        objects.append(b"<< %s/Length %d >>\nstream\n%s\nendstream" % (filtered, len(content), content))
    out, offsets = BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, each in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, each))
    xref = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, xref))
    file.write_bytes(out.getvalue())
    return file


ENTITIES = (
    "<!DOCTYPE d [" + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "laugh "}">' for n in range(10)) + "]>"
)
OUTSIDE = '<!DOCTYPE d [<!ENTITY file SYSTEM "file:///etc/passwd">]>'

Writer = Callable[[Path], object]
HOSTILE: Mapping[str, Writer] = {
    "bomb.docx": lambda file: write_word(file, *["Words. " * 1000] * 100, times=900),
    "bomb.pdf": lambda file: write_pdf_bomb(file, 600_000_000),
    "circle.pdf": write_circular_pdf,
    "deep.html": lambda file: file.write_text("<div>" * 200_000 + "Deep."),
    "empty.pdf": lambda file: file.touch(),
    "entities.docx": lambda file: write_word(file, "&e9;", before=ENTITIES),
    "escape.docx": lambda file: write_word(file, "Escape.", more={"../../escaped.txt": "x", "/escaped.txt": "x"}),
    "nested.md": lambda file: file.write_text(">" * 20_000 + " Nested."),
    "outside.docx": lambda file: write_word(file, "Told: &file;", before=OUTSIDE),
    "really.docx": lambda file: write_many_pages(file, 1),
    "really.pdf": lambda file: write_word(file, "Word."),
    "random.pptx": lambda file: file.write_bytes(bytes(range(256)) * 100),
    "truncated.pdf": lambda file: file.write_bytes(write_many_pages(file, 30).read_bytes()[:2000]),
}
