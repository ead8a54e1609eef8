"""Where the frozen program begins: the window, its imaging process, and the self-test."""

import sys

from seedream_desktop.app.gui import main

sys.exit(main())
