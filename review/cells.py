"""Values as cells of a table that a spreadsheet opens: none can act as a formula."""

# A spreadsheet takes a cell that begins so for a formula, the wide forms of the signs included.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: object, joint: str = "; ") -> object:
    """The value; a list's texts joined, and an apostrophe before what would be a formula."""
    text = joint.join(map(str, value)) if isinstance(value, list | tuple) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(_FORMULA_STARTS) else text
