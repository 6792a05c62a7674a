"""Each instrument against cases worked by hand from its published rules.

The arithmetic stands in the id of the case or in a comment beside it; nothing here is computed by our code.
"""
