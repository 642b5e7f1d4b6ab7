"""A question to a cited answer, on the command line and in Slack. Never imports ingest or review."""
