"""The commands: options, output, exit code."""
