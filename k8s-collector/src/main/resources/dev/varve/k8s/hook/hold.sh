# Runs in the container: sh -c THIS varve-hold SECONDS TAIL GRACE CLIENT FREEZE THAW
#
# Starts CLIENT and hands it FREEZE. Then waits for the line "resume" on stdin, for the end of stdin, or for
# SECONDS, whichever is first, and hands it THAW: an application never stays frozen because nobody is left to
# thaw it. After "resume" the client is kept for TAIL seconds, or until the line "end". A client that does not
# end by itself is killed after all that and GRACE seconds.
#
# Says on stdout, between what the client says: varve:waking resume|eof|timer, varve:ended STATUS.
seconds=$1 tail=$2 grace=$3 client=$4 freeze=$5 thaw=$6

# Waits for line $1, the end of stdin, or $2 seconds; puts which it was into $reason. No read -t: POSIX has none.
pause() {
  (
    while read -r line; do
      [ "$line" = "$1" ] && exit 0
    done
    exit 3
  ) <&3 >/dev/null 2>&1 5>&- &
  reader=$!
  end_later "$reader" "$2" </dev/null >/dev/null 2>&1 3<&- 5>&- &
  timer=$!
  wait "$reader" 2>/dev/null
  case $? in
    0) reason=$1 ;;
    3) reason=eof ;;
    *) reason=timer ;;
  esac
  kill "$timer" 2>/dev/null
}

speak() {
  printf '%s\n' "$freeze"
  pause resume "$seconds"
  printf 'varve:waking %s\n' "$reason" >&5
  printf '%s\n' "$thaw"
  if [ "$tail" -gt 0 ] && [ "$reason" = resume ]; then
    pause end "$tail"
  fi
}

serve() {
  exec 4<&0 3<&- 5>&-
  sh -c "$client" varve-client <&4 4<&- &
  child=$!
  exec 4<&- </dev/null
  end_later "$child" "$((seconds + tail + grace))" >/dev/null 2>&1 &
  guard=$!
  wait "$child"
  status=$?
  kill "$guard" 2>/dev/null
  printf 'varve:ended %s\n' "$status"
  exit "$status"
}

exec 3<&0 5>&1
speak | serve
