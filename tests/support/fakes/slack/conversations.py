"""The methods that read channels, people and groups of people."""

from collections.abc import Iterable

from fakes.slack.calls import Method, RefusedError, check_channel, check_thread, is_set, required
from fakes.slack.limits import Json
from fakes.slack.rates import T2, T3, T4
from fakes.slack.workspace import Post, Workspace


class Conversations:
    """What there is to read in a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def methods(self) -> dict[str, Method]:
        """What the Web API offers of it."""
        return {
            "conversations.history": Method(self._history, "{}:history", T3),
            "conversations.info": Method(self._info, "{}:read", T3),
            "conversations.open": Method(self._open, "im:write", T3),
            "conversations.replies": Method(self._replies, "{}:history", T3),
            "usergroups.list": Method(self._usergroups, "usergroups:read", T2),
            "usergroups.users.list": Method(self._usergroup_users, "usergroups:read", T2),
            "users.info": Method(self._user_info, "users:read", T4),
        }

    def _user_info(self, arguments: Json) -> Json:
        (user,) = required(arguments, ["user"])
        if user not in self._workspace.users:
            raise RefusedError("user_not_found")
        return {"user": self._workspace.users[user].info()}

    def _info(self, arguments: Json) -> Json:
        (channel,) = required(arguments, ["channel"])
        check_channel(self._workspace, channel, must_be_in=False)
        kind = self._workspace.channels[channel]
        info: Json = {
            "id": channel,
            "is_channel": kind == "channel",
            "is_group": kind == "group",
            "is_im": kind == "im",
        }
        info |= {"is_mpim": False, "is_private": kind != "channel", "is_archived": False}
        if kind == "im":
            return {"channel": {**info, "user": next(iter(self._workspace.members[channel]))}}
        is_member = channel not in self._workspace.absent
        return {
            "channel": {
                **info,
                "name": self._workspace.names.get(channel, channel),
                "is_member": is_member,
                "is_ext_shared": channel in self._workspace.shared,
            }
        }

    def _open(self, arguments: Json) -> Json:
        (user,) = required(arguments, ["users"])
        if user not in self._workspace.users:
            raise RefusedError("user_not_found")
        return {"channel": {"id": self._workspace.dm_channel(user)}}

    def _replies(self, arguments: Json) -> Json:
        channel, ts = required(arguments, ["channel", "ts"])
        check_thread(self._workspace, channel, ts)
        return self._page(self._workspace.thread(channel, ts), arguments, is_falling=False)

    def _history(self, arguments: Json) -> Json:
        (channel,) = required(arguments, ["channel"])
        check_channel(self._workspace, channel)
        return self._page(self._workspace.history(channel), arguments, is_falling=True)

    def _page(self, posts: Iterable[Post], arguments: Json, *, is_falling: bool) -> Json:
        """As many as asked for, from where the page before ended; there, the cursor is the ts of the next."""
        limit = int(arguments.get("limit") or 100)
        if not 1 <= limit <= 1_000:
            raise RefusedError("invalid_limit")
        start = arguments.get("cursor", "")
        page: list[Post] = []
        for post in posts:
            is_before = bool(start) and (post.ts > start if is_falling else post.ts < start)
            if is_before or not _is_asked_for(post, arguments):
                continue
            if len(page) == limit:
                return {**self._messages(page, arguments, True), "response_metadata": {"next_cursor": post.ts}}
            page.append(post)
        return {**self._messages(page, arguments, False), "response_metadata": {"next_cursor": ""}}

    def _messages(self, posts: list[Post], arguments: Json, has_more: bool) -> Json:
        with_metadata = is_set(arguments, "include_all_metadata")
        return {"messages": [self._message(post, with_metadata) for post in posts], "has_more": has_more}

    def _message(self, post: Post, with_metadata: bool) -> Json:
        metadata = {"metadata": post.metadata} if with_metadata and post.metadata else {}
        return self._workspace.message_event(post, **metadata)

    def _usergroups(self, arguments: Json) -> Json:
        with_users = is_set(arguments, "include_users")
        groups = [
            {"id": group, "handle": group.lower(), "name": group, **({"users": list(users)} if with_users else {})}
            for group, users in self._workspace.usergroups.items()
        ]
        return {"usergroups": groups}

    def _usergroup_users(self, arguments: Json) -> Json:
        (group,) = required(arguments, ["usergroup"])
        if group not in self._workspace.usergroups:
            raise RefusedError("no_such_subteam")
        return {"users": list(self._workspace.usergroups[group])}


def _is_asked_for(post: Post, arguments: Json) -> bool:
    """Between `oldest` and `latest`; those two themselves only where `inclusive` is set."""
    oldest, latest = str(arguments.get("oldest") or "0"), str(arguments.get("latest") or "9" * 12)
    time = float(post.ts)
    if time in (float(oldest), float(latest)):
        return is_set(arguments, "inclusive")
    return float(oldest) < time < float(latest)
