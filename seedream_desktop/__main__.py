"""`python -m seedream_desktop` is the console command."""

from seedream_desktop.app.cli.main import main

main()
