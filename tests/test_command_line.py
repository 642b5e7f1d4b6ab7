"""The command `signpost` as scripts and people use it: what it writes, where, and how it ends."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import signpost
from builders.corpora import write_corpus
from builders.requests import ONE, put_in
from fakes.chat_server import chat_server, statements
from fakes.web import Reply, website
from knowledge.intake.requests import Deed, State
from knowledge.intake.store import IntakeStore
from knowledge.sizes import write_sizes

CONTACTS = '[[contact]]\nid = "front_door"\nname = "Front door"\nnumber = "01632 960101"\nverified_on = {}\n'
GLOSSARY = '[[term]]\nacronym = "LADO"\nexpansion = "Local Authority Designated Officer"\n'
FILES = {
    "bruise.md": "# Bruises\n\nA bruise on a baby who cannot move must be referred to the front door within two hours.",
    "lado.md": "# Allegations\n\nThe LADO must be told of an allegation within one working day of learning of it.",
}
QUESTION = "How soon must the LADO be told of an allegation?"


@dataclass(frozen=True)
class Ended:
    """How a run of the command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    def assert_one_sentence(self, *said: str) -> None:
        """Exit status 2, nothing on standard output, one line on standard error."""
        assert (2, "") == (self.code, self.out)
        assert 1 == len(self.err.splitlines()), self.err
        assert self.err.startswith("signpost: ")
        assert all(each in self.err for each in said), self.err


Run = Callable[..., Ended]


def corpus_in(folder: Path) -> Path:
    corpus = write_corpus(folder / "corpus", FILES)
    (corpus / "contacts.toml").write_text(CONTACTS.format("2099-01-01"), encoding="utf-8")
    (corpus / "glossary.toml").write_text(GLOSSARY, encoding="utf-8")
    return corpus


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus and its published edition; not to be changed."""
    folder = tmp_path_factory.mktemp("published")
    corpus_in(folder)
    ended = subprocess.run([*COMMAND, "ingest", "--json"], env=environment(folder), capture_output=True, text=True)
    assert 0 == ended.returncode, ended.stderr
    assert ["bruise.md", "lado.md"] == json.loads(ended.stdout)["added"]
    return folder


@pytest.fixture
def place(published: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in this process, on the corpus and data of a folder."""

    def run(folder: Path, *arguments: str, **settings: str) -> Ended:
        for key in [key for key in os.environ if key.startswith(("SIGNPOST_", "SLACK_"))]:
            monkeypatch.delenv(key)
        for key, value in {**own_settings(folder), **settings}.items():
            monkeypatch.setenv(key, value)
        monkeypatch.setattr(sys, "argv", ["signpost", *arguments])
        monkeypatch.chdir(tmp_path)
        with pytest.raises(SystemExit) as ended:
            signpost.main()
        captured = capsys.readouterr()
        return Ended(int(ended.value.code or 0), captured.out, captured.err)

    return run


ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-m", "signpost"]


def own_settings(folder: Path) -> dict[str, str]:
    return {"SIGNPOST_DATA": str(folder / "data"), "SIGNPOST_CORPUS": str(folder / "corpus"), "COLUMNS": "200"}


def environment(folder: Path) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("SIGNPOST_", "SLACK_"))}
    return inherited | own_settings(folder)


def lines_file(folder: Path, *lines: object) -> str:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return str(path)


def test_asking_a_file_answers_each_line_in_order_even_one_that_cannot_be_asked(
    published: Path, run: Run, tmp_path: Path
) -> None:
    questions = [
        QUESTION,
        "",
        "x" * 20_000,
        "a child told me today her dad hurts her",
        "Is NHS number 999 000 0018 known?",
    ]
    lines = [{"id": f"q{place}", "question": question} for place, question in enumerate(questions)]
    ended = run(published, "ask", "--json", "--from", lines_file(tmp_path, *lines))
    assert (0, "") == (ended.code, ended.err)
    assert ["q0", "q1", "q2", "q3", "q4"] == [line["id"] for line in ended.lines]
    expected = ["answered", "out_of_scope", "out_of_scope", "urgent", "identifiers"]
    assert expected == [line["outcome"] for line in ended.lines]
    assert "within one working day" in ended.lines[0]["text"]
    assert "The question is empty" in ended.lines[1]["text"]
    assert "20,000 characters" in ended.lines[2]["text"]
    assert "999 000 0018" not in ended.out


