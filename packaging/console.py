"""Where the frozen console command begins."""

from seedream_desktop.app.cli.main import main

main()
