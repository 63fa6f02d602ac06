# Sourced by the scripts of this folder: names, and how something is run in the cluster's namespaces.

netns=varve-cluster # also the cgroup below which everything runs
gateway=10.88.0.1   # the bridge: API server, kubelet, and what Pods shall reach
node=varve-node
cache=$(realpath -m "${VARVE_CLUSTER_CACHE:-/var/tmp/varve-cluster}")
bin=$cache/bin
PATH=$PATH:/usr/sbin:/sbin

die() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# inside COMMAND...: in the network and mount namespace of the cluster; the working directory is /.
inside() {
  local holder
  holder=$(cat "$dir/holder.pid" 2>/dev/null) && [ -d "/proc/$holder" ] || die "no cluster runs in $dir"
  nsenter --target "$holder" --net --mount -- "$@"
}

k() { inside "$bin/kubectl" --kubeconfig "$dir/kubeconfig" "$@"; }

# await SECONDS WHAT COMMAND...: until it succeeds.
await() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || die "$what is not there; see the logs in $dir/log"
    sleep 0.5
  done
}
