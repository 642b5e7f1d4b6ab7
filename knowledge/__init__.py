"""What more than one process needs: domain types, quoting, passages, editions, the ledger."""
