"""What dana answers to her daily check-in, and what that sends to sam and sue before it is due."""

# L3: it reaches sam and the next on call, who is sue.
ACT_NOW = {"mood": 0, "redflags": ["seizure"]}
PAGES_TO_ACT_NOW = {"sam's phone": 1, "sam's mail": 1, "sue's phone": 1, "sue's mail": 1}
# L2: it reaches sam, and sue when nobody has seen it in time.
URGENT_TODAY = {"mood": 0, "redflags": ["self_harm"]}
PAGES_OF_TODAY = {"sam's phone": 1, "sam's mail": 1}
