# Sourced by the scripts of perf/: where things are, the generators, a daemon in the background.

varve_top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
varve=$varve_top/tools/bin/varve
PATH=$PATH:/usr/sbin:/sbin

die() {
  echo "$*" >&2
  exit 1
}

# Prints the class path of perf/ with all it needs; builds when a source or pom is newer than the last build.
perf_classpath() {
  local file=$varve_top/perf/target/classpath.txt
  if [ ! -s "$file" ] || [ -n "$(find "$varve_top"/*/src/main "$varve_top"/*/pom.xml "$varve_top/pom.xml" -newer "$file" -type f -print -quit)" ]; then
    echo "building perf/ …" >&2
    (cd "$varve_top" && ./mvnw -q -B -ntp -Dquick -DskipTests -pl perf -am package \
      dependency:build-classpath -Dmdep.outputFile=target/classpath.txt) >&2 || return
    touch "$file"
  fi
  echo "$varve_top/perf/target/classes:$(cat "$file")"
}

# generate w1|w2|… : perf/generate --help
generate() {
  local path
  path=$(perf_classpath) || return
  "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$path" dev.varve.perf.workload.Generate "$@"
}

# perf_java CLASS ARGUMENTS...: a program of perf/, with the flags that the daemon and the tests have.
perf_java() {
  local path flags
  path=$(perf_classpath) || return
  flags=$(sed -n 's|.*<varve.jvm.flags>\(.*\)</varve.jvm.flags>.*|\1|p' "$varve_top/pom.xml")
  # shellcheck disable=SC2086
  "$JAVA_HOME/bin/java" $flags -Xmx2g -Dlogback.configurationFile="$varve_top/perf/lib/logback.xml" -cp "$path" "$@"
}

# Prints a TCP port of the loopback that nobody listens on.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

# The java process behind a launcher's pid: itself, or its child.
java_pid() {
  local child
  case $(readlink "/proc/$1/exe" 2>/dev/null) in
    */java) echo "$1" ;;
    *)
      child=$(cat "/proc/$1/task/$1/children" 2>/dev/null)
      [ -n "${child%% *}" ] && java_pid "${child%% *}" || echo "$1"
      ;;
  esac
}

# daemon_start DATA [PORT ADMIN_PORT]: serves in the background and waits for its line "ready".
# daemon_config: a configuration file, if set. Sets daemon_pid, daemon_port, daemon_admin_port, daemon_log.
daemon_start() {
  local data=$1 waited=0
  daemon_port=${2:-$(free_port)}
  daemon_admin_port=${3:-$(free_port)}
  daemon_log=$data.log
  : >>"$daemon_log"
  local ready_before
  ready_before=$(grep -c '^ready' "$daemon_log" 2>/dev/null || true)
  "$varve" serve --data "$data" --listen "127.0.0.1:$daemon_port" --admin "127.0.0.1:$daemon_admin_port" \
    ${daemon_config:+--config "$daemon_config"} >>"$daemon_log" 2>&1 &
  daemon_pid=$!
  until [ "$(grep -c '^ready' "$daemon_log" 2>/dev/null || true)" -gt "${ready_before:-0}" ]; do
    kill -0 "$daemon_pid" 2>/dev/null || { tail -5 "$daemon_log" >&2; die "the daemon ended before it was ready"; }
    sleep 0.1
    waited=$((waited + 1))
    [ "$waited" -lt 1200 ] || die "the daemon is not ready after 120 s: $daemon_log"
  done
  daemon_pid=$(java_pid "$daemon_pid")
}

# SIGTERM, and waits for the end.
daemon_stop() {
  [ -n "${daemon_pid:-}" ] || return 0
  kill "$daemon_pid" 2>/dev/null || true
  while kill -0 "$daemon_pid" 2>/dev/null; do sleep 0.1; done
  wait "$daemon_pid" 2>/dev/null || true
  daemon_pid=
}

# daemon_kill: SIGKILL, and waits for the end.
daemon_kill() {
  { kill -9 "$daemon_pid" && wait "$daemon_pid"; } 2>/dev/null || true
  while kill -0 "$daemon_pid" 2>/dev/null; do sleep 0.05; done
  daemon_pid=
}

# enroll DATA VAULT NAME PROFILE: a vault, and a client of it.
enroll() {
  "$varve" vault create "$2" --data "$1" >/dev/null
  "$varve" client enroll "$3" --data "$1" --vault "$2" --to "127.0.0.1:$daemon_port" --out "$4" >/dev/null
}

# json_field NAME: the number (or string) of that name in the last line of standard input.
json_field() {
  tail -n 1 | sed -n 's/.*"'"$1"'" *: *"\{0,1\}\([^",}]*\)"\{0,1\}.*/\1/p'
}

. "$varve_top/.mvn/jdk25.sh"
