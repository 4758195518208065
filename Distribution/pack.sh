#!/usr/bin/env bash
# Packs a program with every shared library that it needs beside glibc, so that it starts on a machine that has none of them.
#
#   pack.sh PROGRAM CPU FOLDER      FOLDER/bearing-VERSION-debian12-CPU.tar.gz, whose name is printed
#
# CPU is what the program was built for: the value of BEARING_CPU. Needs patchelf, and dpkg, which knows where libraries come from.
set -euo pipefail
export LC_ALL=C
umask 022

program=$1 cpu=$2 out=$3
package=$(cd "$(dirname "$0")/.." && pwd)
. /etc/os-release
version=$("$program" --version)
name=bearing-$version-$ID${VERSION_ID:-}-$cpu
mkdir -p "$out"
work=$(mktemp -d "$out/pack.XXXXXX")
trap 'rm -rf "$work"' EXIT
root=$work/$name
mkdir -p "$root"/bin "$root"/lib "$root"/share/bearing "$root"/licences

# glibc's own parts stay those of the machine: the loader and the libraries must fit each other.
is_glibc() {
  case ${1##*/} in
    ld-linux*|libc.so*|libm.so*|libmvec.so*|libpthread.so*|libdl.so*|librt.so*|libresolv.so*|libutil.so*|libanl.so*|libnss_*) ;;
    *) return 1 ;;
  esac
}

# Debian's package of a file. The loader names it below /lib, dpkg knows some below /usr/lib alone.
debian_package() {
  local file found
  for file in "$1" "/usr$1" "$(readlink -f "$1")"; do
    if found=$(dpkg -S "$file" 2>/dev/null); then
      found=${found%%: *}
      echo "${found%%:*}"
      return
    fi
  done
  return 1
}

install -m 755 "$program" "$root/bin/bearing"
strip "$root/bin/bearing"
# DT_RPATH, not DT_RUNPATH: it holds before LD_LIBRARY_PATH, which modules of a cluster set, and for what libraries load in turn.
patchelf --force-rpath --set-rpath '$ORIGIN/../lib' "$root/bin/bearing"

libraries=$(ldd "$program")
if grep 'not found' <<<"$libraries" >&2; then exit 1; fi
{
  echo "The libraries in lib, which are as they were on the machine that this was packed on but for their search path (DT_RPATH)."
  echo "The licences of all are in licences."
  echo
  awk '$2 == "=>" { print $1, $3 }' <<<"$libraries" | sort | while read -r file path; do
    if is_glibc "$file"; then continue; fi
    install -m 644 "$path" "$root/lib/$file"
    patchelf --force-rpath --set-rpath '$ORIGIN' "$root/lib/$file"
    if owner=$(debian_package "$path"); then
      echo "$file: Debian's $owner $(dpkg-query -W -f '${Version}\n' "$owner" | head -1)"
      install -m 644 "/usr/share/doc/$owner/copyright" "$root/licences/$owner"
    else
      # Swift's own, which are in no package: they lie in usr/lib/swift/linux of a toolchain.
      licence=${path%/lib/swift/*}/share/swift/LICENSE.txt
      if [ ! -f "$licence" ]; then echo "nobody knows where $path comes from" >&2; exit 1; fi
      echo "$file: $(swift --version 2>/dev/null | grep -o -m 1 'Swift version [0-9.]*')"
      install -m 644 "$licence" "$root/licences/swift"
    fi
  done
} > "$root/LIBRARIES.txt"

cp -r "$package/web-static" "$package/migrations" "$root/share/bearing/"

# The newest version of glibc that a symbol of any of them asks for.
glibc=$(find "$root/bin" "$root/lib" -type f -exec objdump -T {} + | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -1 | cut -d _ -f 2)
cat > "$root/README.txt" <<END
Bearing $version for x86-64 Linux, built for $cpu, with the libraries of $PRETTY_NAME.

Unpack it anywhere, rename it, move it: bin/bearing finds lib and share from its own place. It needs glibc $glibc or later
(ldd --version says which there is) and a processor that has all of $cpu.

bin/bearing doctor says what is amiss. bin/bearing worker --server URL trains for a server elsewhere. bin/bearing serve serves
the pages as well; those of them that load a library of Debian's (SQL's editor: libjs-codemirror) take it from
/usr/share/javascript and go without it where it is not installed. A worker needs none of that.

LIBRARIES.txt says where each library comes from, licences has the terms of each.
END

find "$root" -exec touch -h -d "@${SOURCE_DATE_EPOCH:-$(git -C "$package" log -1 --format=%ct)}" {} +
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner -cf - "$name" | gzip -9n > "$work/tar"
mv "$work/tar" "$out/$name.tar.gz"
echo "$out/$name.tar.gz"
