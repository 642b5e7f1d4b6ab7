"""What the app shows beside a conversation: its status and the questions that it suggests."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fakes.slack.calls import Method, RefusedError, check_channel, check_thread, required
from fakes.slack.limits import Json
from fakes.slack.rates import STATUS, T3, T4
from fakes.slack.workspace import Workspace


@dataclass(slots=True)
class Assistant:
    """`statuses` are (channel, thread_ts, status); `prompts` are by channel, as they are seen; `sessions`
    are the states of threads, of which "processing" shows a Stop button."""

    workspace: Workspace
    statuses: list[tuple[str, str, str]] = field(default_factory=list)
    loading_messages: dict[tuple[str, str], Sequence[str]] = field(default_factory=dict)
    prompts: dict[str, list[Json]] = field(default_factory=dict)
    sessions: dict[tuple[str, str], str] = field(default_factory=dict)

    def methods(self) -> dict[str, Method]:
        """What the Web API offers of it; how often prompts may be set is not documented."""
        return {
            "assistant.threads.setStatus": Method(self._set_status, "assistant:write", STATUS),
            "assistant.threads.setSuggestedPrompts": Method(self._set_prompts, "assistant:write", T4),
            "agents.sessions.setStatus": Method(self._set_session, "chat:write", T3),
        }

    def _set_status(self, arguments: Json) -> Json:
        channel, thread_ts = required(arguments, ["channel_id", "thread_ts"])
        check_thread(self.workspace, channel, thread_ts)
        loading = arguments.get("loading_messages", [])
        if len(loading) > 10 or "status" not in arguments:
            raise RefusedError("invalid_arguments")
        self.statuses.append((channel, thread_ts, arguments["status"]))
        self.loading_messages[channel, thread_ts] = loading
        return {}

    def _set_session(self, arguments: Json) -> Json:
        channel, thread_ts, status = required(arguments, ["channel_id", "thread_ts", "status"])
        check_thread(self.workspace, channel, thread_ts)
        if status not in ("active", "processing", "suspended", "closed"):
            raise RefusedError("invalid_arguments")
        self.sessions[channel, thread_ts] = status
        return {"status": status}

    def _set_prompts(self, arguments: Json) -> Json:
        channel, prompts = required(arguments, ["channel_id", "prompts"])
        check_channel(self.workspace, channel)
        if len(prompts) > 4 or not all(each.get("title") and each.get("message") for each in prompts):
            raise RefusedError("invalid_arguments")
        # Under agent_view, prompts for one thread are taken and shown to nobody.
        if not arguments.get("thread_ts"):
            self.prompts[channel] = prompts
        return {}
