"""The commands that say who may sign in to the console, and as what."""

import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from knowledge.accounts import Account, Identity, Role
from knowledge.errors import AccountError, SettingsError
from knowledge.ledger.accounts import Accounts
from knowledge.ledger.ledger import Ledger
from knowledge.passwords import generated_password
from knowledge.settings import read_settings
from review.words import moment_words

_Name = Annotated[str, typer.Argument(help="How they are named on what they do, in the ledger too.")]
_Roles = Annotated[
    list[Role] | None,
    typer.Option("--role", help="What they are for; give it once for each. A new account is a reviewer without it."),
]


def add_reviewer(
    name: _Name,
    role: _Roles = None,
    email: Annotated[
        str | None,
        typer.Option(
            help="Their e-mail address, for those who sign in through an OpenID provider that vouches for it."
        ),
    ] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input, its first line.")
    ] = False,
    new_password: Annotated[
        bool, typer.Option("--new-password", help="Give an account that has a password another one.")
    ] = False,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="Give none: they sign in through an OpenID provider only.")
    ] = False,
) -> None:
    """Let somebody in: makes an account, or changes the roles of one that is there.

    A new account gets a password, which is printed once. Whoever signs in with it has to choose one of their own, which
    nobody else knows: what they do is recorded under their name. Only a hash of it is kept.
    An account of before there were passwords gets one when it is added again. What is changed ends its sessions.

    Roles: a reviewer sees the queue and the answers and gives verdicts; a lead does that too, and assigns, draws
    samples and takes actions; a publisher puts documents in; a reader sees documents, gaps and reports.

    Example: signpost review add-reviewer "Reviewer One"

    Example: signpost review add-reviewer "Publisher Two" --role publisher --role reader

    Example: signpost review add-reviewer "Lead Three" --role lead --email lead.three@example.org --no-password

    Example: signpost review add-reviewer "Reviewer One" --new-password
    """
    if no_password and (password_stdin or new_password):
        raise SettingsError("--no-password goes with neither --password-stdin nor --new-password.")
    with Ledger.open(read_settings().ledger) as ledger:
        account = ledger.accounts.find(name)
        given = _first_line() if password_stdin else None
        is_bare = role is None and email is None and account is not None and not account.has_password
        needs_one = new_password or (not no_password and (account is None or is_bare))
        password = given or (generated_password() if needs_one else None)
        if account is None:
            account = ledger.accounts.add(
                name,
                role or [Role.REVIEWER],
                email=email or "",
                password=password,
                must_choose_password=password is not None,
            )
        else:
            account = _changed(ledger.accounts, account, role, email, password)
    _say(account, password if given is None else None)


def list_reviewers() -> None:
    """List everybody who has an account: their roles, when they last signed in, and whether they may.

    Example: signpost review reviewers
    """
    with Ledger.open(read_settings().ledger) as ledger:
        accounts = ledger.accounts.all()
    if not accounts:
        typer.echo("There is no account yet: `signpost review add-reviewer NAME` makes one.")
        return
    table = Table("Name", "Roles", "Last signed in", "May sign in", box=None, pad_edge=False)
    for account in accounts:
        last = moment_words(account.signed_in_at) if account.signed_in_at else "never"
        table.add_row(escape(account.name), ", ".join(sorted(account.roles)), last, escape(_ways_in(account)))
    Console(highlight=False).print(table)


def disable(name: _Name) -> None:
    """Shut somebody out, at once: their sessions end. What they did stays in the ledger under their name.

    Example: signpost review disable "Reviewer One"
    """
    with Ledger.open(read_settings().ledger) as ledger:
        account = ledger.accounts.disable(name)
    typer.echo(f"{account.name} is shut out. `signpost review enable` lets them in again.")


def enable(name: _Name) -> None:
    """Let somebody in again who was shut out, with the password and the roles that they had.

    Example: signpost review enable "Reviewer One"
    """
    with Ledger.open(read_settings().ledger) as ledger:
        account = ledger.accounts.enable(name)
    typer.echo(f"{account.name} may sign in again.")


def link(
    name: _Name,
    subject: Annotated[
        str, typer.Option(help="Their `sub` at the provider: of Slack a member id, of Entra a long one.")
    ],
    issuer: Annotated[str | None, typer.Option(help="The provider. Default: SIGNPOST_OIDC_ISSUER.")] = None,
) -> None:
    """Let a person of an OpenID provider sign in to an account, where their e-mail address does not tell who they are.

    Example: signpost review link "Reviewer One" --subject U012345678
    """
    settings = read_settings()
    issuer = (issuer or settings.oidc_issuer).rstrip("/")
    if not issuer:
        raise SettingsError("Set SIGNPOST_OIDC_ISSUER, or give --issuer.")
    with Ledger.open(settings.ledger) as ledger:
        ledger.accounts.link(name, Identity(issuer, subject))
    typer.echo(f"{subject} at {issuer} signs in as {name}.")


def _changed(
    accounts: Accounts, account: Account, roles: list[Role] | None, email: str | None, password: str | None
) -> Account:
    if roles is None and email is None and password is None:
        raise AccountError(
            f"{account.name} has an account already: give --role to change what it is for, or --new-password."
        )
    if roles is not None:
        account = accounts.set_roles(account.name, roles)
    if email is not None:
        account = accounts.set_email(account.name, email)
    if password is not None:
        account = accounts.set_password(account.name, password, must_choose_password=True)
    return account


def _say(account: Account, password: str | None) -> None:
    typer.echo(f"{account.name}: {', '.join(sorted(account.roles))}.")
    if password is not None:
        typer.echo("They sign in with their name and this password, and then choose their own. It is shown only now:")
        typer.echo(password)
    if account.is_disabled:
        typer.echo("The account is shut: `signpost review enable` opens it.")


def _ways_in(account: Account) -> str:
    if account.is_disabled:
        return "no: shut out"
    ways = ["password"] * account.has_password + [account.email] * bool(account.email)
    return ", ".join(ways) or "not yet: give a password with add-reviewer, or link them"


def _first_line() -> str:
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise AccountError("There is no password on standard input.")
    return line
