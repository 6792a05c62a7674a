"""A risky answer is committed, and then something dies before anybody was paged."""
