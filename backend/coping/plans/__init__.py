"""If-then plans and the plan for a slip, picked from ready lines or in own words."""
