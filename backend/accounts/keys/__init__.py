"""The key store: one data key per account, in a database of its own that backups of the main one never hold."""
