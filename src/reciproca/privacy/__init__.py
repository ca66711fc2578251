"""Export, erasure, retention and the record of processing: generated from the data registers of every room."""
