"""What people may write where practitioners will read it. No input or output here."""

import re

_NUMBER = re.compile(r"\d(?:[ ()-]{0,2}\d){5,}")
_ADDRESS = re.compile(r"[\w.+-]@\w")


def holds_contact_details(text: str) -> bool:
    """Whether a text has a telephone number or an e-mail address: a wrong one must be mended in one place alone."""
    return bool(_NUMBER.search(text) or _ADDRESS.search(text))
