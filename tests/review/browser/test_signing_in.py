"""Signing in as people do it: in a browser, by the keyboard. Only a browser says where a form comes from."""

from pathlib import Path

from playwright.sync_api import Browser

from builders.accounts import PASSWORD
from builders.consoles import SECRET, account_for
from builders.served import served
from fakes.openid import CLIENT_ID, CLIENT_SECRET, OpenIdProvider
from knowledge.accounts import Identity, Role
from knowledge.ledger.ledger import Ledger
from review.console.app import console_app
from review.console.means import Means
from review.console.openid import OpenId, Registration


def test_people_sign_in_and_out_and_change_their_password(browser: Browser, tmp_path: Path, ledger: Ledger) -> None:
    account_for(ledger, Role.REVIEWER, name="Reviewer One")
    with (
        OpenIdProvider().running() as provider,
        served(
            console_app(
                Means(ledger, tmp_path, tmp_path),
                SECRET,
                provider=OpenId(Registration(provider.issuer, CLIENT_ID, CLIENT_SECRET, "Example")),
            )
        ) as address,
        browser.new_page() as page,
    ):
        ledger.accounts.link("Reviewer One", Identity(provider.issuer, "U1"))
        page.set_default_timeout(60_000)
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))

        def type_in(password: str) -> None:
            page.get_by_label("Name").fill("Reviewer One")
            page.get_by_label("Password").fill(password)
            page.keyboard.press("Enter")

        page.goto(f"{address}/answers?flagged=yes")
        type_in("wrong")
        page.get_by_text("the name or the password is not right").wait_for()
        type_in(PASSWORD)
        page.wait_for_url(f"{address}/answers?flagged=yes")
        page.get_by_role("link", name="Reviewer One").click()
        page.get_by_label("Password now").fill(PASSWORD)
        page.get_by_label("New password", exact=True).fill("staple of another kind")
        page.get_by_label("New password, again").fill("staple of another kind")
        page.keyboard.press("Enter")
        page.get_by_text("Your password is changed").wait_for()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url(f"{address}/sign-in")
        page.get_by_role("link", name="Sign in with Example").click()
        page.get_by_role("button", name="Sign out").wait_for()
        assert [] == [complaint for complaint in complaints if "401" not in complaint]
