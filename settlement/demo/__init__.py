"""The demonstration region: built by calling the services under a moved clock, never by inserting rows."""
