"""From a file to a `Table`: one reader for each file format."""
