"""Rules of L1 that a supervisor expects to fire for one person: they fire, are stored, and open no alert."""

from backend.care_team.expected_rules.marking import end_mark, expectable_rules, mark, marks_of
from backend.care_team.expected_rules.telling import expected_for, sites_that_expect

__all__ = ["end_mark", "expectable_rules", "expected_for", "mark", "marks_of", "sites_that_expect"]
