"""The pipeline: the board, moves and what is told of them."""
