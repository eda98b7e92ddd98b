"""A second implementation of what an account amounts to, as plain as possible and as slow as it likes.

It is written from what the documents and events say they mean, not from how the library works: fractions of the main
unit instead of counted minor units, dictionaries instead of values, one evening after the other, one night after the
other. Where the two differ, one of them is wrong.
"""
