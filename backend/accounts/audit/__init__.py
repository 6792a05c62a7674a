"""Who looked and what left the house: rows that only grow, a chain over them, and the person's own account of it."""
