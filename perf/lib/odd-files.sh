# Sourced by acceptance scripts: makes a folder of everything that a POSIX file system can hold.

odd_files() {
  local here=$1 i name
  mkdir -p "$here"/{links,names,special,attributes,sparse,empty,times,modes}
  # hard links: many names of one file, over directories
  echo linked >"$here/links/one"
  for i in $(seq 50); do ln "$here/links/one" "$here/links/name$i"; done
  ln "$here/links/one" "$here/empty/../names/elsewhere"
  ln -s one "$here/links/symbolic"
  ln -s /nowhere/at/all "$here/links/dangling"
  ln -s "$(printf 'not utf-8 \xff\xfe')" "$here/links/odd-target"
  # names
  for name in ' leading blank' 'trailing blank ' '-dash' '--help' '*' '?' '[a]' '\back' "'" '"' '$HOME' ';rm' '...' '.hidden' \
    $'new\nline' $'tab\t' $'\x01control' $'\xff\xfe not utf-8' $'\xc3\xa4 composed' $'a\xcc\x88 decomposed' 日本語 "$(printf 'x%.0s' $(seq 255))"; do
    echo "$name" >"$here/names/$name"
  done
  # special files
  mkfifo "$here/special/fifo"
  perl -MIO::Socket::UNIX -e 'chdir $ARGV[0]; IO::Socket::UNIX->new(Local => "socket", Listen => 1) or die' "$here/special"
  if [ "$(id -u)" = 0 ]; then
    mknod "$here/special/block" b 7 200
    mknod "$here/special/character" c 1 3
  fi
  # attributes and ACLs
  echo attributes >"$here/attributes/file"
  setfattr -n user.text -v 'a value' "$here/attributes/file"
  setfattr -n user.binary -v 0x00ff00fe0a0d "$here/attributes/file"
  setfattr -n user.empty "$here/attributes/file"
  setfattr -n user.large -v "$(printf 'v%.0s' $(seq 2000))" "$here/attributes/file"
  setfattr -n user.folder -v yes "$here/attributes"
  setfacl -m u:1234:rw,g:4321:r "$here/attributes/file"
  setfacl -d -m u:1234:rwx "$here/attributes"
  if [ "$(id -u)" = 0 ]; then
    setfattr -n trusted.varve -v root-only "$here/attributes/file"
    cp /bin/true "$here/attributes/capable"
    setcap cap_net_raw+ep "$here/attributes/capable" 2>/dev/null || true
    chown 4000000000:65534 "$here/attributes/capable" 2>/dev/null || true
  fi
  # sparse files
  truncate -s 64M "$here/sparse/hole"
  truncate -s 16M "$here/sparse/ends"
  printf start | dd of="$here/sparse/ends" conv=notrunc status=none
  printf end | dd of="$here/sparse/ends" bs=1 seek=$((16 * 1048576 - 3)) conv=notrunc status=none
  : >"$here/empty/file"
  head -c 3000000 /dev/urandom >"$here/sparse/random"
  # modes
  for i in 0000 0400 0755 1777 2755 4755 7777; do
    echo "$i" >"$here/modes/f$i"
    chmod "$i" "$here/modes/f$i"
    mkdir "$here/modes/d$i"
    chmod "$i" "$here/modes/d$i"
  done
  # times: nanoseconds, before 1970, far ahead
  touch -d '2001-02-03 04:05:06.123456789' "$here/times/nanoseconds"
  touch -d '1966-06-06 06:06:06.5' "$here/times/before-1970"
  touch -d '2200-01-01 00:00:00.000000001' "$here/times/far-ahead"
  touch -h -d '1999-09-09 09:09:09.9' "$here/links/symbolic"
  touch -d '2010-10-10 10:10:10.101010101' "$here/times" "$here/links" "$here"
}
