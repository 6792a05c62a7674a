"""The transport to Firebase Cloud Messaging: firebase-admin's credentials and encoding, our own client."""
