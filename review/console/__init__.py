"""The review console: a web application for those who audit answers and put documents in."""
