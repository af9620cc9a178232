"""What would have happened: incidents played against those who stand somewhere, over and over."""
