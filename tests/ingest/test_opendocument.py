"""OpenDocument text, made here."""

import zipfile
from pathlib import Path

import pytest

from ingest.opendocument import read_opendocument
from ingest.reading import Block, BlockKind, Reading
from knowledge.errors import UnreadableFileError

NAMES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in (("office",) * 2, ("text",) * 2, ("table",) * 2, ("draw", "drawing"), ("style",) * 2)
)
NUMBERED = """<text:list-style style:name="N">
    <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
    <text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2"/></text:list-style>"""


def odt(folder: Path, body: str, styles: str = "", extra: dict[str, str] | None = None) -> Reading:
    content = f"<office:document{NAMES}><office:automatic-styles>{NUMBERED}</office:automatic-styles>"
    content += f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    meta = '<m xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The protocol</dc:title></m>'
    parts = {"content.xml": content, "styles.xml": f"<s{NAMES}>{styles}</s>", "meta.xml": meta, **(extra or {})}
    with zipfile.ZipFile(folder / "made.odt", "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return read_opendocument(folder / "made.odt")


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks]


def test_headings_and_paragraphs_with_their_number(tmp_path: Path) -> None:
    body = """<text:h text:outline-level="1">Stages</text:h><text:p/>
        <text:p>Ring<text:s text:c="2"/><text:span>first</text:span>.<text:line-break/>Then<text:tab/>write.</text:p>"""
    reading = odt(tmp_path, body)
    assert (
        Block(BlockKind.HEADING, "Stages", ("Stages",), place="paragraph 1"),
        Block(BlockKind.PARAGRAPH, "Ring first. Then write.", ("Stages",), place="paragraph 2"),
    ) == reading.blocks
    assert "The protocol" == reading.title


def test_lists_are_numbered_and_go_on_where_they_say_so(tmp_path: Path) -> None:
    def item(text: str, more: str = "") -> str:
        return f"<text:list-item><text:p>{text}</text:p>{more}</text:list-item>"

    inner = f"<text:list>{item('inner')}</text:list>"
    body = f"""<text:list text:style-name="N">{item("one")}{item("two", inner)}</text:list>
        <text:list text:style-name="N" text:continue-numbering="true">{item("three")}</text:list>
        <text:list text:style-name="N">{item("again")}</text:list><text:list>{item("bullet")}</text:list>"""
    assert ["1. one", "2. two", "2.1 inner", "3. three", "1. again", "• bullet"] == texts(odt(tmp_path, body))


def test_a_table_keeps_its_heads_and_merged_cells(tmp_path: Path) -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"

    body = f"""<table:table><table:table-header-rows><table:table-row>{cell("Level")}{cell("Signs")}</table:table-row>
        </table:table-header-rows><table:table-row>{cell("4", 'table:number-rows-spanned="2"')}{cell("burns")}
        </table:table-row><table:table-row><table:covered-table-cell/>{cell("bruises")}</table:table-row></table:table>"""
    (*_, last) = odt(tmp_path, body).blocks
    assert Block(BlockKind.ROW, "4 | bruises", ("Level | Signs",), place="table 1, row 3") == last


def test_text_boxes_and_notes_are_read_and_the_rest_is_named(tmp_path: Path) -> None:
    note = """<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>
        <text:note-body><text:p>Section 47.</text:p></text:note-body></text:note>"""
    box = "<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame>"
    comment = "<office:annotation><text:p>Why?</text:p></office:annotation>"
    header = "<style:header><text:p>Draft</text:p></style:header>"
    gone = "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
    reading = odt(tmp_path, f"{gone}<text:p>Refer{note}{comment} now.{box}</text:p><text:p>Next.</text:p>", header)
    assert ["Refer now.", "boxed", "Next.", "Section 47."] == texts(reading)
    assert "footnote 1" == reading.blocks[-1].place
    assert ["it has comments (1): words in them were not read", "its page headers were not read: “Draft”"] == [
        warning.what for warning in reading.warnings
    ]


def test_a_protected_file_is_named_as_such(tmp_path: Path) -> None:
    manifest = {"META-INF/manifest.xml": "<m><encryption-data/></m>"}
    with pytest.raises(UnreadableFileError, match="protected by a password"):
        odt(tmp_path, "<text:p>x</text:p>", extra=manifest)


def test_another_kind_of_opendocument_is_refused(tmp_path: Path) -> None:
    content = {
        "content.xml": f"<office:document{NAMES}><office:body><office:spreadsheet/></office:body></office:document>"
    }
    with pytest.raises(UnreadableFileError, match="save it as"):
        odt(tmp_path, "", extra=content)


@pytest.mark.parametrize("entity", ["SYSTEM 'file:///etc/passwd'", "'resolved'"])
def test_entities_are_never_resolved(entity: str, tmp_path: Path) -> None:
    content = f"<!DOCTYPE x [<!ENTITY e {entity}>]><office:document{NAMES}><office:body><office:text>"
    content += "<text:p>Before &e; after</text:p></office:text></office:body></office:document>"
    assert ["Before after"] == texts(odt(tmp_path, "", extra={"content.xml": content}))
