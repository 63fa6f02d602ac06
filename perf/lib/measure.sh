# Sourced by perf/bench: runs one step of one tool and writes down what it cost.
#
# A line of $results: round, step, tool, wall s, CPU s, client peak KiB, daemon peak KiB, stored bytes, added bytes.
# CPU seconds: user and system time of the client with its children, and of the daemon with its children.

clock_ticks=$(getconf CLK_TCK)

# cpu_ticks PID: user and system time of a process and of its children that ended.
cpu_ticks() {
  sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 + $14 + $15 }'
}

peak_kib() {
  awk '/^VmHWM:/ { print $2 }' "/proc/$1/status"
}

# Without Varve's tmp/, which holds RocksDB's unpacked library: 17 MB of program, nothing that is stored.
stored_bytes() {
  du -sb --exclude="${store_varve:--}/tmp" "$1" | cut -f1
}

# settle PATH...: what was written lies on the disk, and the page cache is in the state that was asked for.
settle() {
  sync
  case $cache in
    cold) echo 3 >/proc/sys/vm/drop_caches ;;
    warm) find "$@" -type f -exec cat {} + >/dev/null ;;
  esac
}

# measure STEP TOOL STORE COMMAND...: STORE is the folder whose growth is "added"; "-" for none.
measure() {
  local step=$1 tool=$2 store=$3 ticks_before=0 ticks_after=0 daemon_peak=0 before=0 after=0
  shift 3
  [ "$store" = - ] || before=$(stored_bytes "$store")
  if [ "$tool" = varve ] && [ -n "${daemon_pid:-}" ]; then
    echo 5 >"/proc/$daemon_pid/clear_refs" 2>/dev/null || true # forget the peak so far
    ticks_before=$(cpu_ticks "$daemon_pid")
  fi
  if ! /usr/bin/time -o "$work/time" -f '%e %U %S %M' "$@" >"$work/out" 2>"$work/err"; then
    echo "failed: $tool, $step: $*" >&2
    tail -n 5 "$work/err" "$work/out" >&2
    exit 1
  fi
  if [ "$tool" = varve ] && [ -n "${daemon_pid:-}" ]; then
    ticks_after=$(cpu_ticks "$daemon_pid")
    daemon_peak=$(peak_kib "$daemon_pid")
  fi
  [ "$store" = - ] || after=$(stored_bytes "$store")
  tail -n 1 "$work/time" | awk -v OFS='\t' -v round="$round" -v step="$step" -v tool="$tool" \
    -v ticks=$((ticks_after - ticks_before)) -v hz="$clock_ticks" -v daemon="$daemon_peak" \
    -v stored="$after" -v added=$((after - before)) \
    '{ print round, step, tool, $1, $2 + $3 + ticks / hz, $4, daemon, stored, added }' >>"$results"
  [ -n "$quiet" ] || tail -n 1 "$results" | awk -F '\t' \
    '{ printf "round %d  %-14s %-7s %8.2f s wall %8.2f s CPU\n", $1, $2, $3, $4, $5 }' >&2
}
