"""A year of reminders, simulated: an oracle that counts days, a world that runs the real code, and a person's life."""
