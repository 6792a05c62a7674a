"""Who works for a site, and when: hours and holidays, and the team of a person."""
