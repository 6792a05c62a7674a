"""The standard check-ins of aftercare: how often each instrument is asked, as data."""
