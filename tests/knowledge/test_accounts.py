"""What an account may do, by its roles."""

import pytest

from knowledge.accounts import Account, Role


@pytest.mark.parametrize(
    ("held", "may"),
    [
        ({Role.READER}, {Role.READER}),
        ({Role.REVIEWER}, {Role.REVIEWER}),
        ({Role.LEAD}, {Role.LEAD, Role.REVIEWER}),
        ({Role.PUBLISHER}, {Role.PUBLISHER}),
        ({Role.PUBLISHER, Role.READER}, {Role.PUBLISHER, Role.READER}),
    ],
)
def test_a_role_is_itself_and_a_lead_is_more(held: set[Role], may: set[Role]) -> None:
    account = Account("Reviewer One", frozenset(held))
    assert may == {role for role in Role if account.may(role)}


def test_one_of_several_roles_is_enough() -> None:
    account = Account("Reader One", frozenset({Role.READER}))
    assert account.may(Role.PUBLISHER, Role.READER)
    assert not account.may()


@pytest.mark.parametrize("role", list(Role))
def test_a_disabled_account_may_do_nothing(role: Role) -> None:
    assert not Account("Reviewer One", frozenset(Role), is_disabled=True).may(role)
