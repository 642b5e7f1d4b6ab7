"""Imports point down, and each third-party library has its home."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("knowledge", "ingest", "bot", "review")
# A package may import itself and these.
BELOW = {"knowledge": set(), "ingest": {"knowledge"}, "bot": {"knowledge"}, "review": {"knowledge"}}
# Inside knowledge: these import nothing of the project but each other, from left to right.
BOTTOM = (
    "knowledge.errors",
    "knowledge.domain",
    "knowledge.accounts",
    "knowledge.names",
    "knowledge.verdicts",
    "knowledge.intake.requests",
    "knowledge.intake.findings",
    "knowledge.quoting",
    "knowledge.sentences",
)
TRANSFORMERS = {"knowledge.embedding", "knowledge.packed_layers", "knowledge.cross_encoder", "knowledge.tuning"}
LANGCHAIN = {
    "bot.budget",
    "bot.chat_models",
    "bot.composing",
    "bot.langchain_retriever",
    "bot.prompting",
    "bot.retrying",
    "bot.structured",
}
HOMES = {
    "docx": {"ingest.word"},
    "pptx": {"ingest.slides"},
    "openpyxl": {"ingest.excel"},
    "xlrd": {"ingest.excel"},
    "striprtf": {"ingest.rich_text"},
    "oxmsg": {"ingest.mail"},
    "olefile": {"ingest.packages"},
    "lxml": {"ingest.packages", "ingest.excel"},
    "pypdf": {"ingest.pdf_opening"},
    "pypdfium2": {
        "ingest.pdf_opening",
        "ingest.pdf_page",
        "ingest.pdf_rulings",
        "ingest.pdf_text",
        "review.page_images.characters",
        "review.page_images.drawing",
    },
    "pytesseract": {"ingest.ocr"},
    "bs4": {"ingest.markup"},
    "markdown_it": {"ingest.markup"},
    "chromadb": {"knowledge.vectors"},
    "bm25s": {"knowledge.keywords"},
    "Stemmer": {"knowledge.keywords"},
    "sentence_transformers": TRANSFORMERS,
    "torch": TRANSFORMERS,
    "transformers": {"knowledge.embedding", "knowledge.packed_layers"},
    "safetensors": {"knowledge.tuning"},
    "argon2": {"knowledge.passwords"},
    "authlib": {"review.console.openid"},
    "joserfc": {"review.console.openid"},
    "httpx2": {"review.console.openid"},
    "filelock": {"knowledge.editions", "knowledge.golden_file", "knowledge.intake.store"},
    "sqlalchemy": {"knowledge.ledger", "knowledge.migrations"},
    "alembic": {"knowledge.migrations", "knowledge.ledger"},
    "langchain": {"bot.chat_models"},
    "langchain_core": LANGCHAIN,
    "phonenumbers": {"bot.reachable"},
    "dotenv": {"knowledge.settings"},
    "slack_bolt": {"bot.slack"},
    "slack_sdk": {"bot.slack"},
    "yaml": {"bot.slack.manifest"},
    "starlette": {"review"},
    "uvicorn": {"review"},
    "httpx": {"ingest.fetching"},
    "jinja2": {"review", "ingest.report_page"},
    "watchfiles": {"ingest.watching"},
    "reportlab": {"review.assurance_pdf"},
    "tomlkit": {"ingest.manifest_editing"},
    "python_multipart": {"review.console.plain", "review.console.uploads"},
}


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of the packages by its dotted name."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), path


MODULES = tuple(modules())


def imported(path: Path) -> set[str]:
    """The dotted names that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize(("module", "path"), MODULES)
def test_imports_point_down(module: str, path: Path) -> None:
    package = module.split(".")[0]
    above = {name for name in imported(path) if name.split(".")[0] in {*PACKAGES, "signpost"} - {package}}
    assert set() == {name for name in above if name.split(".")[0] not in BELOW[package]}


@pytest.mark.parametrize("module", BOTTOM)
def test_the_bottom_rests_on_nothing_else(module: str) -> None:
    path = ROOT / Path(*module.split(".")).with_suffix(".py")
    allowed = BOTTOM[: BOTTOM.index(module)]
    ours = {name for name in imported(path) if name.startswith("knowledge.")}
    assert set() == {name for name in ours if not name.startswith(allowed)}


@pytest.mark.parametrize(("module", "path"), MODULES)
def test_each_library_has_its_home(module: str, path: Path) -> None:
    strays = {
        name
        for name in imported(path)
        if (homes := HOMES.get(name.split(".")[0])) and not any(module.startswith(home) for home in homes)
    }
    assert set() == strays
