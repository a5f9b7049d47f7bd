"""What the words around a figure may mean: queries over frames, each with how well the words speak for it."""
