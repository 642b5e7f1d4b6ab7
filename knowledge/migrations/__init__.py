"""The ledger's schema as an ordered list of migrations, applied when the ledger is opened."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

# Any number will do, so long as nothing else in the database takes the same advisory lock.
_POSTGRES_LOCK = 7_366_727


class UnknownRevisionError(Exception):
    """The database has a schema that this code does not know; the message is its revision."""


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest revision. Two processes may do so at once: the second waits."""
    config = _config()
    with engine.connect() as connection:
        if _is_newest(connection, config):
            return
    with engine.connect() as connection:
        _lock(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "knowledge:migrations")
    return config


def _is_newest(connection: Connection, config: Config) -> bool:
    scripts = ScriptDirectory.from_config(config)
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in {script.revision for script in scripts.walk_revisions()}:
        raise UnknownRevisionError(revision)
    return revision == scripts.get_current_head()


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_POSTGRES_LOCK})")
