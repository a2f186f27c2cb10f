"""What templates may see: the privacy wall. A view has only what its reader may know; templates never get the book."""
