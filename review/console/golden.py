"""A golden question made of an answer: prefilled from it and its verdicts, mended by a lead, kept for the gate."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from knowledge.domain import Answer, Citation, Outcome
from knowledge.errors import QuestionError, StorageError
from knowledge.golden import Evidence, GoldenQuestion
from knowledge.golden_file import add_golden
from knowledge.verdicts import ActionKind, Judgement, Review, Verdict, standing
from knowledge.written import holds_contact_details
from review.audit.seats import result
from review.console.answer import answer_of
from review.console.forms import back_to
from review.console.means import Means, means_of
from review.console.pages import page
from review.console.reviewing import reviewing_of
from review.console.routes import account_of

MOST_FORM_BYTES = 300_000
KINDS = (
    "number",
    "list",
    "superseded",
    "table",
    "procedure",
    "lay",
    "learning",
    "unanswerable",
    "emergency",
    "question",
)
_MOST_QUESTION_CHARACTERS = 1_000
_MOST_FACTS = 20
_MOST_FACT_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """A citation that may become evidence; `is_chosen` where it is ticked."""

    name: str
    title: str
    locator: str
    evidence: Evidence
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class GoldenForm:
    """What stands in the form; `facts` are lines, `errors` sentences."""

    question: str
    kind: str
    is_answerable: bool
    facts: str
    pieces: tuple[Piece, ...]
    errors: tuple[str, ...] = ()


def show(request: Request) -> Response:
    """The form, with the evidence ticked that was judged to support its statement."""
    answer = answer_of(request)
    supporting = _supporting(request, answer)
    is_answerable = answer.outcome in (Outcome.ANSWERED, Outcome.PARTIAL, Outcome.JUDGEMENT)
    pieces = _pieces(answer, [name for name, citation in _cited(answer) if _evidence(citation) in supporting])
    kind = "question" if is_answerable else "unanswerable"
    return _page(request, GoldenForm(answer.question.text, kind, is_answerable, "", pieces))


def keep(request: Request, fields: dict[str, str]) -> Response:
    """Keep the question where the gate of the next ingest reads it, or show what is wrong."""
    answer, means = answer_of(request), means_of(request)
    form = _read(answer, fields)
    if form.errors:
        return _page(request, form, 422)
    try:
        kept = add_golden(_golden(answer, form), means.data, means.corpus)
    except (QuestionError, StorageError) as error:
        return _page(
            request,
            GoldenForm(
                form.question,
                form.kind,
                form.is_answerable,
                form.facts,
                form.pieces,
                (_without_folders(str(error), means),),
            ),
            422,
        )
    means.ledger.actions.record(ActionKind.GOLDEN, account_of(request).name, answer_id=answer.id, text=kept.id)
    return back_to(answer.id, "golden")


def _without_folders(sentence: str, means: Means) -> str:
    """Where files lie on the server is nobody's business in a browser."""
    return sentence.replace(f"{means.data}/", "").replace(f"{means.corpus}/", "")


def _page(request: Request, form: GoldenForm, status: int = 200) -> Response:
    return page(request, "golden.html", {"answer": answer_of(request), "form": form, "kinds": KINDS}, status)


def _read(answer: Answer, fields: dict[str, str]) -> GoldenForm:
    question = " ".join(fields.get("question", "").split())
    facts = [" ".join(line.split()) for line in fields.get("facts", "").splitlines() if line.strip()]
    kind = fields.get("kind", "")
    is_answerable = fields.get("answerable") == "yes"
    pieces = _pieces(answer, [name for name, _ in _cited(answer) if fields.get(f"evidence-{name}") == "yes"])
    form = GoldenForm(question, kind, is_answerable, "\n".join(facts), pieces)
    return replace(form, errors=tuple(_errors(form, facts)))


def _errors(form: GoldenForm, facts: list[str]) -> Iterable[str]:
    if not form.question:
        yield "Write the question."
    if len(form.question) > _MOST_QUESTION_CHARACTERS:
        yield f"Shorten the question to {_MOST_QUESTION_CHARACTERS} characters."
    if holds_contact_details(form.question):
        yield "Take the number or address out of the question: it may point to a person."
    if form.kind not in KINDS:
        yield "Choose a kind."
    is_evidence_chosen = any(piece.is_chosen for piece in form.pieces)
    if form.is_answerable and not is_evidence_chosen:
        yield "Tick the evidence that an answer must rest on, or say that the documents do not answer it."
    if not form.is_answerable and (is_evidence_chosen or facts):
        yield "A question that the documents do not answer has neither evidence nor facts: take them out."
    if len(facts) > _MOST_FACTS or any(len(fact) > _MOST_FACT_CHARACTERS for fact in facts):
        yield f"Give at most {_MOST_FACTS} facts of at most {_MOST_FACT_CHARACTERS} characters, one a line."


def _golden(answer: Answer, form: GoldenForm) -> GoldenQuestion:
    return GoldenQuestion(
        id=f"reviewed-{answer.id}",
        question=form.question,
        kind=form.kind,
        answerable=form.is_answerable,
        answer_facts=tuple(form.facts.split("\n")) if form.facts else (),
        evidence=tuple(dict.fromkeys(piece.evidence for piece in form.pieces if piece.is_chosen)),
        expect=None if form.is_answerable else Outcome.NOT_FOUND,
    )


def _pieces(answer: Answer, chosen: list[str]) -> tuple[Piece, ...]:
    return tuple(
        Piece(
            name,
            citation.passage.version.document.title,
            citation.passage.locator,
            _evidence(citation),
            name in chosen,
        )
        for name, citation in _cited(answer)
    )


def _cited(answer: Answer) -> list[tuple[str, Citation]]:
    """Each citation by the name of its field: its marker is unique in an answer."""
    return [(str(citation.marker), citation) for citation in answer.citations]


def _evidence(citation: Citation) -> Evidence:
    page = citation.passage.page
    return Evidence(citation.passage.version.document.path, page.index if page else None, citation.quote)


def _supporting(request: Request, answer: Answer) -> set[Evidence]:
    """What was judged to support, as far as whoever asks may know of it."""
    account, means = account_of(request), means_of(request)
    seen = standing(reviewing_of(means, account, answer).entries)
    markers = {each.subject.marker for each in _held(seen) if each.judgement == Judgement.SUPPORTS}
    return {_evidence(citation) for citation in answer.citations if citation.marker in markers}


def _held(reviews: tuple[Review, ...]) -> list[Verdict]:
    """The verdicts that hold; of a reviewer who sees only their own, those."""
    return list(result(reviews).values()) or [verdict for review in reviews for verdict in review.verdicts]
