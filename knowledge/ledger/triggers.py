"""What the database itself forbids: to change or delete a row of an append-only table, but to empty its removable text.

Removable text may be emptied only while the newest entry of the chain says that text was removed, with every other
column left as it is; and of an entry only the salt. `protect` is called by the migration that makes a table or widens
it.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, inspect

_REFUSAL = "the ledger is append-only"
_DEEDS = ("UPDATE", "DELETE")


def protect(connection: Connection, table: str, removable: Sequence[tuple[str, str]] = ()) -> None:
    """Put a table under guard, in place of the guard that it has.

    `removable` are the columns that may be emptied, each with what stands in it then.
    """
    columns = [each["name"] for each in inspect(connection).get_columns(table)]
    kept = [name for name in columns if name not in dict(removable)]
    statements = _on_sqlite if connection.dialect.name == "sqlite" else _on_postgresql
    for statement in statements(table, kept, removable):
        connection.exec_driver_sql(statement)


def protect_entries(connection: Connection) -> None:
    """Put the chain's own table under guard."""
    protect(connection, "entries", [("salt", "")])


def _on_sqlite(table: str, kept: Sequence[str], removable: Sequence[tuple[str, str]]) -> Iterable[str]:
    for deed in _DEEDS:
        name = f"{table}_no_{deed.lower()}"
        allowed = _is_removal(kept, removable, "IS", "") if deed == "UPDATE" and removable else ""
        condition = f"WHEN NOT ({allowed} AND {_IS_REMOVING}) " if allowed else ""
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield f"CREATE TRIGGER {name} BEFORE {deed} ON {table} {condition}BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"


def _on_postgresql(table: str, kept: Sequence[str], removable: Sequence[tuple[str, str]]) -> Iterable[str]:
    yield from _POSTGRES_FUNCTIONS
    for suffix in ("append_only", "kept", "removal"):
        yield f"DROP TRIGGER IF EXISTS {table}_{suffix} ON {table}"
    deeds = "DELETE OR TRUNCATE" if removable else "UPDATE OR DELETE OR TRUNCATE"
    yield f"CREATE TRIGGER {table}_append_only BEFORE {deeds} ON {table} EXECUTE FUNCTION forbid_change()"
    if removable:
        each = f"BEFORE UPDATE ON {table} FOR EACH ROW"
        allowed = _is_removal(kept, removable, "IS NOT DISTINCT FROM", "::text")
        yield f"CREATE TRIGGER {table}_kept {each} WHEN (NOT ({allowed})) EXECUTE FUNCTION forbid_change()"
        yield f"CREATE TRIGGER {table}_removal {each} EXECUTE FUNCTION forbid_change_but_removal()"


def _is_removal(kept: Sequence[str], removable: Sequence[tuple[str, str]], same: str, cast: str) -> str:
    unchanged = [f'NEW."{name}"{cast} {same} OLD."{name}"{cast}' for name in kept]
    return " AND ".join([*unchanged, *(f"NEW.\"{name}\"{cast} = '{empty}'" for name, empty in removable)])


_NEWEST_KIND = "(SELECT kind FROM entries ORDER BY number DESC LIMIT 1)"
_IS_REMOVING = f"{_NEWEST_KIND} IS 'text removed'"
_POSTGRES_FUNCTIONS = (
    "CREATE OR REPLACE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
    "CREATE OR REPLACE FUNCTION forbid_change_but_removal() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF {_NEWEST_KIND} IS DISTINCT FROM 'text removed' THEN RAISE EXCEPTION '{_REFUSAL}'; END IF; "
    "RETURN NEW; END $$",
)
