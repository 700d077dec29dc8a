"""Programs of developers; `make help` lists them."""
