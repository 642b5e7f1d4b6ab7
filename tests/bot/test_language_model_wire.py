"""The language model over the wire, against a scripted server that is well, slow, cut off, wrong or refuses."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.breaking import CircuitBreaker
from bot.chat_models import open_chat_model
from bot.composing import LanguageModel, Limits
from builders.answers import sample_passage
from fakes.chat_server import ChatReply, ChatRequest, ChatServer, chat_server, statements
from knowledge.domain import Match, Passage, Question, Turn, Usage
from knowledge.errors import LanguageModelError

PROMPTS = Path(__file__).resolve().parents[2] / "prompts"
QUOTE = "must be\nreferred to Children's Services"
WHOLE = statements(("Refer.", [("P1", QUOTE)]), ("Tell somebody.", [("P1", QUOTE)]))
TURN = Turn("How do I escalate to the managers?", "Line managers discuss it at stage two. [1]")


@pytest.fixture
def chat() -> Iterator[ChatServer]:
    with chat_server() as server:
        yield server


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def model(
    chat: ChatServer, seconds: float = 10.0, max_tokens: int = 300, max_input_tokens: int = 8000, rest: float = 60.0
) -> LanguageModel:
    chat_model = open_chat_model("openai:scripted", chat.address, seconds, max_tokens)
    limits = Limits(seconds, max_input_tokens, input_price=2.0, output_price=10.0)
    return LanguageModel("openai:scripted", chat_model, PROMPTS, limits, CircuitBreaker(rest_seconds=rest))


def matches(*passages: Passage) -> list[Match]:
    return [Match(passage, 1.0) for passage in passages or (sample_passage(),)]


def test_a_reply_becomes_drafts_and_says_what_it_took(chat: ChatServer) -> None:
    chat.says(WHOLE)
    composed = model(chat).compose("What now?", matches())
    assert ["Refer.", "Tell somebody."] == [draft.text for draft in composed.drafts]
    assert Usage(1000, 50, cost=0.0025) == composed.usage
    assert "openai:scripted" == composed.language_model


def test_the_form_the_limit_and_no_randomness_are_asked_for(chat: ChatServer) -> None:
    chat.says(WHOLE)
    model(chat, max_tokens=321).compose("What now?", matches())
    body = chat.asked[0].body
    assert {"statements", "clarify"} == set(body["response_format"]["json_schema"]["schema"]["properties"])
    assert '"description": "' not in json.dumps(body["response_format"]).replace('"description": ""', "")
    assert (321, 0, True) == (body["max_completion_tokens"], body["temperature"], body["stream"])
    assert not {"tools", "functions"} & set(body)


def test_a_usage_that_the_provider_does_not_tell_is_unknown(chat: ChatServer) -> None:
    chat.says(ChatReply(WHOLE, usage=None))
    assert model(chat).compose("What now?", matches()).usage is None


def test_drafts_come_as_they_are_whole_and_not_before(chat: ChatServer) -> None:
    chat.says(ChatReply(WHOLE, pause_seconds=0.05))
    started = time.monotonic()
    drafting = model(chat).stream("What now?", matches())
    first = next(drafting)
    waited = time.monotonic() - started
    rest = list(drafting)
    assert ("Refer.", QUOTE) == (first.text, first.quotes[0].quote)
    assert ["Tell somebody."] == [draft.text for draft in rest]
    assert waited < 0.8 * (time.monotonic() - started)


@pytest.mark.parametrize("hard", [False, True])
@pytest.mark.parametrize("after", [0, 1, 5, 9])
def test_a_reply_that_is_cut_off_is_an_error(chat: ChatServer, after: int, hard: bool) -> None:
    chat.says(ChatReply(WHOLE, cut_after=after, hard_cut=hard))
    with pytest.raises(LanguageModelError):
        model(chat).compose("What now?", matches())


def test_a_cut_after_a_whole_statement_is_an_error_too(chat: ChatServer) -> None:
    begun = WHOLE.index('{"text": "Tell')
    chat.says(ChatReply(WHOLE[:begun] + '{"text": "Do'))
    drafting = model(chat).stream("What now?", matches())
    assert "Refer." == next(drafting).text
    with pytest.raises(LanguageModelError, match="not of the form"):
        list(drafting)


def test_a_reply_at_its_limit_of_tokens_is_an_error(chat: ChatServer) -> None:
    chat.says(ChatReply(WHOLE[:90], finish_reason="length"))
    with pytest.raises(LanguageModelError):
        model(chat).compose("What now?", matches())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I cannot say.",
        '{"statements": [',
        "[]",
        '{"statements": "none"}',
        '{"answer": 1}',
        '{"statements": [{"text": 5, "quotes": []}]}',
        '{"statements": [{"text": "Refer."}]}',
        "[" * 5000,
    ],
)
def test_a_reply_of_another_form_is_an_error(chat: ChatServer, text: str) -> None:
    chat.says(text)
    with pytest.raises(LanguageModelError):
        model(chat).compose("What now?", matches())


@pytest.mark.parametrize("seconds", [0.3])
def test_a_slow_reply_ends_with_the_time_for_all_of_it(chat: ChatServer, seconds: float) -> None:
    """Each piece comes in time; the whole does not."""
    chat.says(ChatReply(WHOLE, pause_seconds=0.1))
    asked = model(chat, seconds=seconds)
    started = time.monotonic()
    with pytest.raises(LanguageModelError, match="TimeoutError"):
        asked.compose("What now?", matches())
    assert time.monotonic() - started < seconds + 0.5


def test_a_server_that_says_nothing_ends_with_the_time(chat: ChatServer) -> None:
    chat.says(ChatReply(WHOLE, pause_seconds=2.0))
    asked = model(chat, seconds=0.3)
    started = time.monotonic()
    with pytest.raises(LanguageModelError):
        asked.compose("What now?", matches())
    assert time.monotonic() - started < 1.0


def test_a_limited_rate_is_waited_for_as_long_as_was_told(chat: ChatServer) -> None:
    chat.says(ChatReply(status=429, headers={"Retry-After": "0.7"}), WHOLE)
    asked = model(chat)
    started = time.monotonic()
    assert 2 == len(asked.compose("What now?", matches()).drafts)
    assert time.monotonic() - started >= 0.7
    assert 2 == len(chat.asked)


def test_a_wait_longer_than_the_time_for_all_is_not_begun(chat: ChatServer) -> None:
    chat.says(ChatReply(status=429, headers={"Retry-After": "3600"}), WHOLE)
    asked = model(chat)
    started = time.monotonic()
    with pytest.raises(LanguageModelError, match="RateLimit"):
        asked.compose("What now?", matches())
    assert time.monotonic() - started < 2.0
    assert 1 == len(chat.asked)


def test_a_server_s_failure_is_tried_again_a_few_times(chat: ChatServer) -> None:
    chat.says(ChatReply(status=500), ChatReply(status=503), WHOLE)
    assert 2 == len(model(chat).compose("What now?", matches()).drafts)
    chat.says(ChatReply(status=500))
    with pytest.raises(LanguageModelError):
        model(chat).compose("What now?", matches())
    assert 6 == len(chat.asked)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_will_not_pass_is_asked_once(chat: ChatServer, status: int) -> None:
    chat.says(ChatReply("wrong key sk-secret", status=status))
    with pytest.raises(LanguageModelError) as caught:
        model(chat).compose("What now?", matches())
    assert 1 == len(chat.asked)
    assert "secret" not in str(caught.value)


def test_a_server_that_is_not_there_is_an_error_within_the_time(chat: ChatServer) -> None:
    chat.address = "http://127.0.0.1:9/v1"
    started = time.monotonic()
    with pytest.raises(LanguageModelError, match="Connection"):
        model(chat, seconds=5.0).compose("What now?", matches())
    assert time.monotonic() - started < 5.0


def test_a_server_without_structured_output_is_asked_plainly_from_then_on(chat: ChatServer) -> None:
    def script(request: ChatRequest) -> ChatReply:
        return (
            ChatReply("unknown field", status=400) if request.is_structured else ChatReply(f"Here:\n```\n{WHOLE}\n```")
        )

    chat.script = script
    asked = model(chat)
    assert [2, 2] == [len(asked.compose("What now?", matches()).drafts) for _ in range(2)]
    assert [True, False, False] == [request.is_structured for request in chat.asked]


def test_after_failures_in_a_row_nothing_is_asked_until_it_has_rested(chat: ChatServer) -> None:
    chat.says("no")
    asked = model(chat, rest=0.5)
    for _ in range(5):
        with pytest.raises(LanguageModelError):
            asked.compose("What now?", matches())
    assert 3 == len(chat.asked)
    chat.says(WHOLE)
    time.sleep(0.6)
    assert 2 == len(asked.compose("What now?", matches()).drafts)


def test_passages_beyond_the_budget_are_left_out_and_the_best_stay(chat: ChatServer) -> None:
    chat.says(WHOLE)
    found = [sample_passage(f"Rule {number}. " + "word " * 200, ordinal=number) for number in range(20)]
    model(chat, max_input_tokens=2000).compose("What now?", matches(*found))
    sent = chat.asked[0].text
    shown = [number for number in range(20) if f"Rule {number}." in sent]
    assert shown == list(range(len(shown)))
    assert 2 <= len(shown) < 8
    assert len(sent) / 4 <= 2000


def test_a_budget_without_room_for_a_passage_asks_nothing(chat: ChatServer) -> None:
    with pytest.raises(LanguageModelError, match="MAX_INPUT_TOKENS"):
        model(chat, max_input_tokens=600).compose("What now?", matches(sample_passage("word " * 2000)))
    assert [] == chat.asked


def test_an_own_server_needs_no_key_and_a_key_goes_along(chat: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    chat.says(WHOLE)
    model(chat).compose("What now?", matches())
    monkeypatch.setenv("OPENAI_API_KEY", "sk-mine")
    model(chat).compose("What now?", matches())
    assert ["Bearer none", "Bearer sk-mine"] == [request.headers["authorization"] for request in chat.asked]


def test_nothing_is_sent_to_a_tracing_service(chat: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with chat_server() as tracing:
        for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING_V2"):
            monkeypatch.setenv(name, "true")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", tracing.address)
        monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2")
        chat.says(WHOLE)
        model(chat).compose("What now?", matches())
        time.sleep(0.5)
        assert [] == tracing.asked


@pytest.mark.parametrize(
    ("clarify", "shown"),
    [
        ("Which babies do you mean?", True),
        ("", False),
        ("Ring 01632 960999.", False),
        ("Which babies? Ring Mr Jones.", False),
        ("Do you mean that no referral is needed?", False),
        ("Which babies do you mean at St Mary's?", False),
    ],
)
def test_a_question_back_is_passed_on_only_where_it_says_nothing(chat: ChatServer, clarify: str, shown: bool) -> None:
    chat.says(statements(clarify=clarify))
    composed = model(chat).compose("What about mobile babies?", matches())
    assert (clarify if shown else "", ()) == (composed.clarify, composed.drafts)


def test_a_question_back_beside_a_statement_is_dropped(chat: ChatServer) -> None:
    chat.says(statements(("Refer.", [("P1", QUOTE)]), clarify="Which babies do you mean?"))
    assert "" == model(chat).compose("What about mobile babies?", matches()).clarify


def test_a_follow_up_is_put_so_that_it_stands_alone(chat: ChatServer) -> None:
    chat.says('{"question": "How long do the managers get at stage two?"}')
    condensed = model(chat).standalone(Question("and how long do they get?", history=(TURN,)))
    assert "How long do the managers get at stage two?" == condensed.text
    assert Usage(1000, 50, cost=0.0025) == condensed.usage
    assert "Answer: Line managers discuss it at stage two." in chat.asked[0].text


@pytest.mark.parametrize(
    "reply",
    [
        '{"question": "How long do the managers get at stage three?"}',
        '{"question": "How long does Ofsted give the managers?"}',
        '{"question": "Within 5 days, how long do the managers get?"}',
        '{"question": "What is the best pizza in town tonight?"}',
        '{"question": "The managers get two working days."}',
        '{"question": ""}',
        "two days",
    ],
)
def test_a_standing_question_that_says_more_is_made_by_rules(chat: ChatServer, reply: str) -> None:
    chat.says(reply)
    condensed = model(chat).standalone(Question("and how long do they get?", history=(TURN,)))
    assert "how long do they get: escalate to the managers?" == condensed.text


def test_a_first_question_asks_no_language_model_to_stand_alone(chat: ChatServer) -> None:
    assert "What of a toddler?" == model(chat).standalone(Question("What of a toddler? ")).text
    assert [] == chat.asked
