"""The ledger: the append-only record, chained by hashes; who may sign in beside it. The home of SQLAlchemy."""
