"""Taking consents back while somebody watches, and leaving a site."""