def test_an_answer_on_the_terminal_shows_its_source(published: Path, run: Run) -> None:
    ended = run(published, "ask", QUESTION)
    assert 0 == ended.code
    assert "within one working day of learning of it. [1]" in ended.out
    assert "lado.md, quote exact" in ended.out


def test_an_answer_as_markdown(published: Path, run: Run) -> None:
    ended = run(published, "ask", QUESTION, "--markdown")
    assert 0 == ended.code
    assert "within one working day of learning of it. [1]\n\n## Sources\n\n- [1] " in ended.out
    assert 2 == run(published, "ask", QUESTION, "--markdown", "--json").code


@pytest.mark.parametrize(("question", "said"), [("", "empty"), ("x" * 20_000, "20,000 characters")])
@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_single_question_that_cannot_be_asked_is_one_sentence(
    published: Path, run: Run, command: str, question: str, said: str
) -> None:
    run(published, command, question).assert_one_sentence(said)


@pytest.mark.parametrize("bad", ["{", '{"id": 1}', "[]"])
@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_line_that_cannot_be_read_is_one_sentence_and_nothing_is_asked(
    published: Path, run: Run, tmp_path: Path, command: str, bad: str
) -> None:
    ended = run(published, command, "--json", "--from", lines_file(tmp_path, {"question": QUESTION}, bad))
    ended.assert_one_sentence("line 2")


def test_a_file_that_is_not_there_is_one_sentence(published: Path, run: Run) -> None:
    run(published, "ask", "--from", "nowhere.jsonl").assert_one_sentence("nowhere.jsonl")
    run(published, "evaluate", "nowhere.jsonl").assert_one_sentence("nowhere.jsonl")
    run(published, "evaluate", "--beir", "nowhere").assert_one_sentence("nowhere")


def test_searching_gives_ranked_passages(published: Path, run: Run) -> None:
    ended = run(published, "search", "bruise on a baby", "-k", "1", "--json")
    assert 0 == ended.code
    assert ["bruise.md"] == [result["document"] for result in ended.json["results"]]
    assert {"document", "page", "headings", "text", "score"} == ended.json["results"][0].keys()


def test_evaluating_scores_golden_questions(published: Path, run: Run, tmp_path: Path) -> None:
    evidence = {"document": "lado.md", "page": None, "quote": "within one working day of learning of it"}
    golden = {
        "id": "1",
        "question": QUESTION,
        "kind": "time",
        "answerable": True,
        "answer_facts": ["1 working day"],
        "evidence": [evidence],
    }
    ended = run(published, "evaluate", lines_file(tmp_path, golden), "--json")
    assert 0 == ended.code
    assert (1.0, 1.0) == (
        ended.json["kinds"]["time"]["fact_recall"],
        ended.json["kinds"]["time"]["evidence_recall"]["1"],
    )


def test_evaluating_wants_one_thing(published: Path, run: Run) -> None:
    run(published, "evaluate").assert_one_sentence("golden questions or --beir")


