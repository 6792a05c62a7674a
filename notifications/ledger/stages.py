"""The numbers that tell apart what is sent under one notification id.

Bounded, so that every id that a delivery of a notification can have is computable.
"""

FIRST = 0
# Repeats of the first, until somebody acts.
REMINDS = range(1, 10)
# Rung again at the time that a snooze named.
SNOOZED = range(10, 20)
# Sent again by an operator.
RESENT = range(20, 30)
# Not a notice: it asks the phone to take the notice away.
WITHDRAWAL = 31
NOTICES = range(WITHDRAWAL)
ALL = range(32)

# The code of a stage that is not sent because another of its notice rings at that instant.
SAME_NOTICE = "same_notice"
