"""Whom the person's own phone calls or texts. The server keeps a label and the order, and no number."""
