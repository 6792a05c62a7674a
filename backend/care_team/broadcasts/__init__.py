"""What staff write to several of their own people at once: written, opened when due, read, cancelled."""
