"""A firm's own repository: the files of `redwell init`, the pin of Redwell, schemas and templates."""
