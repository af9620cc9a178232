"""What a mobile does within its shift: which sites, in what order, when, how long; and never the same way twice."""
