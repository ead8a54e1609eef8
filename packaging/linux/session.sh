#!/bin/bash
# A desktop of its own for one command: virtual screen, message bus, unlocked key store.
# Leaves nothing behind. session.sh COMMAND…
set -u
room=$(mktemp -d)
mkdir -m 700 "$room/runtime"
export room XDG_RUNTIME_DIR="$room/runtime" XDG_DATA_HOME="$room/data"
export XDG_CONFIG_HOME="$room/config" XDG_CACHE_HOME="$room/cache"
unset DISPLAY WAYLAND_DISPLAY PYTHON_KEYRING_BACKEND
# shellcheck disable=SC2016  # for the shell inside
dbus-run-session -- bash -c '
  Xvfb -displayfd 3 -screen 0 1600x1000x24 -nolisten tcp 3>"$room/display" 2>/dev/null &
  screen=$!
  for _ in $(seq 100); do [ -s "$room/display" ] && break; sleep 0.05; done
  export DISPLAY=":$(cat "$room/display")" QT_QPA_PLATFORM=xcb
  printf %s self-test | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
  "$@"
  code=$?
  kill "$screen"
  wait "$screen" 2>/dev/null
  exit "$code"
' _ "$@"
code=$?
rm -rf "$room"
exit "$code"
