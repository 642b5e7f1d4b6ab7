"""Web pages of the manifest, fetched from a site on loopback."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders.corpora import ingested, write_corpus
from fakes.embedder import WordEmbedder
from fakes.web import HTML, Asked, Reply, Website, website
from ingest.fetching import USER_AGENT, Limits
from ingest.ingestion import ingest
from ingest.public_addresses import is_public
from ingest.web_pages import FetchRules, fetch_web_pages
from knowledge.errors import StorageError
from knowledge.ingest_report import IngestWarning

PAGE = b"<html><body><h1>Front door</h1><p>Ring the front door.</p></body></html>"
BOM = b"\xef\xbb\xbf"
RULES = FetchRules(allow_private=True, limits=Limits(page_bytes=300_000, seconds=1.0, redirects=3))


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as site:
        site.pages["/page"] = Reply(PAGE)
        yield site


@pytest.fixture
def corpus(tmp_path: Path, site: Website) -> Path:
    return corpus_of(tmp_path, site.url("/page"))


def corpus_of(folder: Path, url: str, path: str = "page.html") -> Path:
    manifest = f'[[document]]\npath = "a.md"\n[[document]]\npath = "{path}"\nsource_url = "{url}"\n'
    return write_corpus(folder / "corpus", {"a.md": "# A\n\nText.\n"}, manifest)


def fetched(corpus: Path, rules: FetchRules = RULES, only_missing: bool = False) -> list[IngestWarning]:
    return fetch_web_pages(corpus, corpus.parent / "data", rules, lambda stage, done, total: None, only_missing)


def why(corpus: Path, rules: FetchRules = RULES) -> str:
    """What the one warning says."""
    (warning,) = fetched(corpus, rules)
    assert ("page.html", None, "fetching") == (warning.path, warning.page, warning.kind)
    return warning.what


def test_a_page_becomes_a_file_of_the_corpus(corpus: Path, site: Website) -> None:
    assert [] == fetched(corpus)
    assert BOM + PAGE == (corpus / "page.html").read_bytes()
    assert {"a.md", "page.html"} == set(ingested(corpus, corpus.parent / "data").added)
    assert {USER_AGENT} == {each.headers["User-Agent"] for each in site.asked}
    assert ["/robots.txt", "/page"] == [each.path for each in site.asked]
    assert {"a.md", "manifest.toml", "page.html"} == {path.name for path in corpus.iterdir()}


@pytest.mark.parametrize(("path", "url"), [("page.pdf", "{}/page"), ("page.html", "")])
def test_only_html_with_an_address_is_fetched(tmp_path: Path, site: Website, path: str, url: str) -> None:
    assert [] == fetched(corpus_of(tmp_path, url.format(site.address), path))
    assert [] == site.asked


def test_a_page_that_has_not_changed_is_not_sent_again(corpus: Path, site: Website) -> None:
    def page(asked: Asked) -> Reply:
        has_it = asked.headers.get("If-None-Match") == '"1"' and "If-Modified-Since" in asked.headers
        validators = {"ETag": '"1"', "Last-Modified": "Tue, 24 Nov 2026 10:00:00 GMT"}
        return Reply(status=304, headers=validators) if has_it else Reply(PAGE, headers=HTML | validators)

    site.pages["/page"] = page
    assert [] == fetched(corpus)
    before = (corpus / "page.html").stat().st_mtime_ns
    assert [] == fetched(corpus)
    assert "If-None-Match" in site.asked[-1].headers
    assert before == (corpus / "page.html").stat().st_mtime_ns
    (corpus / "page.html").write_text("Somebody wrote here.")
    assert [] == fetched(corpus)
    assert BOM + PAGE == (corpus / "page.html").read_bytes()


def test_the_same_page_again_leaves_the_file_untouched(corpus: Path, site: Website) -> None:
    fetched(corpus)
    before = (corpus / "page.html").stat()
    fetched(corpus)
    after = (corpus / "page.html").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert 2 == site.count("/page")


def test_damaged_memory_fetches_the_whole_page(corpus: Path) -> None:
    fetched(corpus)
    memory = corpus.parent / "data" / "fetched.json"
    assert 1 == len(json.loads(memory.read_text()))
    memory.write_text('{"x": [1]}')
    assert [] == fetched(corpus)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(b"Gone.", 404), "answers 404 Not Found"),
        (Reply(b"Broken.", 500), "answers 500"),
        (Reply(status=304), "answers 304"),
        (Reply(b"x" * 400_000), "larger than 0.3 MB"),
        (Reply(b"x" * 250_000, pause_seconds=0.6), "longer than 1 s"),
        (Reply(b" "), "it is empty"),
        (Reply(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), "not a web page but application/pdf"),
        (Reply(b"x", headers={}), "of no stated type"),
        (Reply(status=302, headers={"Location": "/page"}), "redirects more than 3 times"),
        (Reply(status=302, headers={"Location": "ftp://example.org/x"}), "not an http or https address"),
        (Reply(status=302, headers={"Location": "http://[::1:x/"}), "could not be reached"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_page_that_cannot_be_had_leaves_the_file_of_last_time(
    corpus: Path, site: Website, reply: Reply, said: str
) -> None:
    site.pages["/page"] = reply
    assert "there is no earlier file" in why(corpus)
    assert not (corpus / "page.html").exists()
    (corpus / "page.html").write_bytes(PAGE)
    shown = why(corpus)
    assert said in shown
    assert "the file of last time stays" in shown
    assert PAGE == (corpus / "page.html").read_bytes()


def test_a_redirect_is_followed(corpus: Path, site: Website) -> None:
    site.pages |= {"/page": Reply(status=301, headers={"Location": "/new"}), "/new": Reply(PAGE)}
    assert [] == fetched(corpus)
    assert BOM + PAGE == (corpus / "page.html").read_bytes()


def test_robots_txt_is_respected_also_where_a_redirect_leads(corpus: Path, site: Website) -> None:
    site.pages["/robots.txt"] = Reply(b"User-agent: Signpost\nDisallow: /private\n\nUser-agent: *\nDisallow: /page\n")
    assert [] == fetched(corpus)
    site.pages |= {"/page": Reply(status=302, headers={"Location": "/private/x"}), "/private/x": Reply(PAGE)}
    assert "robots.txt does not allow it" in why(corpus)
    assert 0 == site.count("/private/x")


def test_without_robots_txt_of_a_site_in_trouble_nothing_is_fetched(corpus: Path, site: Website) -> None:
    site.pages["/robots.txt"] = Reply(status=503)
    assert "nothing is fetched without it" in why(corpus)
    assert 0 == site.count("/page")


def test_private_addresses_are_refused_before_anything_is_asked(corpus: Path, site: Website) -> None:
    assert "127.0.0.1, which is not a public address" in why(corpus, FetchRules())
    assert [] == site.asked


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "0.0.0.0", "100.64.0.1", "224.0.0.1", "::1",
     "fe80::1%lo", "fd00::1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1"],
)  # fmt: skip
def test_an_address_that_is_not_of_the_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/", "example.org/page", "http://", "http://[::1:x"]
)
def test_an_address_that_is_not_of_the_web_is_refused(tmp_path: Path, url: str) -> None:
    assert "address" in why(corpus_of(tmp_path, url))


def test_a_site_that_is_not_there_is_asked_once(tmp_path: Path) -> None:
    with website() as gone:
        url = gone.url("/page")
    corpus = corpus_of(tmp_path, url)
    with (corpus / "manifest.toml").open("a") as manifest:
        manifest.write(f'[[document]]\npath = "b.html"\nsource_url = "{url}/b"\n')
    first, second = fetched(corpus)
    assert "could not be reached (ConnectError)" in first.what
    assert "could not be reached a moment ago" in second.what


def test_a_path_out_of_the_corpus_is_refused(tmp_path: Path, site: Website) -> None:
    corpus = corpus_of(tmp_path, site.url("/page"), "../page.html")
    (warning,) = fetched(corpus)
    assert "leads out of the corpus folder" in warning.what
    assert not (tmp_path / "page.html").exists()


def test_the_encoding_that_the_site_states_is_kept(corpus: Path, site: Website) -> None:
    site.pages["/page"] = Reply(
        "<p>Caf\xe9</p>".encode("latin-1"), headers={"Content-Type": "text/html; charset=ISO-8859-1"}
    )
    fetched(corpus)
    assert BOM + "<p>Caf\xe9</p>".encode() == (corpus / "page.html").read_bytes()


def test_only_what_is_missing_can_be_fetched(corpus: Path, site: Website) -> None:
    fetched(corpus, only_missing=True)
    fetched(corpus, only_missing=True)
    assert 1 == site.count("/page")


def test_a_corpus_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path, site: Website) -> None:
    corpus = corpus_of(tmp_path, site.url("/page"), "file/page.html")
    (corpus / "file").write_text("a file in the folder's place")
    with pytest.raises(StorageError, match="cannot be written"):
        fetched(corpus)


def test_a_page_that_was_not_fetched_stands_in_the_report(corpus: Path, site: Website) -> None:
    site.pages["/page"] = Reply(b"", 404)
    noted = fetched(corpus)
    report = ingest(corpus, corpus.parent / "data", WordEmbedder(), lambda *_: None, noted=noted)
    assert noted[0] in report.warnings
    page = corpus.parent / "data" / "editions" / report.edition / "report.html"
    assert "Web pages not fetched" in page.read_text(encoding="utf-8")
