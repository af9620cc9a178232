"""What people see: one question a screen. They ask `session` and show the answer; they decide nothing."""
