"""Summaries for somebody outside: queued, prepared, fetched, each time asking the person's consent again."""
