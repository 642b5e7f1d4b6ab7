"""What a claim says of itself before it is read."""

from collections.abc import Callable
from datetime import date

from bot.drafting import Draft, DraftQuote
from bot.labelling import labelled
from bot.notices import Notices
from bot.verifying import verified
from knowledge.domain import Currency
from knowledge.editions import Edition

TODAY = date(2026, 11, 20)
EditionWith = Callable[..., Edition]


def entry(path: str, **values: str) -> str:
    lines = [f'path = "{path}"', *(f"{key} = {value}" for key, value in values.items())]
    return "\n".join(["[[document]]", *lines, ""])


def said(edition: Edition, path: str, *quotes: str) -> list[str]:
    passage = edition.passages.at(path, 0)
    assert passage
    drafts = [Draft(quote, (DraftQuote(passage, quote),)) for quote in quotes]
    return [each.text for each in labelled(verified(drafts, edition, TODAY), edition, Notices())]


def test_a_claim_that_rests_on_a_replaced_rule_says_so_and_when(edition_with: EditionWith) -> None:
    manifest = entry("old.md") + entry(
        "new.md", title='"Bruising 2024"', supersedes='["old.md"]', effective_on="2024-04-08"
    )
    edition = edition_with({"old.md": "It is referred.", "new.md": "Refer at once."}, manifest)
    assert ["No longer in force, replaced on 8 April 2024 by “Bruising 2024”: It is referred."] == said(
        edition, "old.md", "It is referred."
    )
    passage = edition.passages.at("old.md", 0)
    assert passage
    assert Currency.SUPERSEDED == edition.standing(passage.version.document, TODAY).currency


def test_a_restricted_document_is_not_named_as_what_replaced_a_rule(edition_with: EditionWith) -> None:
    manifest = entry("old.md") + entry("new.md", title='"Larkspur"', supersedes='["old.md"]', audience='["p"]')
    edition = edition_with({"old.md": "It is referred.", "new.md": "Refer at once."}, manifest)
    assert ["No longer in force: It is referred."] == said(edition, "old.md", "It is referred.")


def test_a_review_s_finding_is_called_one(edition_with: EditionWith) -> None:
    edition = edition_with({"r.md": "No one rang."}, entry("r.md", authority='"learning"'))
    assert ["A review's finding, not a rule: No one rang."] == said(edition, "r.md", "No one rang.")


def test_a_figure_of_a_report_says_of_when_it_is(edition_with: EditionWith) -> None:
    manifest = entry("r.md", title='"Yearly report 2022/23"', authority='"report"')
    edition = edition_with({"r.md": "There were 16 referrals. Some were late."}, manifest)
    assert ["As at 2022/23: There were 16 referrals."] == said(edition, "r.md", "There were 16 referrals.")
    assert ["Some were late."] == said(edition, "r.md", "Some were late.")


def test_a_figure_that_says_it_itself_has_no_label(edition_with: EditionWith) -> None:
    manifest = entry("r.md", title='"Report 2022/23"', authority='"report"')
    edition = edition_with({"r.md": "In 2022/23 there were 16."}, manifest)
    assert ["In 2022/23 there were 16."] == said(edition, "r.md", "In 2022/23 there were 16.")


def test_a_report_whose_title_names_no_year_is_of_when_it_came_out(edition_with: EditionWith) -> None:
    manifest = entry("r.md", title='"Digest"', authority='"report"', effective_on="2023-09-01")
    edition = edition_with({"r.md": "There were 16."}, manifest)
    assert ["As at September 2023: There were 16."] == said(edition, "r.md", "There were 16.")


def test_a_rule_s_figure_has_no_label(edition_with: EditionWith) -> None:
    manifest = entry("r.md", title='"Protocol 2024"', authority='"local procedure"')
    edition = edition_with({"r.md": "Within 24 hours."}, manifest)
    assert ["Within 24 hours."] == said(edition, "r.md", "Within 24 hours.")


def test_neighbours_of_one_document_are_labelled_once(edition_with: EditionWith) -> None:
    edition = edition_with({"r.md": "No one rang. No one came."}, entry("r.md", authority='"learning"'))
    assert ["A review's finding, not a rule: No one rang.", "No one came."] == said(
        edition, "r.md", "No one rang.", "No one came."
    )


def test_a_label_stands_above_a_list(edition_with: EditionWith) -> None:
    edition = edition_with({"r.md": "- No one rang\n- No one came\n"}, entry("r.md", authority='"learning"'))
    passage = edition.passages.at("r.md", 0)
    assert passage
    (text,) = said(edition, "r.md", passage.text)
    assert text.splitlines()[0] == "A review's finding, not a rule:"


def test_a_replaced_finding_says_only_that_it_was_replaced(edition_with: EditionWith) -> None:
    manifest = entry("old.md", authority='"learning"') + entry("new.md", title='"Review 2"', supersedes='["old.md"]')
    edition = edition_with({"old.md": "No one rang.", "new.md": "Someone rang."}, manifest)
    assert ["No longer in force, replaced by “Review 2”: No one rang."] == said(edition, "old.md", "No one rang.")
