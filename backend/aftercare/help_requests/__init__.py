"""Asking to be contacted: honest answer times, one reply, and never a promise of a live chat."""
