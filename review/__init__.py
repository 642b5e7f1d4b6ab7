"""Golden questions and the audit console. Never imports ingest."""
