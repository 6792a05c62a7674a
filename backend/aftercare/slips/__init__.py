"""A slip is told: kept with its counter, read by the rules of the daily check-in with what the plan says, followed."""
