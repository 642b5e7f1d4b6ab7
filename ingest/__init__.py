"""Files to passages to a published edition. Never imports bot or review."""
