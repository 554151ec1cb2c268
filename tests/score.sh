#!/bin/sh
# Compares what is read from the five sample reports with what is right, and shows beside it the F1 that is left when the
# registry's people and organisations are taken away (only the series stay): what the rules do, and what the lists.
set -eu

cd "$(dirname "$0")/.."
scorer=../shared/gold/score.py
program=${CARGO_TARGET_DIR:-target}/release/rapporteur

command -v python3 >/dev/null || { echo "score: python3 is missing; install it" >&2; exit 1; }
[ -f "$scorer" ] || { echo "score: $scorer is missing; put the scorer there" >&2; exit 1; }
"${CARGO:-cargo}" build --release --locked --quiet

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/series"
cp data/registry/series.ttl "$work/series/"

score() { # STORE [ARGUMENT...]
    store=$work/$1
    shift
    "$program" --store "$store" ingest --quiet "$@" data/minutes
    python3 "$scorer" --gold tests/gold --query "'$program' --store '$store' query {} --format json"
}

score whole >"$work/whole.txt"
score rules --registry "$work/series" >"$work/rules.txt"

# The scorer's names take 22 columns; a row without F1 (what should never happen) shows its count.
awk '
    function name(line) { sub(/ +$/, "", line); return line }
    FNR == 1 { file++ }
    { key = name(substr($0, 1, 22)) }
    file == 1 { rules[key] = key ~ /^wrong/ ? $(NF - 1) + $NF : key == "mean F1" ? $3 : $NF; next }
    FNR == 1 { printf "%-48s%14s\n", $0, "rules alone"; next }
    { printf "%-48s%14s\n", substr($0, 1, 48), rules[key] }
' "$work/rules.txt" "$work/whole.txt"
