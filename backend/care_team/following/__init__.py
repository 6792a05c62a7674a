"""Who follows whom, and how that passes from one to another."""
