#!/usr/bin/env bash
# Makes docs/screenshot.png, the picture in README.md: the sample project in the real window on a display of its own.
# Uses the program that ./test built. Needs Xvfb, openbox, xdotool and ImageMagick.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/set_up.sh
want_window_libraries
want_virtual_display
install_missing

program=${CARGO_TARGET_DIR:-target}/debug/countermark
[ -x "$program" ] || { say "error: there is no $program; run ./test first"; exit 1; }

folder=$(mktemp -d)
started=()
tidy_up() {
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        if kill "${started[i]}" 2>/dev/null; then
            wait "${started[i]}" 2>/dev/null || true
        fi
    done
    rm -rf "$folder"
}
trap tidy_up EXIT

# Asks a command again and again until it succeeds.
wait_for() {
    for _ in $(seq 200); do
        "$@" >"$folder/answer" 2>/dev/null && [ -s "$folder/answer" ] && return 0
        sleep 0.1
    done
    say "error: waited in vain for: $*"
    exit 1
}

Xvfb -displayfd 1 -screen 0 1280x800x24 -nolisten tcp >"$folder/display" 2>/dev/null &
started+=($!)
wait_for cat "$folder/display"
DISPLAY=:$(cat "$folder/display")
export DISPLAY HOME=$folder COUNTERMARK_HOME=$folder/home LIBGL_ALWAYS_SOFTWARE=1
unset WAYLAND_DISPLAY WAYLAND_SOCKET DBUS_SESSION_BUS_ADDRESS
openbox >/dev/null 2>&1 &
started+=($!)
wait_for xdotool get_num_desktops

# A copy, so that nothing is written into the project's folders, opened in light colours and without a frame of its own.
cp sample_projects/harbour.json "$folder/harbour.json"
mkdir -p "$COUNTERMARK_HOME/config"
cat >"$COUNTERMARK_HOME/config/settings.json" <<'JSON'
{"theme": "light", "maximized": true, "panels": {"bottom": true, "bottom_height": 170.0}}
JSON
"$program" "$folder/harbour.json" >/dev/null 2>"$folder/log" &
app=$!
started+=("$app")
wait_for xdotool search --onlyvisible --pid "$app"
window=$(head -n 1 "$folder/answer")
xdotool windowactivate --sync "$window"
sleep 3
# Who annotates: the first of the two.
xdotool key Return
sleep 1
# The third annotation of the article shown is current, and the inspector tells about it.
xdotool key --delay 60 ctrl+Home n n n
sleep 1
# Away from anything that would show a tooltip, and no message about what was just opened.
xdotool mousemove --window "$window" 620 90
sleep 6
mkdir -p docs
import -window root -depth 8 -define png:compression-level=9 docs/screenshot.png
say "docs/screenshot.png: $(stat -c %s docs/screenshot.png) bytes"
