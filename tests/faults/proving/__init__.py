"""The kill suite: what is due reaches every phone while servers and programs are killed, and the journal judges."""
