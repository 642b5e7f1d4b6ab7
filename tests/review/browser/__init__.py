"""A package, so that its browser closes with it: Playwright's loop in this thread would stop later asynchronous tests."""
