"""The chapters of the demo's story, each a function of the tale that yields events."""
