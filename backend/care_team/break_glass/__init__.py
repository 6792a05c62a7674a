"""Seeing somebody for an hour without their consent, in a medical emergency (42 CFR 2.51), and who hears of it."""
