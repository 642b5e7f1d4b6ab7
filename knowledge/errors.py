"""Every error that Signpost raises on purpose.

    SignpostError                  has a sentence that says what to do next
    ├── SettingsError              a setting is missing or malformed
    ├── CorpusError                the corpus folder cannot be ingested as it is
    │   └── ManifestError          manifest.toml, contacts.toml or glossary.toml is malformed
    ├── UnreadableFileError        one file could not be read; the others go in
    ├── FetchError                 one web page could not be fetched; its file of last time stays
    ├── IndexUnavailableError      there is no edition that can answer
    │   └── EmbeddingMismatchError the edition was built with another embedding model
    ├── EmbeddingModelError        the embedding model is missing or is not the one expected
    ├── GuardError                 the guard's weights are missing or are not the ones expected
    ├── LanguageModelError         the language model is misconfigured or did not answer
    ├── StorageError               the data folder cannot be written
    │   └── IngestRunningError     another ingest holds the lock
    ├── GateError                  the new edition fails the golden questions; the live one stays
    ├── ApprovalError              a version cannot be approved, or not by this person
    ├── IntakeError                a file or an order that the intake does not take
    │   └── ChangedMeanwhileError  somebody changed by hand what was about to be replaced
    ├── LedgerError                the ledger cannot be opened or written
    │   └── AnsweredAlreadyError   another process has recorded an answer to this event
    ├── AccountError               an account or its password cannot be made or changed so
    └── QuestionError              the question is empty or too long

A foreseen refusal of a question is an `Outcome`, not an error.
"""


class SignpostError(Exception):
    """The root: `str(error)` is one sentence for the person who ran the command."""


class SettingsError(SignpostError):
    """A setting is missing or malformed."""


class CorpusError(SignpostError):
    """The corpus folder cannot be ingested as it is."""


class ManifestError(CorpusError):
    """One of the corpus's TOML files is malformed."""


class UnreadableFileError(SignpostError):
    """One file could not be read."""


class FetchError(SignpostError):
    """One web page could not be fetched: `str(error)` is a clause that says why, part of a warning."""


class IndexUnavailableError(SignpostError):
    """There is no edition that can answer."""


class EmbeddingMismatchError(IndexUnavailableError):
    """The edition was built with another embedding model than the one set."""


class EmbeddingModelError(SignpostError):
    """The embedding model is missing or is not the one expected."""


class GuardError(SignpostError):
    """The guard's weights are missing or are not the ones expected."""


class JudgeError(SignpostError):
    """The judge's weights are missing or are not the ones expected."""


class LanguageModelError(SignpostError):
    """The language model is misconfigured or did not answer."""


class StorageError(SignpostError):
    """The data folder cannot be written."""


class IngestRunningError(StorageError):
    """Another ingest holds the lock."""


class GateError(SignpostError):
    """The new edition fails the golden questions."""


class ApprovalError(SignpostError):
    """A version cannot be approved, or not by this person."""


class IntakeError(SignpostError):
    """The intake does not take this file, or not this order at this moment."""


class ChangedMeanwhileError(IntakeError):
    """The corpus folder is not as it was when a request was prepared: nothing was overwritten."""


class LedgerError(SignpostError):
    """The ledger cannot be opened or written."""


class AnsweredAlreadyError(LedgerError):
    """Another process has recorded an answer to this event: this one's is not needed."""


class AccountError(SignpostError):
    """An account or its password cannot be made or changed so."""


class ReviewError(LedgerError):
    """A review, an assignment or a draw that cannot be written down as things stand; the message says why."""


class QuestionError(SignpostError):
    """The question is empty or too long."""
