"""What becomes of a notice once it is there: listed, shown, put off, acted on, explained."""
