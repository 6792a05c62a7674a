"""Reminders that staff set for a person. How they ring is notifications' matter, who may set them is ours."""
