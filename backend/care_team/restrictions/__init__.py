"""What a person asks a site to use or tell less of, and what the site answers (42 CFR 2.26, 45 CFR 164.522(a))."""
