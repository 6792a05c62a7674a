"""The half that speaks as Firebase Cloud Messaging does: credentials, message form, answers."""
