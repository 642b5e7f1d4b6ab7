"""The intake: what publishers ask of the ingestion process, as plain files that both read and write."""
