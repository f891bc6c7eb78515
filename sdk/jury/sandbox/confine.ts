/**
 * The shell program that builds the sandbox's own file system inside fresh namespaces: an empty one in memory, in which only the
 * named paths are shown, read-only. `$1` is an empty folder, then come paths, `--`, and the command.
 *
 * A system that locks the flags of its mounts refuses to make one read-only. What is shown belongs to the system or is the
 * program's own folder, and Node's permissions refuse to write there, too.
 */
export const CONFINE = `
set -e
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
env=$(command -v env); chroot=$(command -v chroot)
root=$1; shift
mount -t tmpfs -o size=16m,mode=0755 tmpfs "$root"
show() {
  mkdir -p "$root\${1%/*}"
  if [ -L "$1" ]; then cp -P "$1" "$root$1"; return; fi
  if [ -d "$1" ]; then mkdir -p "$root$1"; else : > "$root$1"; fi
  mount --rbind "$1" "$root$1"
  mount -o remount,bind,ro "$root$1" 2>/dev/null || :
}
while [ "$1" != -- ]; do
  if [ -e "$1" ]; then show "$1"; fi
  shift
done
shift
mkdir -p "$root/proc" "$root/tmp"
mount -t proc proc "$root/proc" 2>/dev/null || :
mount -o remount,ro "$root" 2>/dev/null || :
cd "$root"
exec "$env" -i TZ=UTC "$chroot" . "$@"
`;

/** What Node needs of the system: its libraries, and two devices. No program is among them. */
export const SYSTEM_PATHS: readonly string[] = [
  "/lib",
  "/lib64",
  "/usr/lib",
  "/usr/lib64",
  "/dev/null",
  "/dev/urandom",
];
