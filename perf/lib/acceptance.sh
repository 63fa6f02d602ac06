# Sourced by perf/acceptance/*: a folder to work in, PASS and FAIL lines, a seed, an exit code.
#
# Environment: WORK (folder to work in, kept; default: a fresh one, removed), SCALE (factor on the sizes; each script
# names its default), SEED (default: drawn and printed).

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

passed=0
failed=0
skipped=0
seed=${SEED:-$((RANDOM * 32768 + RANDOM))}
RANDOM=$((seed % 32768))
if [ -n "${WORK:-}" ]; then
  work=$WORK
  mkdir -p "$work"
else
  work=$(mktemp -d "${TMPDIR:-/tmp}/varve-acceptance.XXXXXX")
fi
chmod 755 "$work"
data=$work/data
profile=$work/profile

undo() {
  daemon_stop
  ! mountpoint -q "$work/mounted" || umount "$work/mounted"
  ! mountpoint -q "$work/small" || umount "$work/small"
  [ -n "${WORK:-}" ] || rm -rf "$work"
}
trap undo EXIT
trap 'exit 130' INT TERM

pass() {
  passed=$((passed + 1))
  echo "PASS  $*"
}

fail() {
  failed=$((failed + 1))
  echo "FAIL  $*"
}

skip() {
  skipped=$((skipped + 1))
  echo "SKIP  $*"
}

# expect WHAT COMMAND...: the command ends with 0; else its output is shown.
expect() {
  local what=$1 code=0
  shift
  "$@" >"$work/expect.log" 2>&1 || code=$?
  if [ "$code" = 0 ]; then
    pass "$what"
  else
    fail "$what: ended with $code: $*"
    tail -n 15 "$work/expect.log" | sed 's/^/      /'
  fi
  return 0
}

# expect_code CODE TEXT WHAT COMMAND...: the command ends with CODE and says TEXT (a regular expression).
expect_code() {
  local wanted=$1 text=$2 what=$3 code=0
  shift 3
  timeout 120 "$@" >"$work/expect.log" 2>&1 || code=$?
  if [ "$code" = "$wanted" ] && grep -qiE "$text" "$work/expect.log" && ! grep -qE '^\s+at [a-z]+\.' "$work/expect.log"; then
    pass "$what: exit $code: $(grep -iEm1 "$text" "$work/expect.log" | cut -c1-150)"
  else
    fail "$what: exit $code, wanted $wanted and /$text/: $*"
    tail -n 8 "$work/expect.log" | cut -c1-300 | sed 's/^/      /'
  fi
  return 0
}

# expect_less WHAT A B
expect_less() {
  if [ -n "$2" ] && [ "$2" -lt "$3" ]; then pass "$1: $2 < $3"; else fail "$1: '$2' is not less than $3"; fi
}

finish() {
  echo "$passed passed, $failed failed, $skipped skipped (seed $seed)"
  [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}

scaled() {
  awk -v full="$1" -v factor="$scale" 'BEGIN { printf "%d", full * factor }'
}

# backup CHAIN SOURCE [OPTIONS]: the last line goes to $work/result.json.
backup() {
  local chain=$1 source=$2
  shift 2
  echo '{"point": "none"}' >"$work/result.json"
  "$varve" backup "$source" --profile "$profile" --chain "$chain" --json "$@" >"$work/backup.out" 2>"$work/backup.err" ||
    { local code=$?; tail -n 5 "$work/backup.err" "$work/backup.out" >&2; return $code; }
  tail -n 1 "$work/backup.out" >"$work/result.json"
}

field() {
  jq -r ".$1" "$work/result.json"
}

restore() {
  "$varve" restore "$1" "$2" --profile "$profile" >"$work/restore.out" 2>&1 ||
    { local code=$?; tail -n 5 "$work/restore.out" >&2; return $code; }
}

# same_tree A B: contents and all metadata; prints what differs.
same_tree() {
  local differences
  differences=$(rsync -anic --checksum --delete -AXH --devices --specials "$1/" "$2/") || return
  [ -z "$differences" ] || { echo "$differences" | head -20; return 1; }
  # rsync takes whole seconds for equal on some versions: compare all that find can print.
  diff <(list_tree "$1") <(list_tree "$2") | head -20
  [ "${PIPESTATUS[0]}" = 0 ]
}

list_tree() {
  (cd "$1" && find . -printf '%p|%y|%m|%U|%G|%T@|%n|%l\0' | LC_ALL=C sort -z | tr '\0' '\n')
}

# Bytes of all segments.
segment_bytes() {
  find "$1/segments" -type f -printf '%s\n' | awk '{ sum += $1 } END { printf "%d", sum }'
}

# A random number below $1, up to 2^30, from the seed.
random_below() {
  echo $(((RANDOM * 32768 + RANDOM) % $1))
}

expect_check_clean() {
  expect "check --level $1 is clean" "$varve" check --level "$1" --profile "$profile" --json
}

echo "$(basename "$0"): seed $seed, in $work"
