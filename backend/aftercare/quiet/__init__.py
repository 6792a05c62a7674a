"""People who have gone quiet: misses and what follows from them, contacts, and the worklist of those who wait."""
