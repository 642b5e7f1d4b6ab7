"""The console's pages, each with who may see it and what must be seen. Whoever adds a page adds its line here."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from knowledge.accounts import Role


@dataclass(frozen=True, slots=True)
class ConsolePage:
    """One page in one state.

    `path` has answers by name in braces; nobody is signed in where there is no role; `then` does something on the
    page that leads to the state; `seen` is a text of the page.
    """

    name: str
    path: str
    role: Role | None
    seen: str
    status: int = 200
    then: Callable[[Page], None] | None = None

    def __str__(self) -> str:
        return self.name


def _sign_in_wrongly(page: Page) -> None:
    page.get_by_label("Name").fill("Nobody")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()


REVIEWER = Role.REVIEWER
PAGES = (
    ConsolePage("sign-in", "/sign-in", None, "Ask whoever runs Signpost"),
    ConsolePage("sign-in-refused", "/sign-in", None, "the name or the password is not right", 401, _sign_in_wrongly),
    ConsolePage("sign-in-wanted", "/answers", None, "Sign in to see this page", 401),
    ConsolePage("answers", "/answers", REVIEWER, "How quickly must a non-mobile baby"),
    ConsolePage("answers-flagged", "/answers?flagged=yes", REVIEWER, "What has changed since the 2019 protocol"),
    ConsolePage("answers-none-older", "/answers?before=2000-01-01T00:00:00Z", REVIEWER, "There are no older answers"),
    ConsolePage("answer", "/answers/{demo-004}", REVIEWER, "within four hours of the referral"),
    ConsolePage("answer-table", "/answers/{demo-006}", REVIEWER, "team around the family"),
    ConsolePage("answer-urgent", "/answers/{demo-016}", REVIEWER, "999"),
    ConsolePage("answer-withheld", "/answers/{demo-017}", REVIEWER, "it could identify somebody"),
    ConsolePage("answer-follow-up", "/answers/{follow_up}", REVIEWER, "Asked earlier in the same thread"),
    ConsolePage("answer-hostile", "/answers/{hostile}", REVIEWER, "<script>"),
    ConsolePage("answer-unquoted", "/answers/{unquoted}", REVIEWER, "The quote is not in this passage"),
    ConsolePage("assurance", "/assurance?quarter=2026Q4", Role.READER, "Do the quotations support what was said?"),
    ConsolePage(
        "assurance-lead", "/assurance?since=2026-01-01&until=2026-12-31", Role.LEAD, "How the sample was drawn"
    ),
    ConsolePage(
        "assurance-answers", "/assurance/answers?since=2026-01-01&until=2026-12-31&of=all", Role.LEAD, "behind"
    ),
    ConsolePage("gaps", "/gaps?since=2026-01-01&until=2026-12-31", Role.LEAD, "found no full answer"),
    ConsolePage("documents", "/documents", Role.READER, "past their review date"),
    ConsolePage("documents-none", "/documents?q=nothing+like+it", Role.READER, "No document is like that"),
    ConsolePage("document", "/documents/bruising-protocol-2024.pdf", REVIEWER, "Answers that cite it"),
    ConsolePage("editions", "/editions", Role.READER, "Exactly one answers"),
    ConsolePage("intake", "/intake", Role.PUBLISHER, "Put documents in"),
    ConsolePage("withdraw", "/intake/withdraw?path=bruising-protocol-2024.pdf", Role.PUBLISHER, "Name no child"),
    ConsolePage("not-found", "/answers/unknown", REVIEWER, "There is no such page or answer", 404),
)
