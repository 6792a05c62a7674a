"""The half that behaves as telephones do: lock screens, notices, receipts."""
