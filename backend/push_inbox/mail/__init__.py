"""Mail that would have gone out: a listener that takes everything, and what it took."""
