"""Who stands before whom, what that hangs on, and whether other methods agree."""
