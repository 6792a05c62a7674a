"""What a person is told about their records, what they sign, and how they take it back."""
