"""The same as the pages, for programs: JSON in and out, by tokens. It owns no rules."""
