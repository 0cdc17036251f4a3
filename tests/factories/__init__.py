"""Small makers of rows, one file a room."""
