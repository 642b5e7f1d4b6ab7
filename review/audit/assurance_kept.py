"""What was kept and changed: documents, corrections, editions, and the record itself. No input or output."""

from collections import Counter
from datetime import datetime

from knowledge.domain import Currency
from knowledge.ledger.figures import By
from knowledge.verdicts import ActionKind
from review.audit.figures import Choice, Figure, Of, Section, Table, counted
from review.audit.quarter import REPORTED_ACTIONS, Quarter
from review.audit.wording import plural
from review.words import day_words

_ACTION_WORDS = {
    ActionKind.CORRECT: "Answers corrected",
    ActionKind.WITHDRAW: "Documents that were asked to be withdrawn",
    ActionKind.GOLDEN: "Golden questions made",
    ActionKind.NOTE: "Notes left for the partnership team",
}


def documents_section(quarter: Quarter) -> Section:
    """Documents that are live and should not be, and citations of what is no longer so."""
    doubtful = [each for each in quarter.live if each.currency is not Currency.CURRENT]
    counts = Counter(each.currency for each in doubtful)
    late, replaced = counts[Currency.PAST_REVIEW], counts[Currency.SUPERSEDED] + counts[Currency.WITHDRAWN]
    citations = sum(each.citations for each in quarter.cited)
    then = sum(each.citations for each in quarter.cited if each.currency in (Currency.SUPERSEDED, Currency.WITHDRAWN))
    since = _since(quarter)
    if not quarter.live:
        said = "Nothing is published now, so nothing can be said of the documents."
    else:
        said = (
            f"Of {plural(len(quarter.live), 'document')} that {'is' if len(quarter.live) == 1 else 'are'} published "
            f"today, {late or 'none'} {'are' if late > 1 else 'is'} past the review date, and {replaced or 'none'} "
            f"{'are' if replaced > 1 else 'is'} superseded or withdrawn."
        )
    figures = [
        Figure("citations", "All citations", citations, choice=Choice(Of.STALE, "all")),
        Figure("citations", "Superseded or withdrawn when cited", then, choice=Choice(Of.STALE, "then")),
    ]
    if quarter.live:
        figures.append(
            Figure("citations", "Changed, replaced or taken out since", since, choice=Choice(Of.STALE, "since"))
        )
    tables = [Table("Citations of what no longer holds", "", tuple(figures))]
    if doubtful:
        listed = (Figure("documents", each.title, 1, note=each.currency.value) for each in doubtful)
        tables.insert(0, Table("Live documents past their review date or superseded", "Document", tuple(listed)))
    return Section(
        "documents",
        "Are the documents current?",
        (said,),
        tuple(tables),
        (
            "A superseded document may be cited on purpose: answers show what a rule said before it was changed.",
            "The documents are those of the day on which this report was made.",
        ),
    )


def _since(quarter: Quarter) -> int:
    versions, currencies = quarter.stale["since"]
    return sum(
        each.citations
        for each in quarter.cited
        if each.currency in currencies and versions is not None and (each.document, each.version) in versions
    )


def actions_section(quarter: Quarter) -> Section:
    """What was done about answers and documents."""
    counts = Counter(each.kind for each in quarter.actions)
    corrected, withdrawn = counts[ActionKind.CORRECT], counts[ActionKind.WITHDRAW]
    said = (
        f"{plural(corrected, 'answer').capitalize()} {'was' if corrected == 1 else 'were'} corrected, and "
        f"{plural(withdrawn, 'withdrawal')} of documents asked for."
    )
    figures = tuple(
        Figure("actions", _ACTION_WORDS[kind], counts[kind], choice=Choice(Of.ACTION, kind.value))
        for kind in REPORTED_ACTIONS
    )
    return Section("actions", "What was put right", (said,), (Table("Actions", "Action", figures),))


def changes_section(quarter: Quarter) -> Section:
    """Editions published, and the prompts and language models that answered."""
    published = quarter.published
    models = quarter.profile.by(By.LANGUAGE_MODEL)
    prompts = quarter.profile.by(By.PROMPT)
    were = "was" if len(published) == 1 else "were"
    said = f"{plural(len(published), 'edition').capitalize()} of the documents {were} published."
    tables = []
    if published:
        figures = []
        for summary, report in published:
            name = f"{day_words(datetime.fromisoformat(summary.created_at))} ({summary.id})"
            figures += [
                Figure(what, name, len(report.get(what, ()))) for what in ("added", "changed", "removed", "redescribed")
            ]
            figures.append(Figure("documents", name, summary.documents))
        tables.append(Table("Editions published", "Edition", tuple(figures), is_grid=True))
    if models:
        of_models = counted("answers", models, Of.LANGUAGE_MODEL, {"": "none"})
        tables.append(Table("Answers by language model", "Language model", tuple(of_models)))
    if set(prompts) - {""}:
        labels = {digest: digest[:12] for digest in prompts} | {"": "no prompt"}
        tables.append(
            Table("Answers by prompt", "Digest of the prompt", tuple(counted("answers", prompts, Of.PROMPT, labels)))
        )
    return Section("changes", "What changed", (said,), tuple(tables))


def record_section(record: str) -> Section:
    """Whether the ledger is whole; `record` is what checking it found."""
    said = record or "The ledger was not checked for this report."
    return Section("record", "Is the record whole?", (said,))
