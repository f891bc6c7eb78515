import { posix } from "node:path";
import ts from "typescript";

/**
 * Groups of more than one room of the library that reach each other by imports (strongly connected components).
 *
 * @param sources Text of each file, by its path from the root: `sdk/<room>/…`.
 */
export function roomCycles(sources: ReadonlyMap<string, string>): string[][] {
  const arrows = new Map<string, Set<string>>();
  for (const [file, text] of sources) {
    const from = roomOf(file);
    const targets = arrows.get(from) ?? new Set();
    arrows.set(from, targets);
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      if (!fileName.startsWith(".")) continue;
      const to = roomOf(posix.normalize(posix.join(posix.dirname(file), fileName)));
      if (to !== from) targets.add(to);
    }
  }
  const rooms = [...arrows.keys()].sort();
  const reaches = new Map(rooms.map((room) => [room, reachedFrom(room, arrows)]));
  const groups = new Map<string, string[]>();
  for (const room of rooms) {
    const group = rooms.filter((other) => reaches.get(room)?.has(other) && reaches.get(other)?.has(room));
    if (group.length > 1) groups.set(group.join(), group);
  }
  return [...groups.values()];
}

function reachedFrom(room: string, arrows: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const reached = new Set<string>();
  const open = [room];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const target of arrows.get(next) ?? []) {
      if (reached.has(target)) continue;
      reached.add(target);
      open.push(target);
    }
  }
  return reached;
}

const roomOf = (path: string) => path.split("/")[1] ?? "";
