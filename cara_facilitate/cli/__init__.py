"""What a person can start from the shell: one file per subcommand, and the launcher."""
