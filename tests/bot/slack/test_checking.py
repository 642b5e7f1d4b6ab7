"""What the doctor finds out from Slack: that all is well, and for each fault what to click or to type."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web

from bot.slack.checking import Setup, check_slack
from bot.slack.manifest import bot_scopes
from fakes.slack.server import APP_TOKEN, BOT_TOKEN, CHANNEL, MEMBER, SlackServer

POLICE, HEALTH = "S0POLICE", "S0HEALTH"
DUTY = "C0DUTY"


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        server.add_channel(DUTY, MEMBER, name="duty")
        server.workspace.usergroups |= {POLICE: (MEMBER,), HEALTH: ()}
        yield server


@pytest.fixture
def setup(slack: SlackServer) -> Setup:
    """A bot that has everything."""
    return Setup(
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        signing_secret="",
        api_url=slack.url,
        port=0,
        channels=(CHANNEL,),
        ask_channel=DUTY,
        user_groups=(HEALTH,),
        audiences={"police": POLICE},
        document_audiences=(("police", "health"),),
    )


async def sentences(setup: Setup) -> dict[str, str]:
    """What was found, all of it in place."""
    found = await check_slack(setup)
    assert all(each.is_ok for each in found), found
    return {each.check: each.sentence for each in found}


async def faults(setup: Setup) -> dict[str, str]:
    """What was found not to be in place."""
    return {each.check: each.sentence for each in await check_slack(setup) if not each.is_ok}


async def test_says_of_each_thing_that_it_is_in_place(slack: SlackServer, setup: Setup) -> None:
    assert await sentences(setup) == {
        "Slack tokens": "SLACK_BOT_TOKEN is that of @signpost in the workspace Partners.",
        "Slack scopes": f"All {len(bot_scopes())} of the manifest are granted.",
        "Slack socket": "SLACK_APP_TOKEN opens one.",
        "Slack channels": "@signpost is in #safeguarding, #duty.",
        "Slack user groups": f"Found: @{POLICE.lower()}, @{HEALTH.lower()}.",
    }
    assert slack.refused == []


async def test_says_what_it_means_that_nothing_more_is_set(setup: Setup) -> None:
    bare = replace(setup, channels=(), ask_channel="", user_groups=(), audiences={}, document_audiences=())
    found = await sentences(bare)
    assert "every channel that it is in" in found["Slack channels"]
    assert 'There is no "Ask a person"' in found["Slack channels"]
    assert "every full member" in found["Slack user groups"]


@pytest.mark.parametrize(("token", "said"), [("", "is not set"), ("xoxb-other", "(invalid_auth)")])
async def test_a_bot_token_that_is_not_there_or_wrong_is_told_once(setup: Setup, token: str, said: str) -> None:
    found = await faults(replace(setup, bot_token=token))
    assert said in found.pop("Slack tokens")
    assert len(found) == 4
    assert set(found.values()) == {"Not checked before the tokens are in order."}


@pytest.mark.parametrize("token", ["", "xapp-other", BOT_TOKEN])
async def test_an_app_token_that_is_not_there_or_wrong_says_where_to_get_one(setup: Setup, token: str) -> None:
    found = await faults(replace(setup, app_token=token))
    assert list(found) == ["Slack socket"]
    assert '"Basic Information", "App-Level Tokens"' in found["Slack socket"]


async def test_without_a_socket_it_needs_a_port_that_slack_calls(setup: Setup) -> None:
    by_http = replace(setup, app_token="", signing_secret="a-secret")
    assert "Set SIGNPOST_BOT_PORT" in (await faults(by_http))["Slack socket"]
    assert "on port 8080" in (await sentences(replace(by_http, port=8080)))["Slack socket"]


async def test_scopes_that_are_not_granted_are_named(slack: SlackServer, setup: Setup) -> None:
    async with SlackServer(scopes=bot_scopes() - {"commands", "usergroups:read"}) as poor:
        poor.add_channel(DUTY, MEMBER, name="duty")
        found = await faults(replace(setup, api_url=poor.url))
    assert found["Slack scopes"].startswith("Not granted: commands, usergroups:read. ")
    assert '"Reinstall"' in found["Slack scopes"]
    assert '(usergroups:read): see "Slack scopes"' in found["Slack user groups"]


async def test_says_in_which_channel_to_invite_the_bot(slack: SlackServer, setup: Setup) -> None:
    slack.workspace.absent.add(DUTY)
    found = await faults(setup)
    assert found == {"Slack channels": "Invite the bot: type /invite @signpost in #duty."}


async def test_a_channel_that_the_bot_does_not_see_is_told_with_its_setting(setup: Setup) -> None:
    found = (await faults(replace(setup, channels=("C0NOWHERE",), ask_channel="C0GONE")))["Slack channels"]
    assert "no channel C0NOWHERE" in found
    assert "correct SIGNPOST_SLACK_CHANNELS" in found
    assert "no channel C0GONE" in found
    assert "correct SIGNPOST_SLACK_ASK_CHANNEL" in found


async def test_a_user_group_that_does_not_exist_is_told_with_its_setting(setup: Setup) -> None:
    wrong = replace(setup, user_groups=("S0GONE",), audiences={"police": "S0LOST"})
    found = (await faults(wrong))["Slack user groups"]
    assert "no user group S0GONE: correct SIGNPOST_SLACK_USER_GROUPS" in found
    assert "no user group S0LOST: correct SIGNPOST_SLACK_AUDIENCES" in found


async def test_an_audience_that_nobody_belongs_to_is_told(setup: Setup) -> None:
    found = await faults(replace(setup, document_audiences=(("police",), ("courts",), ("courts", "prisons"))))
    said = found["Slack user groups"]
    assert said.startswith("Nobody may see 2 of the documents, which are for courts, prisons:")
    assert "SIGNPOST_SLACK_AUDIENCES (courts=S…, prisons=S…)" in said


async def test_too_many_calls_are_told_as_that(slack: SlackServer, setup: Setup) -> None:
    slack.limit("apps.connections.open", retry_after_seconds=60)
    assert "Slack has had too many calls: wait a minute" in (await faults(setup))["Slack socket"]


async def test_a_refusal_of_another_kind_is_told_with_its_code(slack: SlackServer, setup: Setup) -> None:
    for method in ("apps.connections.open", "usergroups.list", "conversations.info"):
        slack.fail(method, "fatal_error")
    found = await faults(setup)
    assert list(found) == ["Slack socket", "Slack channels", "Slack user groups"]
    assert all("Slack refuses it (fatal_error)" in said for said in found.values())


async def test_an_address_where_nobody_answers_is_one_sentence(setup: Setup) -> None:
    found = await faults(replace(setup, api_url="http://127.0.0.1:9/api"))
    assert "Check the network and SLACK_API_URL" in found["Slack tokens"]


@pytest.mark.parametrize("kind", ["text/plain", "text/html", "application/json"])
async def test_an_address_where_something_else_answers_is_one_sentence(setup: Setup, kind: str) -> None:
    async def greet(request: web.Request) -> web.Response:
        return web.Response(text="Welcome", content_type=kind)

    application = web.Application()
    application.router.add_route("*", "/{rest:.*}", greet)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found = await faults(replace(setup, api_url=f"http://127.0.0.1:{runner.addresses[0][1]}/"))
    await runner.cleanup()
    assert "Check the network and SLACK_API_URL" in found["Slack tokens"]
