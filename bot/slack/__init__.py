"""The Slack bot: events in, Block Kit messages out."""
