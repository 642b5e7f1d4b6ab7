"""HTML and Markdown: everything that a page shows, and nothing of what surrounds it."""

import time
from pathlib import Path

import pytest

from ingest.markup import read_html, read_markdown
from ingest.reading import Block, BlockKind, Reading
from knowledge.errors import UnreadableFileError


def html(folder: Path, source: str | bytes) -> Reading:
    path = folder / "page.html"
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    return read_html(path)


def markdown(folder: Path, source: str) -> Reading:
    path = folder / "page.md"
    path.write_text(source, encoding="utf-8")
    return read_markdown(path)


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks]


def test_headings_make_a_trail(tmp_path: Path) -> None:
    reading = html(tmp_path, "<title>T</title><h1>One</h1><p>a</p><h2>Two</h2><p>b</p><h1>Three</h1><p>c</p>")
    assert [("One",), ("One", "Two"), ("Three",)] == [b.headings for b in reading.blocks if b.kind != BlockKind.HEADING]
    assert "One" == reading.title


def test_text_counts_wherever_it_stands(tmp_path: Path) -> None:
    source = """<body>loose<div>in a div<p>in a p</p>after it</div><section><span>in a span</span></section>
        <figure><figcaption>caption</figcaption></figure><details><summary>more</summary>hidden part</details>
        <form><p>in a form</p><button>Send</button></form></body>"""
    expected = ["loose", "in a div", "in a p", "after it", "in a span", "caption", "more", "hidden part", "in a form"]
    assert expected == texts(html(tmp_path, source))


def test_what_is_not_the_document_is_left_out(tmp_path: Path) -> None:
    source = """<nav>menu</nav><p>kept</p><!-- comment --><script>x()</script><style>p{}</style><template>t</template>
        <noscript>n</noscript><footer>foot</footer><aside>side</aside>"""
    assert ["kept"] == texts(html(tmp_path, source))
    assert ["main"] == texts(html(tmp_path, "<p>around</p><main><p>main</p></main>"))
    assert ["one", "two"] == texts(html(tmp_path, "<article>one</article><article>two</article>"))


def test_a_line_break_parts_words_and_inline_tags_do_not(tmp_path: Path) -> None:
    assert ["One two safeguarding"] == texts(html(tmp_path, "<p>One<br>two safe<b>guard</b>ing</p>"))


def test_lists_keep_their_marks(tmp_path: Path) -> None:
    source = """<ol start="3"><li>three<ul><li>inner</li></ul>tail</li><li><p>four</p><p>more</p></li></ol>
        <ol start="x²"><li></li><li>second</li></ol>"""
    assert [
        (BlockKind.ITEM, "3. three"),
        (BlockKind.ITEM, "• inner"),
        (BlockKind.PARAGRAPH, "tail"),
        (BlockKind.ITEM, "4. four"),
        (BlockKind.PARAGRAPH, "more"),
        (BlockKind.ITEM, "2. second"),
    ] == [(block.kind, block.text) for block in html(tmp_path, source).blocks]


def test_a_row_has_its_column_heads(tmp_path: Path) -> None:
    source = """<h1>Levels</h1><table><caption>Grid</caption><tr><th>Level</th><th>Signs</th></tr>
        <tr><td>One</td><td><p>late<br>often</p><ul><li>tired</li></ul></td></tr></table>"""
    assert (
        Block(BlockKind.PARAGRAPH, "Grid", ("Levels",)),
        Block(BlockKind.ROW, "Level | Signs", ("Levels",)),
        Block(BlockKind.ROW, "One | late often tired", ("Levels", "Level | Signs")),
    ) == html(tmp_path, source).blocks[1:]


def test_a_table_that_lays_out_a_page_is_read_as_a_page(tmp_path: Path) -> None:
    source = "<table><tr><td><h1>Title</h1><p>Text.</p><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>"
    assert ["Title", "Text.", "a | b"] == texts(html(tmp_path, source))


def test_what_cannot_be_stored_is_left_out(tmp_path: Path) -> None:
    reading = html(tmp_path, b"<title>T\x01</title><h1>H\x02</h1><p>a\x00b&#0;c&#1;d&#xD800;e\x1b[31m &shy;x</p>")
    shown = "".join([reading.title, *texts(reading), *(h for block in reading.blocks for h in block.headings)])
    assert [] == [character for character in shown if not character.isprintable()]
    shown.encode()


@pytest.mark.parametrize(
    "source",
    [
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>x</body></html>',
        "x",
        "<p>x",
        "</div></p>x<",
        '<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]><p>x</p>',
        "<p>x</p><p>" + "\n" * 100_000,
    ],
)
def test_odd_markup_is_read_without_a_warning(source: str, tmp_path: Path) -> None:
    assert "x" == texts(html(tmp_path, source))[-1].strip("<").strip()


def test_an_address_alone_is_text(tmp_path: Path) -> None:
    assert ["https://example.org/page"] == texts(html(tmp_path, "https://example.org/page"))


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 20_000 + "deep",
        "<div>a" * 3_000 + "deep",
        "<ul><li>a" * 3_000 + "deep",
        "<ol>" + "<li>a</li>" * 20_000 + "<li>deep</li></ol>",
        "<table><tr><td>" * 1_000 + "deep",
        "<b>" * 20_000 + "deep",
    ],
)
def test_deep_and_long_pages_are_read_in_seconds(source: str, tmp_path: Path) -> None:
    started = time.monotonic()
    assert texts(html(tmp_path, source))[-1].endswith("deep")
    assert time.monotonic() - started < 10


def test_markdown(tmp_path: Path) -> None:
    reading = markdown(
        tmp_path, "# Title\n\nText *with* `code`.\n\n- one\n\n- two\n\n| A | B |\n|---|---|\n| 1 | 2 |\n"
    )
    assert ["Title", "Text with code.", "• one", "• two", "A | B", "1 | 2"] == texts(reading)
    assert "Title" == reading.title


def test_html_in_markdown_stays_text(tmp_path: Path) -> None:
    assert ["<script>alert(1)</script>"] == texts(markdown(tmp_path, "<script>alert(1)</script>"))


def test_deep_lists_in_markdown_are_read(tmp_path: Path) -> None:
    assert "• item 30" == texts(markdown(tmp_path, "\n".join("  " * n + f"- item {n}" for n in range(31))))[-1]


def test_markdown_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_bytes("é".encode("cp1252"))
    with pytest.raises(UnreadableFileError, match="UTF-8"):
        read_markdown(tmp_path / "page.md")
