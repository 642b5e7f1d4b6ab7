"""A package, so that its browser closes with it: Playwright's loop would stop asynchronous tests that come later."""
