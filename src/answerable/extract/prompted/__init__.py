"""What a language model suggests, if the investigation names one: asked by a person, kept, grounded, never counted."""
