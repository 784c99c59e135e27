#!/usr/bin/env bash
# Makes docs/report.png: what `export` writes of the example page, in Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mushrif=${MUSHRIF_PROGRAM:-target/release/mushrif}
"$mushrif" score --as-of 2024-05-15 examples/arabi21.txt -o "$folder/scored.jsonl"
"$mushrif" export --all --sort hostile --limit 3 "$folder/scored.jsonl" --lang ar -o "$folder/report.html"
chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --hide-scrollbars \
    --user-data-dir="$folder/profile" --force-device-scale-factor=1.5 --window-size=900,620 \
    --screenshot="$PWD/docs/report.png" "file://$folder/report.html"
