"""One module a kind of golden case: each translates a case into calls of the library, and decides nothing."""
