"""Which passages go to a language model: the best first, for as long as its budget of tokens lasts."""

from collections.abc import Callable, Sequence

from langchain_core.messages import BaseMessage
from langchain_core.messages.utils import count_tokens_approximately

from knowledge.domain import Match, Passage


def tokens_of(messages: Sequence[BaseMessage]) -> int:
    """About how many tokens messages are: four characters each.

    The chat models' own counts fetch a vocabulary or ask their provider, and nothing is fetched at run time.
    """
    return count_tokens_approximately(messages)


def within_budget(matches: Sequence[Match], cost: Callable[[Passage], int], budget: int) -> list[Passage]:
    """The passages of the matches' sections in their order, without those for which `budget` tokens do not suffice.

    Each match comes before its neighbours, and the better match before the next. The first passage that does not
    fit is the last that is looked at: a worse one must not come in because it is short.
    """
    best_first = dict.fromkeys(passage for match in matches for passage in (match.passage, *match.section))
    kept = set()
    for passage in best_first:
        budget -= cost(passage)
        if budget < 0:
            break
        kept.add(passage)
    shown = dict.fromkeys(passage for match in matches for passage in match.section or (match.passage,))
    return [passage for passage in shown if passage in kept]
