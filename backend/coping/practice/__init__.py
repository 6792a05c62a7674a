"""Practising exercises and plans: reminders of it, and how often it was done."""
