"""The steps from one shape of the file to the next; a step that is out is never edited."""
