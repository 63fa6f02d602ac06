# What guard.sh and hold.sh begin with; they say how long $grace is.

# Process $1 and all that came from it.
tree() (
  echo "$1"
  for stat in /proc/[0-9]*/stat; do
    read -r line <"$stat" || continue
    set -- "$1" ${line##*) }
    [ "$3" != "$1" ] || tree "${line%% *}"
  done
)

rest() {
  sleep "$1" &
  nap=$!
  [ -z "$told" ] || kill "$nap"
  wait "$nap"
  [ -z "$told" ] || exit 0
  nap=
}

# Ends process $1, and what came from it, after $2 seconds. Told to end, it does so without, and leaves no
# sleep behind.
end_later() {
  told= nap=
  trap 'told=1; [ -z "$nap" ] || kill "$nap"' TERM
  rest "$2"
  all=$(tree "$1")
  kill -TERM $all
  rest "$grace"
  kill -KILL $all
}

