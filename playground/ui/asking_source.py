"""Where the picture that is asked about is from: the keys of the controls that say so, and what they can say."""

SOURCE, SAMPLE = "asked from", "asked sample"
DRAW, TEST, UPLOAD = "draw", "test", "upload"
