"""Ways into other people's tools, each for who imports it: nothing else in the package does.

extras         what to install, said where something is missing
ready          taggers and models that stay loaded
texts          comments as lists, columns or arrays, with cells missing
sklearn        estimators: SentimentTagger, IssueTagger, CommentVectors, DriverModel
spacy_pipe     components for spaCy, found by entry point
pandas         the accessor `df.cx`
hf             transformers: another model's sentiment in here, ours out there
webhook        tagged comments to a URL
"""
