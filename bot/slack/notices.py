"""The fixed sentences that the bot says in Slack when it has no answer to give."""

SEARCHING = "is looking in the documents…"

HOW_TO_ASK = (
    "Ask me a question in words, and I will look for the answer in the partnership's documents. For example: "
    "“Who do I tell when I am worried about a child?” I do not read files. "
    "Please do not name a child or a family."
)

NOT_A_MEMBER = (
    "I answer full members of this workspace only, so I have not looked at your question. "
    "If someone is in immediate danger, ring 999."
)

CANNOT_CHECK = (
    "I could not check just now whether you are a member of this workspace, "
    "so I have not looked at your question. Ask again in a few minutes. "
    "If someone is in immediate danger, ring 999."
)


def failed(incident: str) -> str:
    """What is said when answering broke; `incident` finds the traceback in the log."""
    return (
        "Something went wrong, and I have no answer for you. Ask again in a few minutes. "
        f"If it happens again, give the partnership team this number: {incident}. "
        "If someone is in immediate danger, ring 999."
    )
