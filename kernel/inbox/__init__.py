"""Messages to a person, to a role in a region, or to an organisation."""
