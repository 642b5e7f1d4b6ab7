"""Where an answer stands in Slack, for those who have something to say of it later."""

from bot.slack.means import Means
from bot.slack.message import is_direct
from knowledge.domain import Answer, MarkKind


async def places_of(answer: Answer, means: Means) -> list[str]:
    """Where an answer stands, as "channel:ts": its thread, and the channels that it was shared in.

    What one person alone saw stands in no thread: they are told in their own messages.
    """
    marks = await means.look_up(means.ledger.aftermath.marks_of, answer.id)
    shared = [mark.detail for mark in marks if mark.kind is MarkKind.SHARED]
    return [answer.question.thread or answer.question.asker, *shared]


async def private_places_of(answer: Answer, means: Means) -> list[str]:
    """The same, where nobody but who asked can read it when the answer quotes what not everyone may read."""
    if not any(citation.passage.version.document.audience for citation in answer.citations):
        return await places_of(answer, means)
    thread = answer.question.thread
    return [thread if thread and is_direct(thread) else answer.question.asker]
