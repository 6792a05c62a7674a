"""The person's own safety plan, in the six steps of `crisis.safety_plan_form`, shared by its own grant alone."""
