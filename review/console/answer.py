"""One answer with all it was made from, the pages it cites, and the form in which it is judged."""

from asyncio import get_running_loop
from concurrent.futures import ThreadPoolExecutor

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from knowledge.accounts import Role
from knowledge.domain import Answer, Citation
from knowledge.errors import ReviewError
from review.audit.judging import read_choices, verdicts_of
from review.console.answer_values import DONE_WORDS, answer_values, citation_at
from review.console.forms import back_to, form_route
from review.console.means import means_of
from review.console.pages import page
from review.console.reviewing import reviewing_of
from review.console.routes import account_of, page_route

# Eighteen citations with a reason of 2,000 characters each, as a form encodes them.
_MOST_FORM_BYTES = 300_000
_DRAWING = ThreadPoolExecutor(8, "page-images")
_A_YEAR = 365 * 24 * 60 * 60


def show_answer(request: Request) -> Response:
    """One answer with all it was made from, and what became of it."""
    answer = answer_of(request)
    done = request.query_params.get("done", "")
    return page(request, "answer.html", {**answer_values(request, answer), "done": done if done in DONE_WORDS else ""})


async def show_page(request: Request) -> Response:
    """The page that a citation names, as an image with the quote marked; 404 where there is none to be had.

    What was cited never changes: the browser may keep it. Pages that take long to draw are waited for in threads of
    their own, so that no other page of the console waits for them.
    """
    images = means_of(request).page_images
    citation = await run_in_threadpool(_citation, request)
    if citation is None or images is None or citation.passage.page is None:
        raise HTTPException(404)
    passage = citation.passage
    page_of = passage.version, citation.passage.page.index, [citation.quote], [passage.text]
    image = await run_in_threadpool(images.kept, *page_of)
    if image is None:
        image = await get_running_loop().run_in_executor(_DRAWING, images.image, *page_of)
    if image is None:
        raise HTTPException(404)
    headers = {
        "Cache-Control": f"private, max-age={_A_YEAR}, immutable",
        "Signpost-Quote-Marked": "yes" if image.is_marked else "no",
    }
    return Response(image.content, media_type=image.media_type, headers=headers)


def _citation(request: Request) -> Citation | None:
    return citation_at(answer_of(request), request.path_params["statement"], request.path_params["marker"])


def give_review(request: Request, fields: dict[str, str]) -> Response:
    """Keep a review whole, or show the form again as it was filled in, with what is wrong."""
    means, answer, account = means_of(request), answer_of(request), account_of(request)
    reviewing = reviewing_of(means, account, answer)
    if reviewing.seat is None:
        return page(request, "answer.html", {**answer_values(request, answer), "refused": True}, 409)
    choices = read_choices(reviewing.choices, fields)
    error = ""
    if not any(choice.error for choice in choices.values()):
        try:
            means.ledger.reviews.give(answer.id, reviewing.seat, account.name, verdicts_of(choices))
            return back_to(answer.id, "saved")
        except ReviewError as refusal:
            error = str(refusal)
    return page(request, "answer.html", answer_values(request, answer, choices, error), 422)


def take_back(request: Request, fields: dict[str, str]) -> Response:
    """Undo one's own review, in a new entry."""
    answer = answer_of(request)
    try:
        means_of(request).ledger.reviews.take_back(request.path_params["review_id"], account_of(request).name)
    except ReviewError as refusal:
        return page(request, "answer.html", answer_values(request, answer, error=str(refusal)), 409)
    return back_to(answer.id, "undone")


def answer_of(request: Request) -> Answer:
    """The answer that an address names; raises HTTPException 404."""
    answer = means_of(request).ledger.answer(request.path_params["answer_id"])
    if answer is None:
        raise HTTPException(404)
    return answer


ROUTES = [
    page_route("/answers/{answer_id}", show_answer, Role.REVIEWER),
    page_route("/answers/{answer_id}/citations/{statement:int}/{marker:int}/page", show_page, Role.REVIEWER),
    form_route("/answers/{answer_id}/reviews", give_review, Role.REVIEWER, most_bytes=_MOST_FORM_BYTES),
    form_route("/answers/{answer_id}/reviews/{review_id:int}/take-back", take_back, Role.REVIEWER),
]
