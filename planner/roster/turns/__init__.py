"""Who works which shift on which day, as a problem of its own: the public shift-scheduling instances."""
