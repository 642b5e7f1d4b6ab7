"""The console's pages, each with who may see it and what must be seen. Whoever adds a page adds its line here."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Page

from builders.audited import LOCKED
from knowledge.accounts import FAILURES_PER_NAME, Role


@dataclass(frozen=True, slots=True)
class ConsolePage:
    """One page in one state.

    `path` has ids by name in braces; nobody is signed in where there is no role; `then` does something on the page that
    leads to the state; `seen` is a text of the page. `is_unused` is for the console on its first day.
    """

    name: str
    path: str
    role: Role | None
    seen: str
    status: int = 200
    then: Callable[[Page], None] | None = None
    is_unused: bool = False

    def __str__(self) -> str:
        return self.name


def _sign_in_as(name: str) -> Callable[[Page], None]:
    def sign_in(page: Page) -> None:
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill("not the password")
        _press("Sign in")(page)

    return sign_in


def _press(button: str) -> Callable[[Page], None]:
    """Press a button that leads to another page."""

    def press(page: Page) -> None:
        page.locator("main").get_by_role("button", name=button, exact=True).click()

    return press


def _send_empty(field: str, button: str) -> Callable[[Page], None]:
    """Send a form with a blank where the browser wants a text: the server looks too."""

    def send(page: Page) -> None:
        page.locator(f"#{field}").fill(" ")
        _press(button)(page)

    return send


def _describe_wrongly(page: Page) -> None:
    for field, text in (("title", ""), ("path", "../strategy.md"), ("source_url", "www.example.org")):
        page.locator(f"#{field}").fill(text)
    _press("Make a dry run")(page)


def _change_password_wrongly(page: Page) -> None:
    page.get_by_label("Password now").fill("correct horse battery")
    page.get_by_label("New password", exact=True).fill("staple of another kind")
    page.get_by_label("New password, again").fill("staple of some other kind")
    _press("Change password")(page)


def _open_first_figure(page: Page) -> None:
    page.locator("main table a").first.click()


def _put_in_what_is_not_taken(page: Page) -> None:
    program: FilePayload = {"name": "setup.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
    page.locator("#files").set_input_files(program)
    _press("Put in")(page)


def _sign_in_too_often(page: Page) -> None:
    """Once is enough, unless the stage was made so long ago that the name may be tried again."""
    for _ in range(FAILURES_PER_NAME + 1):
        _sign_in_as(LOCKED)(page)
        if page.get_by_role("heading", level=1).inner_text().startswith("Wait"):
            return


READER, REVIEWER, LEAD, PUBLISHER = Role.READER, Role.REVIEWER, Role.LEAD, Role.PUBLISHER
_SIGNING_IN = (
    ConsolePage("sign-in", "/sign-in", None, "Ask whoever runs Signpost"),
    ConsolePage(
        "sign-in-refused", "/sign-in", None, "the name or the password is not right", 401, _sign_in_as("Nobody")
    ),
    ConsolePage("sign-in-wanted", "/answers", None, "Sign in to see this page", 401),
    ConsolePage("wait", "/sign-in", None, "Wait before you try again", 429, _sign_in_too_often),
    ConsolePage("password", "/password", READER, "Change your password"),
    ConsolePage("password-refused", "/password", READER, "Error:", 422, _change_password_wrongly),
    ConsolePage("forbidden", "/intake", READER, "This page is not for your account", 403),
    ConsolePage("not-found", "/answers/unknown", REVIEWER, "There is no such page or answer", 404),
)
_QUEUE = (
    ConsolePage("queue", "/", REVIEWER, "Review next"),
    ConsolePage("queue-lead", "/", LEAD, "Draw a sample"),
    ConsolePage("queue-filtered", "/?ground=feedback&order=newest&until=soon", REVIEWER, "Error:"),
    ConsolePage("queue-none-found", "/?words=zebra", REVIEWER, "Nothing in the queue is like that"),
    ConsolePage("queue-unused", "/", LEAD, "Nothing is in the queue yet", is_unused=True),
    ConsolePage("answers", "/answers", REVIEWER, "How quickly must a non-mobile baby"),
    ConsolePage("answers-flagged", "/answers?flagged=yes", REVIEWER, "What has changed since the 2019 protocol"),
    ConsolePage("answers-none-older", "/answers?before=2000-01-01T00:00:00Z", REVIEWER, "There are no older answers"),
    ConsolePage("answers-unused", "/answers", REVIEWER, "Nothing has been asked yet", is_unused=True),
)
_ANSWERS = (
    ConsolePage("answer", "/answers/{demo-008}", REVIEWER, "Save my review"),
    ConsolePage("answer-errors", "/answers/{demo-008}", REVIEWER, "Nothing was saved", 422, _press("Save my review")),
    ConsolePage("answer-third", "/answers/{demo-006}", LEAD, "Two reviewers differ"),
    ConsolePage("answer-blind", "/answers/{blind}", LEAD, "Save my review"),
    ConsolePage("answer-saved", "/answers/{demo-013}?done=saved", REVIEWER, "Undo my review"),
    ConsolePage("answer-assigned", "/answers/{demo-012}", REVIEWER, "assigned to Reviewer Two"),
    ConsolePage("answer-done", "/answers/{demo-004}", LEAD, "Its reviewing is done"),
    ConsolePage("answer-urgent", "/answers/{demo-016}", REVIEWER, "999"),
    ConsolePage("answer-withheld", "/answers/{demo-017}", REVIEWER, "it identified a person"),
    ConsolePage("answer-follow-up", "/answers/{follow_up}", REVIEWER, "The same thread"),
    ConsolePage("answer-hostile", "/answers/{hostile}", REVIEWER, "<script>"),
    ConsolePage("answer-unquoted", "/answers/{unquoted}", REVIEWER, "The quote is not in this passage"),
)
_BRUISING = "bruising-protocol-2024.pdf"
_DEEDS = (
    ConsolePage("withdraw", f"/answers/{{demo-004}}/withdraw?document={_BRUISING}", LEAD, "searched and quoted"),
    ConsolePage("golden", "/answers/{demo-004}/golden", LEAD, "Keep the golden question"),
    ConsolePage(
        "golden-errors",
        "/answers/{demo-010}/golden",
        LEAD,
        "Nothing was saved",
        422,
        _send_empty("question", "Keep the golden question"),
    ),
    ConsolePage("correct", "/answers/{demo-004}/correct", LEAD, "What should they know?"),
    ConsolePage(
        "correct-errors",
        "/answers/{demo-004}/correct",
        LEAD,
        "write something",
        422,
        _send_empty("text", "Record it and tell them"),
    ),
    ConsolePage("note", "/answers/{demo-004}/note", REVIEWER, "Leave the note"),
    ConsolePage("notes", "/notes", LEAD, "Settle this note"),
    ConsolePage("notes-unused", "/notes", LEAD, "No note is open", is_unused=True),
)
_INTAKE = (
    ConsolePage("intake", "/intake", PUBLISHER, "Waiting for your approval"),
    ConsolePage("intake-refused", "/intake", PUBLISHER, "1 file not taken", 422, _put_in_what_is_not_taken),
    ConsolePage("intake-unused", "/intake", PUBLISHER, "There are none", is_unused=True),
    ConsolePage("intake-replacing", f"/intake?replaces={_BRUISING}", PUBLISHER, "Put in a new version"),
    ConsolePage("intake-details", "/intake/{described}", PUBLISHER, "Details of the document"),
    ConsolePage(
        "intake-details-errors", "/intake/{described}", PUBLISHER, "fields to put right", 422, _describe_wrongly
    ),
    ConsolePage("intake-ready", "/intake/{ready}", PUBLISHER, "What would change"),
    ConsolePage("intake-publishing", "/intake/{publishing}", PUBLISHER, "48 of 112"),
    ConsolePage("intake-approval", "/intake/{waiting}", PUBLISHER, "Approve and publish it"),
    ConsolePage("intake-own-approval", "/intake/{waiting_own}", PUBLISHER, "somebody else must approve it"),
    ConsolePage("intake-published", "/intake/{published}", PUBLISHER, "answers now"),
    ConsolePage("intake-failed", "/intake/{failed}", PUBLISHER, "It failed"),
    ConsolePage("intake-cancel", "/intake/{ready}/cancel", PUBLISHER, "This cannot be undone"),
    ConsolePage("intake-withdraw", f"/intake/withdraw?path={_BRUISING}", PUBLISHER, "Withdraw it"),
    ConsolePage(
        "intake-withdraw-errors",
        f"/intake/withdraw?path={_BRUISING}",
        PUBLISHER,
        "Say why",
        422,
        _send_empty("reason", "Withdraw it"),
    ),
    ConsolePage("intake-roll-back", "/intake/roll-back?edition={first_edition}", PUBLISHER, "Go back to"),
)
_DOCUMENTS = (
    ConsolePage("documents", "/documents", PUBLISHER, "Private fostering"),
    ConsolePage("documents-none-found", "/documents?q=zebra", READER, "No document is like that"),
    ConsolePage("documents-unused", "/documents", PUBLISHER, "Nothing is live yet", is_unused=True),
    ConsolePage("document", f"/documents/{_BRUISING}", PUBLISHER, "Put in a new version"),
    ConsolePage("document-lead", "/documents/managing-allegations.md", LEAD, "Answers that cite it"),
    ConsolePage("editions", "/editions", PUBLISHER, "Go back to it"),
    ConsolePage("editions-unused", "/editions", PUBLISHER, "Nothing has been published yet", is_unused=True),
)
_REPORTS = (
    ConsolePage("gaps", "/gaps?quarter=2026Q2", LEAD, "What grew most"),
    ConsolePage("gaps-unused", "/gaps", READER, "Show the quarter", is_unused=True),
    ConsolePage("assurance", "/assurance?quarter=2026Q2", LEAD, "PDF to pass on"),
    ConsolePage("assurance-reader", "/assurance?quarter=2026Q2", READER, "PDF to pass on"),
    ConsolePage("assurance-empty", "/assurance?quarter=2026Q1", LEAD, "PDF to pass on"),
    ConsolePage("assurance-unused", "/assurance", READER, "PDF to pass on", is_unused=True),
    ConsolePage("assurance-answers", "/assurance?quarter=2026Q2", LEAD, "behind this figure", 200, _open_first_figure),
)
PAGES = (*_SIGNING_IN, *_QUEUE, *_ANSWERS, *_DEEDS, *_INTAKE, *_DOCUMENTS, *_REPORTS)
