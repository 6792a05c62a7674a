"""When a person and their care team meet: booked in the clinic's time, reminded of, moved, kept or missed."""
