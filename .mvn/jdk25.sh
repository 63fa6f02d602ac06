# Sourced by mvnw and tools/bin/varve: exports a JAVA_HOME that is a JDK 25, or says what to install and ends.
# Order: JAVA_HOME, the usual JVM folders, the default java.
varve_is_jdk25() {
  [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release" 2>/dev/null
}
varve_find_jdk25() {
  for varve_home in "${JAVA_HOME:-}" /usr/lib/jvm/* /usr/local/lib/jvm/* /opt/java/* "${HOME:-}"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$varve_home" ] && varve_is_jdk25 "$varve_home"; then
      JAVA_HOME=$varve_home
      export JAVA_HOME
      return 0
    fi
  done
  varve_home=$(command -v javac 2>/dev/null) && varve_home=$(readlink -f "$varve_home" 2>/dev/null) || varve_home=
  varve_home=${varve_home%/bin/javac}
  if [ -n "$varve_home" ] && varve_is_jdk25 "$varve_home"; then
    JAVA_HOME=$varve_home
    export JAVA_HOME
    return 0
  fi
  echo "Varve needs a JDK 25: install one (for example Temurin 25, package temurin-25-jdk) under /usr/lib/jvm, or point JAVA_HOME at one." >&2
  return 1
}
varve_find_jdk25 || exit 69
