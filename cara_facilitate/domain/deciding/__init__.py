"""The rules by which a command is carried out or refused, a module for each part of the day."""
