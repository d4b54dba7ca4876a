"""Project: which files, under which settings, on how many processes."""
