"""From YAML files to the model: the only room that reads content files."""
