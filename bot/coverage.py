"""How much of what a question names a text names too, in its own words or in the field's."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.glossary import Glossary
from knowledge.keywords import stems

Stems = frozenset[str]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The question's stems, each weighted by how much it tells, and the other names of some of them."""

    weights: dict[str, float]
    other_names: tuple[tuple[Stems, tuple[Stems, ...]], ...]

    @classmethod
    def of_question(cls, question: str, glossary: Glossary, rarity: Callable[[str], float]) -> "Coverage":
        """`rarity` says how much a stem tells, from 0 to 1."""
        asked = stems(question)
        readings = (
            (stems(reading.words) & asked, tuple(filter(None, map(stems, reading.meanings))))
            for reading in glossary.readings(question)
        )
        return cls({stem: rarity(stem) for stem in asked}, tuple(readings))

    def share(self, present: Stems) -> float:
        """The weighted share of the question's stems that are present, or that another name stands for."""
        covered = self._covered(present)
        total = sum(self.weights.values())
        return sum(self.weights[stem] for stem in covered) / total if total else 0.0

    def _covered(self, present: Stems) -> Stems:
        named = (asked for asked, names in self.other_names if any(name <= present for name in names))
        return frozenset(self.weights) & present.union(*named)
