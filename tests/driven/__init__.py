"""A clock that a story sets: for every process of the service, for the push inbox and for PostgreSQL alike.

Nothing of ours is patched. time-machine moves the clock of each Python process, and in the test's database a function
of our own stands before `pg_catalog.clock_timestamp()`, which is the one clock that our SQL reads.
"""
