"""When watching ends because consents do: the rule, the page that says it, and the scan that tells it in time."""
