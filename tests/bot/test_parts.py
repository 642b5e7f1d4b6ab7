"""What a question asks, thing by thing."""

import pytest

from bot.parts import parts_of


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "How soon do I tell the LADO, and should I talk to him?",
            ["How soon do I tell the LADO", "should I talk to him"],
        ),
        ("Who chairs the panel? When does it meet next?", ["Who chairs the panel", "When does it meet next"]),
        (
            "How many referrals were made and how many were accepted?",
            ["How many referrals were made", "how many were accepted"],
        ),
        ("How quickly must a bruise be seen?", []),
        ("a child of 4 has a mark on her ear, who do I ring about it?", []),
        ("What are the roles of schools and nurseries?", []),
        ("", []),
    ],
)
def test_parts_are_questions_of_their_own(question: str, parts: list[str]) -> None:
    assert parts == parts_of(question)
