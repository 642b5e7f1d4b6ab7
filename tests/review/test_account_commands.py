"""The commands that let people into the console, run in a folder of their own."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from builders.accounts import PASSWORD
from knowledge.accounts import Account, Identity, Role
from knowledge.errors import AccountError, SettingsError
from knowledge.ledger.ledger import Ledger
from review.cli import review_app


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder the commands use."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIGNPOST_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("SIGNPOST_LEDGER_URL", raising=False)
    return tmp_path / "data"


def run(*arguments: str, typed: str = "") -> str:
    return CliRunner().invoke(review_app, list(arguments), input=typed, catch_exceptions=False).output


def account_of(data: Path, name: str) -> Account:
    with open_ledger(data) as ledger:
        account = ledger.accounts.find(name)
    assert account
    return account


def open_ledger(data: Path) -> Ledger:
    return Ledger.open(f"sqlite:///{data / 'ledger.db'}")


def signs_in(data: Path, name: str, password: str) -> bool:
    with open_ledger(data) as ledger:
        return ledger.sign_ins.by_password(name, password).session is not None


def test_a_new_account_is_a_reviewer_and_its_password_is_shown_once(data: Path) -> None:
    output = run("add-reviewer", "Reviewer One")
    password = output.splitlines()[-1]
    assert signs_in(data, "Reviewer One", password)
    account = account_of(data, "Reviewer One")
    assert (frozenset({Role.REVIEWER}), True) == (account.roles, account.must_choose_password)
    assert password not in run("reviewers")
    assert password.encode() not in (data / "ledger.db").read_bytes()


def test_roles_are_given_and_changed_and_the_password_stays(data: Path) -> None:
    password = run("add-reviewer", "Publisher Two", "--role", "publisher", "--role", "reader").splitlines()[-1]
    assert frozenset({Role.PUBLISHER, Role.READER}) == account_of(data, "Publisher Two").roles
    assert "Publisher Two: lead.\n" == run("add-reviewer", "publisher two", "--role", "lead")
    assert frozenset({Role.LEAD}) == account_of(data, "Publisher Two").roles
    assert signs_in(data, "Publisher Two", password)


def test_a_password_may_come_from_standard_input_and_is_not_repeated(data: Path) -> None:
    output = run("add-reviewer", "Reviewer One", "--password-stdin", typed=PASSWORD + "\nsecond line\n")
    assert PASSWORD not in output
    assert signs_in(data, "Reviewer One", PASSWORD)
    assert account_of(data, "Reviewer One").must_choose_password


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "no password on standard input"), ("short\n", "at least 12"), ("Reviewer One\n", "the name itself")],
)
def test_a_bad_password_is_refused(data: Path, typed: str, sentence: str) -> None:
    with pytest.raises(AccountError, match=sentence):
        run("add-reviewer", "Reviewer One", "--password-stdin", typed=typed)
    assert "There is no account yet" in run("reviewers")


def test_a_lost_password_is_replaced(data: Path) -> None:
    first = run("add-reviewer", "Reviewer One").splitlines()[-1]
    with pytest.raises(AccountError, match=r"has an account already: give --role .* or --new-password"):
        run("add-reviewer", "Reviewer One")
    second = run("add-reviewer", "Reviewer One", "--new-password").splitlines()[-1]
    assert [False, True] == [signs_in(data, "Reviewer One", password) for password in (first, second)]
    assert account_of(data, "Reviewer One").must_choose_password


def test_who_had_a_token_gets_a_password_when_added_again(data: Path) -> None:
    with open_ledger(data) as ledger:
        ledger.accounts.add("Reviewer One", [Role.REVIEWER])
    assert "not yet: give a password" in " ".join(run("reviewers").split())
    assert signs_in(data, "Reviewer One", run("add-reviewer", "Reviewer One").splitlines()[-1])


def test_who_signs_in_elsewhere_needs_no_password(data: Path) -> None:
    output = run("add-reviewer", "Lead Three", "--role", "lead", "--email", "Lead@example.org", "--no-password")
    assert "Lead Three: lead.\n" == output
    account = account_of(data, "Lead Three")
    assert ("lead@example.org", False) == (account.email, account.has_password)
    run("add-reviewer", "Lead Three", "--role", "reader")
    assert not account_of(data, "Lead Three").has_password
    with pytest.raises(SettingsError, match="--no-password goes with neither"):
        run("add-reviewer", "Lead Three", "--no-password", "--new-password")


def test_people_are_listed_with_what_they_may(data: Path) -> None:
    password = run("add-reviewer", "Reviewer One").splitlines()[-1]
    run("add-reviewer", "Publisher [b]Two", "--role", "publisher", "--role", "reader")
    run("disable", "publisher [b]two")
    assert signs_in(data, "Reviewer One", password)
    lines = [" ".join(line.split()) for line in run("reviewers").splitlines()]
    assert "Publisher [b]Two publisher, reader never no: shut out" == lines[1]
    assert lines[2].startswith("Reviewer One reviewer ")
    assert lines[2].endswith("UTC password")


def test_who_is_shut_out_is_let_in_again(data: Path) -> None:
    password = run("add-reviewer", "Reviewer One").splitlines()[-1]
    assert "Reviewer One is shut out" in run("disable", "Reviewer One")
    assert not signs_in(data, "Reviewer One", password)
    assert "The account is shut" in run("add-reviewer", "Reviewer One", "--role", "lead")
    assert "may sign in again" in run("enable", "Reviewer One")
    assert signs_in(data, "Reviewer One", password)


def test_a_person_of_a_provider_is_linked(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("add-reviewer", "Reviewer One", "--no-password")
    monkeypatch.delenv("SIGNPOST_OIDC_ISSUER", raising=False)
    with pytest.raises(SettingsError, match="or give --issuer"):
        run("link", "Reviewer One", "--subject", "U1")
    monkeypatch.setenv("SIGNPOST_OIDC_ISSUER", "https://slack.com/")
    assert "U1 at https://slack.com signs in as Reviewer One" in run("link", "Reviewer One", "--subject", "U1")
    with open_ledger(data) as ledger:
        assert ledger.sign_ins.by_identity(Identity("https://slack.com", "U1")).session


@pytest.mark.parametrize("command", ["disable", "enable"])
def test_who_has_no_account_is_said_to_have_none(data: Path, command: str) -> None:
    with pytest.raises(AccountError, match="no account of the name Nobody"):
        run(command, "Nobody")
