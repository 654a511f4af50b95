"""The brief: one document as data, and the three formats that it is written in."""