def test_a_beir_set_is_measured_with_its_parts_beside_it(published: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text('{"_id": "d1", "text": "A bruise."}\n{"_id": "d2", "text": "Food."}\n')
    (tmp_path / "queries.jsonl").write_text('{"_id": "q1", "text": "bruise"}\n')
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\n")
    ended = run(published, "evaluate", "--beir", str(tmp_path), "--json")
    assert 0 == ended.code
    assert ["signpost", "bm25", "dense"] == list(ended.json["retrievers"])
    assert {"ndcg@10": 1.0, "recall@5": 1.0, "recall@10": 1.0} == ended.json["retrievers"]["signpost"]


def test_documents_editions_and_rollback(place: Path, run: Run) -> None:
    assert ["bruise.md", "lado.md"] == sorted(each["document"] for each in run(place, "documents", "--json").json)
    first = run(place, "editions", "--json").json
    assert [True] == [each["live"] for each in first]
    run(place, "rollback").assert_one_sentence("no earlier edition")
    run(place, "rollback", "../../etc").assert_one_sentence("There is no edition")
    (place / "corpus" / "lado.md").write_text("# Allegations\n\nThe LADO must be told at once.\n")
    assert 0 == run(place, "ingest", "--json").code
    assert [True, False] == [each["live"] for each in run(place, "editions", "--json").json]
    assert first[0]["id"] in run(place, "rollback").out
    assert [False, True] == [each["live"] for each in run(place, "editions", "--json").json]


def test_an_ingest_without_changes_publishes_nothing_and_loads_no_index(published: Path, run: Run) -> None:
    before = run(published, "editions", "--json").out
    ended = run(published, "ingest")
    assert 0 == ended.code
    assert f"Nothing changed: edition {json.loads(before)[0]['id']} stays." in ended.out
    assert before == run(published, "editions", "--json").out
    heavy = ["chromadb", "bm25s", "torch", "sentence_transformers", "pypdfium2", "docx", "bs4", "sqlalchemy"]
    script = f"import sys, signpost\ntry: signpost.main()\nfinally: print(*(set({heavy}) & sys.modules.keys()))"
    command = [sys.executable, "-c", script]
    said = subprocess.run(
        [*command, "ingest", "--json"], env=environment(published), cwd=ROOT, capture_output=True, text=True
    )
    assert "}\n\n" == said.stdout[-3:], said.stdout


def test_a_dry_run_changes_nothing(place: Path, run: Run) -> None:
    (place / "corpus" / "bruise.md").write_text("Another rule stands here now.")
    before = run(place, "editions", "--json").out
    ended = run(place, "ingest", "--dry-run", "--json")
    assert (0, ["bruise.md"]) == (ended.code, ended.json["changed"])
    assert before == run(place, "editions", "--json").out


@pytest.mark.parametrize("option", ["--watch", "--fetch"])
def test_a_dry_run_neither_watches_nor_fetches(published: Path, run: Run, option: str) -> None:
    run(published, "ingest", "--dry-run", option).assert_one_sentence("A dry run changes nothing")


def test_ingest_says_where_its_report_lies(place: Path, run: Run) -> None:
    (place / "corpus" / "new.md").write_text("# New\n\nA new rule.\n")
    ended = run(place, "ingest")
    assert 0 == ended.code
    (page,) = [line.removeprefix("The report: ") for line in ended.out.splitlines() if line.startswith("The report: ")]
    assert "<h1>Ingest report</h1>" in Path(page).read_text(encoding="utf-8")


def test_fetching_puts_a_web_page_into_the_edition(place: Path, run: Run) -> None:
    with website() as site:
        site.pages["/rule"] = Reply(b"<h1>Strategy</h1><p>A strategy discussion is held within a day.</p>")
        with (place / "corpus" / "manifest.toml").open("a") as manifest:
            manifest.write(f'[[document]]\npath = "rule.html"\nsource_url = "{site.url("/rule")}"\n')
        refused = run(place, "ingest", "--fetch", "--json")
        assert (0, True) == (refused.code, "rule.html" not in refused.json["added"])
        assert "not a public address" in str(refused.json["warnings"])
        ended = run(place, "ingest", "--fetch", "--json", SIGNPOST_FETCH_PRIVATE_ADDRESSES="true")
    assert (0, ["rule.html"]) == (ended.code, ended.json["added"])


def test_watching_publishes_changes_until_control_c(place: Path) -> None:
    command = [*COMMAND, "ingest", "--watch", "--settle", "0.3", "--json"]
    with subprocess.Popen(
        command, env=environment(place), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            assert sorted(FILES) == json.loads(process.stdout.readline())["unchanged"]
            (place / "corpus" / "new.md").write_text("# New\n\nA new rule.\n")
            assert ["new.md"] == json.loads(process.stdout.readline())["added"]
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (0, True) == (process.returncode, err.endswith("Stopped.\n"))
    assert "Traceback" not in err


def test_the_intake_takes_requests_until_it_is_ended(place: Path) -> None:
    data = place / "data"
    id = put_in(data, "new.md", b"# A new rule\n\nTell the LADO within two hours.\n")
    store = IntakeStore(data)
    with subprocess.Popen([*COMMAND, "intake"], env=environment(place), stderr=subprocess.PIPE, text=True) as process:
        try:
            assert wait_for(lambda: store.request(id).state == State.DESCRIBE)
            assert store.is_attended
            store.add(id, Deed.DESCRIBED, ONE, entry={"path": "new.md", "title": "A new rule"})
            assert wait_for(lambda: store.request(id).state == State.READY)
            store.add(id, Deed.PUBLISH, ONE)
            assert wait_for(lambda: store.request(id).state == State.PUBLISHED)
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (0, True) == (process.returncode, "Stopped." in err)
    assert "Traceback" not in err
    assert (place / "corpus" / "new.md").exists()


def wait_for(ready: Callable[[], bool]) -> bool:
    """Whether it became so in two minutes."""
    ends = time.monotonic() + 120
    while not ready() and time.monotonic() < ends:
        time.sleep(0.1)
    return ready()


def test_ingest_ends_in_1_when_a_file_failed_and_the_others_are_published(place: Path, run: Run) -> None:
    (place / "corpus" / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    ended = run(place, "ingest", "--json")
    assert (1, ["broken.pdf"]) == (ended.code, [each["path"] for each in ended.json["failed"]])
    assert 2 == len(run(place, "editions", "--json").json)


def test_ingest_ends_in_2_when_nothing_is_published(place: Path, run: Run) -> None:
    run(place, "ingest", "--corpus", str(place / "none")).assert_one_sentence("There is no corpus folder")
    for name in FILES:
        (place / "corpus" / name).unlink()
    run(place, "ingest").assert_one_sentence("no documents")
    (place / "corpus" / "broken.pdf").write_bytes(b"nothing")
    run(place, "ingest").assert_one_sentence("broken.pdf")
    assert 1 == len(run(place, "editions", "--json").json)


@pytest.mark.parametrize("name", ["contacts.toml", "glossary.toml", "manifest.toml"])
def test_a_damaged_table_is_one_sentence_that_names_it(place: Path, run: Run, name: str) -> None:
    (place / "corpus" / name).write_text("[[x")
    command = ("ingest",) if name == "manifest.toml" else ("ask", QUESTION)
    run(place, *command).assert_one_sentence(name, "not valid TOML")


def test_wording_that_is_damaged_or_not_there_is_one_sentence(published: Path, run: Run, tmp_path: Path) -> None:
    settings = {"SIGNPOST_PROMPTS": str(tmp_path)}
    run(published, "ask", "he's got a knife", **settings).assert_one_sentence("wording.toml", "set SIGNPOST_PROMPTS")
    shutil.copytree(ROOT / "prompts", tmp_path, dirs_exist_ok=True)
    assert 0 == run(published, "ask", "he's got a knife", **settings).code
    (tmp_path / "safety-card.md").write_text("Ring somebody.")
    assert (
        "safety-card.md: it must hold $front_door" in checks(run(published, "doctor", "--json", **settings))["wording"]
    )


def test_a_language_model_without_its_package_says_what_to_install(published: Path, run: Run) -> None:
    ended = run(published, "ask", QUESTION, SIGNPOST_LANGUAGE_MODEL="anthropic:claude")
    ended.assert_one_sentence("langchain-anthropic")


def test_a_language_model_is_chosen_by_settings_and_its_key_may_stand_in_the_file(
    published: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "")  # so that it is taken back when the test ends
    monkeypatch.delenv("OPENAI_API_KEY")
    with chat_server() as chat:
        (tmp_path / ".env").write_text(
            f"OPENAI_API_KEY=sk-file\nSIGNPOST_LANGUAGE_MODEL=openai:scripted\n"
            f"SIGNPOST_LANGUAGE_MODEL_URL={chat.address}\n"
            "SIGNPOST_LANGUAGE_MODEL_INPUT_PRICE=2\nSIGNPOST_LANGUAGE_MODEL_OUTPUT_PRICE=10\n",
            encoding="utf-8",
        )
        chat.says(statements(("Within 1 working day.", [("P1", "within one working day")])))
        answered = run(published, "ask", QUESTION, "--json").json
        assert {"input_tokens": 1000, "output_tokens": 50, "cost": 0.0025} == answered["usage"]
        assert ("openai:scripted", ["Within 1 working day."]) == (
            answered["language_model"],
            [each["text"] for each in answered["statements"]],
        )
        assert ["Bearer sk-file"] == [request.headers["authorization"] for request in chat.asked]


def test_an_embedding_model_other_than_the_edition_s_cannot_answer(published: Path, run: Run) -> None:
    run(published, "search", QUESTION, SIGNPOST_EMBEDDING_MODEL="other").assert_one_sentence("built with", "'other'")
    ended = run(published, "ask", QUESTION, "--json", SIGNPOST_EMBEDDING_MODEL="other")
    assert (2, "unavailable") == (ended.code, ended.json["outcome"])


def golden(document: str, quote: str) -> str:
    evidence = [{"document": document, "page": None, "quote": quote}]
    return json.dumps({"id": "g1", "question": QUESTION, "answerable": True, "evidence": evidence})


def test_an_edition_that_loses_a_golden_question_is_refused(place: Path, run: Run) -> None:
    (place / "corpus" / "golden.jsonl").write_text(golden("lado.md", "within one working day of learning of it"))
    (place / "corpus" / "lado.md").write_text("# Allegations\n\nAsk somebody.")
    live = (place / "data" / "editions" / "live").read_text()
    ended = run(place, "ingest")
    assert 2 == ended.code
    assert "Lost g1: How soon must the LADO be told" in " ".join(ended.out.split())
    assert "its words no longer stand there" in ended.out
    assert "nothing was published" in ended.err
    assert 1 == len(ended.err.splitlines())
    told = run(place, "ingest", "--json")
    assert (2, "", ["g1"]) == (told.code, told.json["edition"], [each["id"] for each in told.json["gate"]["missed"]])
    assert live == (place / "data" / "editions" / "live").read_text()
    (place / "corpus" / "golden.jsonl").write_text(golden("lado.md", "Ask somebody."))
    assert (0, ["g1"]) == ((ended := run(place, "ingest", "--json")).code, ended.json["gate"]["found"])


def test_a_malformed_golden_file_publishes_nothing(place: Path, run: Run) -> None:
    (place / "corpus" / "golden.jsonl").write_text("{")
    run(place, "ingest").assert_one_sentence("golden.jsonl, line 1")


def test_a_past_answer_that_lost_its_ground_is_named(place: Path, run: Run) -> None:
    answer = run(place, "ask", QUESTION, "--json").json
    (place / "corpus" / "lado.md").write_text(FILES["lado.md"].replace("one working day", "two working days"))
    ended = run(place, "ingest", "--json")
    assert (answer["answer_id"], "changed") in [(each["answer_id"], each["why"]) for each in ended.json["impact"]]


def test_a_kind_that_needs_approval_waits_for_a_second_person(place: Path, run: Run) -> None:
    kinds = {"SIGNPOST_APPROVAL_KINDS": "document"}
    (place / "corpus" / "lado.md").write_text(FILES["lado.md"].replace("one working day", "two working days"))
    (place / "corpus" / "new.md").write_text("# New\n\nText.")
    assert "Held new.md: version" in " ".join(run(place, "ingest", "--dry-run", **kinds).out.split())
    held = run(place, "ingest", "--json", **kinds)
    assert (0, ["lado.md", "new.md"]) == (held.code, [each["path"] for each in held.json["held"]])
    assert "one working day" in run(place, "ask", QUESTION).out
    waiting = {row["document"]: row["waiting"] for row in run(place, "documents", "--json").json}
    assert [False, True, True] == [waiting[path] is not None for path in ("bruise.md", "lado.md", "new.md")]
    shown = run(place, "documents").out
    assert "a version waits for approval" in shown
    assert held.json["held"][0]["command"] in shown
    run(place, "approve", "lado.md", "--by", held.json["held"][0]["ingested_by"]).assert_one_sentence("somebody else")
    run(place, "approve", "absent.md", "--by", "B").assert_one_sentence("These do: lado.md, new.md.")
    assert "`signpost ingest` publishes it" in run(place, "approve", "lado.md", "--by", "Second Person").out
    assert ["lado.md"] == run(place, "ingest", "--json", **kinds).json["changed"]
    assert "two working days" in run(place, "ask", QUESTION).out
    (approved,) = [row for row in run(place, "documents", "--json").json if row["document"] == "lado.md"]
    assert ("Second Person", None) == (approved["approved_by"], approved["waiting"])


def test_nothing_ingested_is_told_but_the_safety_card_is_given(run: Run, tmp_path: Path) -> None:
    corpus_in(tmp_path)
    for command in (("documents",), ("search", QUESTION), ("rollback",)):
        run(tmp_path, *command).assert_one_sentence("ingest" if command != ("rollback",) else "no earlier edition")
    asked = run(tmp_path, "ask", QUESTION, "--json")
    assert (2, "unavailable") == (asked.code, asked.json["outcome"])
    urgent = run(tmp_path, "ask", "he's got a knife", "--json")
    assert (0, "urgent") == (urgent.code, urgent.json["outcome"])


def test_a_setting_that_is_not_usable_is_named(published: Path, run: Run) -> None:
    run(published, "search", QUESTION, SIGNPOST_MAX_PASSAGES="many").assert_one_sentence("SIGNPOST_MAX_PASSAGES")


def test_the_bot_without_tokens_says_which(published: Path, run: Run) -> None:
    run(published, "bot").assert_one_sentence("SLACK_BOT_TOKEN and SLACK_APP_TOKEN")


def test_reviewers_are_let_in_and_the_record_exported(place: Path, run: Run) -> None:
    assert 0 == run(place, "ask", QUESTION).code
    assert "They sign in with their name and this password" in run(place, "review", "add-reviewer", "Reviewer One").out
    assert "Reviewer One" in run(place, "review", "reviewers").out
    exported = run(place, "review", "export", "--format", "jsonl")
    assert (0, QUESTION) == (exported.code, exported.lines[0]["question"])


def checks(ended: Ended) -> dict[str, str]:
    """The sentence of each check that failed."""
    return {each["check"]: each["sentence"] for each in ended.json if not each["ok"]}


def test_the_doctor_finds_everything_in_place(published: Path, run: Run) -> None:
    ended = run(published, "doctor", "--json")
    assert (0, {}) == (ended.code, checks(ended))


def test_the_doctor_says_that_an_edition_is_of_before(place: Path, run: Run) -> None:
    def said() -> tuple[bool, bool]:
        (edition,) = (each for each in run(place, "doctor", "--json").json if each["check"] == "edition")
        return edition["ok"], "of an older Signpost" in edition["sentence"]

    assert (True, False) == said()
    (signs,) = place.glob("data/editions/*/signs")
    shutil.rmtree(signs)
    write_sizes(signs.parent)
    assert (True, True) == said()


def test_the_doctor_asks_slack_once_a_token_is_set(published: Path, run: Run) -> None:
    assert (
        "Not set up" in {each["check"]: each["sentence"] for each in run(published, "doctor", "--json").json}["Slack"]
    )
    settings = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_API_URL": "http://127.0.0.1:9/api/"}
    ended = run(published, "doctor", "--json", **settings)
    found = checks(ended)
    assert (1, "") == (ended.code, ended.err)
    assert ["Slack tokens", "Slack scopes", "Slack socket", "Slack channels", "Slack user groups"] == list(found)
    assert "Check the network and SLACK_API_URL" in found["Slack tokens"]


def test_the_doctor_asks_the_openid_provider_that_is_set(published: Path, run: Run) -> None:
    settings = {
        "SIGNPOST_OIDC_ISSUER": "http://127.0.0.1:9",
        "SIGNPOST_OIDC_CLIENT_ID": "signpost",
        "SIGNPOST_OIDC_CLIENT_SECRET": "secret",
    }
    ended = run(published, "doctor", "--json", **settings)
    assert (1, ["sign-in"]) == (ended.code, list(checks(ended)))
    assert "http://127.0.0.1:9 cannot be used (ConnectError)" in checks(ended)["sign-in"]
    assert 0 == run(published, "doctor", "--json").code


def test_the_doctor_says_what_lacks(place: Path, run: Run) -> None:
    (place / "corpus" / "contacts.toml").write_text(CONTACTS.format("2020-01-01"))
    (place / "corpus" / "glossary.toml").write_text("[[terms]]")
    (place / "corpus" / "manifest.toml").unlink()
    (place / "data" / "editions" / "live").unlink()
    settings = {"SIGNPOST_LANGUAGE_MODEL": "anthropic:claude", "SIGNPOST_LEDGER_URL": "nowhere"}
    ended = run(place, "doctor", "--json", **settings)
    assert 1 == ended.code
    assert ["corpus", "contacts", "glossary", "edition", "ledger", "language model"] == list(checks(ended))
    assert "front_door (Front door, 01632 960101, last rung on 1 January 2020)" in checks(ended)["contacts"]
    assert "set verified_on" in checks(ended)["contacts"]
    shown = run(place, "doctor", **settings)
    assert 1 == shown.code
    assert "entries begin with [[term]]" in " ".join(shown.out.split())


def test_the_doctor_says_that_nothing_is_there_yet(run: Run, tmp_path: Path) -> None:
    ended = run(tmp_path, "doctor", "--json", SIGNPOST_EMBEDDING_MODEL=str(tmp_path / "none"))
    assert 1 == ended.code
    assert ["embedding model", "corpus", "contacts", "edition"] == list(checks(ended))
    assert "safety cards would have no numbers" in checks(ended)["contacts"]


@pytest.mark.parametrize(
    "command",
    ["", "ingest", "approve", "ask", "search", "evaluate", "documents", "editions", "rollback", "bot", "doctor",
     "review", "review serve", "review add-reviewer", "review reviewers", "review disable", "review enable",
     "review link", "review export"],
)  # fmt: skip
def test_each_command_has_its_help(run: Run, tmp_path: Path, command: str) -> None:
    ended = run(tmp_path, *command.split(), "--help")
    assert 0 == ended.code
    assert "Usage: signpost" in ended.out


def test_a_pipe_that_closes_early_leaves_no_traceback(published: Path, tmp_path: Path) -> None:
    lines = lines_file(tmp_path, *({"id": str(number), "question": QUESTION} for number in range(400)))
    command = [*COMMAND, "search", "--json", "--from", lines]
    with subprocess.Popen(
        command, env=environment(published), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        assert "0" == json.loads(process.stdout.readline())["id"]
        process.stdout.close()
        assert "" == process.stderr.read()
        assert 0 != process.wait(60)


def test_control_c_leaves_no_traceback(published: Path, tmp_path: Path) -> None:
    lines = lines_file(tmp_path, *({"id": str(number), "question": QUESTION} for number in range(2_000)))
    command = [*COMMAND, "ask", "--json", "--from", lines]
    with subprocess.Popen(
        command, env=environment(published), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert 130 == process.returncode
    assert "Traceback" not in err
