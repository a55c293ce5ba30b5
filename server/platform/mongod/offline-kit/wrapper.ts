// The shell script that serves as the kit's mongod: it gives each one a Wine prefix of its own.

const SCRIPT = String.raw`#!/bin/sh
# Runs the mongod of this folder. It takes the options of mongod; --dbpath must be absolute.
set -eu
kit=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd -P)
libraries="$kit/wine/usr/lib/x86_64-linux-gnu"
slots="$kit/state-$(id -u)"
mkdir -p "$slots"

# Two in one prefix hang. The lock on a slot lives in this process, which becomes mongod, and ends with it.
n=0
while exec 9>"$slots/$n.lock" && ! flock -n 9; do
  n=$((n + 1))
  [ "$n" -lt 1000 ] || { echo 'No free slot for one more mongod.' >&2; exit 1; }
done

# A prefix made by wineboot would copy 690 MB; this is all that mongod asks for.
slot="$slots/$n"
mkdir -p "$slot/dosdevices" "$slot/drive_c/windows/temp"
[ -h "$slot/dosdevices/c:" ] || ln -s ../drive_c "$slot/dosdevices/c:"
[ -h "$slot/dosdevices/z:" ] || ln -s / "$slot/dosdevices/z:"
[ -h "$slot/drive_c/windows/system32" ] || ln -s "$libraries/wine/x86_64-windows" "$slot/drive_c/windows/system32"

unset DISPLAY WAYLAND_DISPLAY WINEARCH WINELOADER WINEDLLPATH WINESERVERSOCKET
export WINEPREFIX="$slot" WINEDEBUG=-all WINEPATH="Z:$kit/mongo"
export WINEDLLOVERRIDES='msvcp140,vcruntime140,vcruntime140_1=@ORDER@'
export WINESERVER="$kit/wine/usr/lib/wine/wineserver64"
export LD_LIBRARY_PATH="$libraries" LC_ALL=C.UTF-8
cd "$kit"

# Its diagnostic collection crashes under Wine.
case " $* " in
  *' --version '* | *' --help '*) ;;
  *) set -- "$@" --setParameter=diagnosticDataCollectionEnabled=false ;;
esac

# Started by hand and without the lock, or it keeps our output open for seconds after the end.
# It answers 2 where the last one on this slot has not gone yet, which serves as well.
"$WINESERVER" </dev/null >/dev/null 2>&1 9>&- || :
exec "$kit/wine/usr/lib/wine/wine64" "$kit/mongo/mongod.exe" "$@"
`;

/** The script's text; `ownRuntime` prefers the runtime DLLs beside mongod.exe to Wine's. */
export function wrapperScript({ ownRuntime }: { ownRuntime: boolean }): string {
  return SCRIPT.replace('@ORDER@', ownRuntime ? 'n,b' : 'b');
}
