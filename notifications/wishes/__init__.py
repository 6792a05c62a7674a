"""What people want of their phones: which notices ring, when, how loud and how many."""
