"""Pages of cited versions as images, the quotes marked on them."""
