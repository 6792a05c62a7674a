"""What a site plans with a person: care level, goals, parts of the care. It asks for no amount, dose or taper step."""
