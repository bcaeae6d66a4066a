"""From folders and archives to the source of an answer. Nothing of it is run here."""
