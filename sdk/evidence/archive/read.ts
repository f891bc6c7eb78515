import { ArchiveRefusedError } from "../../errors/archives.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions, requirePositiveInteger } from "../../json/options.ts";
import { evidenceBounds } from "../bounds.ts";
import { problemOfPath, requireDistinctPaths } from "../path.ts";
import { type ArchiveEntry, readDirectory } from "./directory.ts";
import { inflateEntry } from "./inflate.ts";
import { isArchive } from "./nested.ts";

/** What an archive may be. */
export interface ArchiveLimits {
  /** Files and folders; 10,000 when left out. */
  readonly maxEntries?: number | undefined;
  /** Bytes of all files unpacked; 256 MiB when left out. */
  readonly maxBytes?: number | undefined;
  /** How many bytes may come from one, over an entry of more than 64 KiB and over the whole archive; 100 when left out. */
  readonly maxRatio?: number | undefined;
}

const MAX_RATIO = 100;
/** Small files of one repeated character are no bomb. */
const RATIO_FROM = 65_536;

/**
 * Unpacks a ZIP archive of a stranger within limits, in memory alone. Refused are: paths that lead out of a folder or that a
 * bundle cannot have, links and devices, entries that share bytes or are there twice, archives within archives (documents that are
 * ZIP archives inside count as such), encryption, ZIP64, second names, bytes that no entry owns, and a checksum that differs.
 * Sizes are believed only as far as they are kept while unpacking.
 *
 * @throws ArchiveRefusedError with the reason.
 * @example
 * import { zipSync } from "fflate";
 * import { readArchive } from "quittance/evidence/archive";
 *
 * const archive = zipSync({ "answers/1.txt": new TextEncoder().encode("42") });
 * console.log([...readArchive({ archive }).keys()]); // [ 'answers/1.txt' ]
 */
export function readArchive(input: {
  readonly archive: Uint8Array;
  readonly limits?: ArchiveLimits | undefined;
}): Map<string, Uint8Array> {
  requireOptions(input, "archive limits");
  const { archive, limits = {} } = input;
  if (!(archive instanceof Uint8Array)) {
    const remedy = "Pass the bytes of the archive.";
    throw new InvalidFieldError({ field: "archive", value: archive, problem: "must be bytes", remedy });
  }
  requireOptions(limits, "maxEntries maxBytes maxRatio", "limits");
  const maxEntries = limits.maxEntries ?? evidenceBounds.maxFiles;
  const maxBytes = limits.maxBytes ?? evidenceBounds.maxBytes;
  const maxRatio = limits.maxRatio ?? MAX_RATIO;
  for (const [name, value] of Object.entries({ maxEntries, maxBytes, maxRatio })) {
    requirePositiveInteger(`limits.${name}`, value);
  }
  const { entries, start } = readDirectory(archive, maxEntries);
  requirePaths(entries);
  requireSizes(entries, archive.length, { maxBytes, maxRatio });
  const places = placesOf(archive, entries, start);
  return new Map(
    entries.flatMap((entry, index) => {
      if (entry.isFolder) return [];
      const bytes = inflateEntry(entry, places[index] ?? archive);
      if (isArchive(entry.path, bytes)) throw new ArchiveRefusedError("nested", entry.path);
      return [[entry.path, bytes]];
    }),
  );
}

function requirePaths(entries: readonly ArchiveEntry[]): void {
  for (const { path, isFolder, size } of entries) {
    if (isFolder && size > 0) throw new ArchiveRefusedError("malformed", `the folder ${path} has bytes`);
    const problem = problemOfPath(path);
    if (problem !== undefined) throw new ArchiveRefusedError("path", `a path ${problem}: ${path}`);
  }
  const files = entries.filter(({ isFolder }) => !isFolder).map(({ path }) => path);
  const all = entries.map(({ path }) => path);
  if (new Set(all).size !== all.length) throw new ArchiveRefusedError("overlap", "a path is there twice");
  try {
    requireDistinctPaths("entries", files);
  } catch (error) {
    throw new ArchiveRefusedError(
      "overlap",
      error instanceof Error ? error.message.split("\n")[0] : undefined,
    );
  }
}

function requireSizes(
  entries: readonly ArchiveEntry[],
  length: number,
  { maxBytes, maxRatio }: { readonly maxBytes: number; readonly maxRatio: number },
): void {
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > maxBytes) throw new ArchiveRefusedError("too-large", `${total} bytes, of at most ${maxBytes}`);
  const isBomb = (size: number, packed: number) => size > RATIO_FROM && size > packed * maxRatio;
  const bomb = entries.find(({ size, packed }) => isBomb(size, packed));
  if (bomb !== undefined) throw new ArchiveRefusedError("ratio", bomb.path);
  if (isBomb(total, length)) throw new ArchiveRefusedError("ratio", `${total} bytes from ${length}`);
}

const LOCAL = 0x04034b50;
const LOCAL_LENGTH = 30;
const DESCRIBED = 0x0008;
const LONGEST_DESCRIPTOR = 16;

/** The packed bytes of each entry. Entries follow each other from the beginning, each with the name that the directory says. */
function placesOf(archive: Uint8Array, entries: readonly ArchiveEntry[], start: number): Uint8Array[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const places: Uint8Array[] = [];
  const order = entries
    .map((entry, index) => ({ entry, index }))
    .sort((one, other) => one.entry.offset - other.entry.offset);
  let at = 0;
  for (const { entry, index } of order) {
    const { offset, packed, path } = entry;
    if (offset < at) throw new ArchiveRefusedError("overlap", path);
    if (offset - at > 0) throw new ArchiveRefusedError("malformed", "bytes belong to no entry");
    if (offset + LOCAL_LENGTH > start || view.getUint32(offset, true) !== LOCAL) {
      throw new ArchiveRefusedError("malformed", `${path} has no header`);
    }
    const [flags = 0, method = 0] = [6, 8].map((field) => view.getUint16(offset + field, true));
    const [nameLength = 0, extraLength = 0] = [26, 28].map((field) => view.getUint16(offset + field, true));
    const content = offset + LOCAL_LENGTH + nameLength + extraLength;
    const name = new TextDecoder().decode(
      archive.subarray(offset + LOCAL_LENGTH, offset + LOCAL_LENGTH + nameLength),
    );
    const isSame = name === (entry.isFolder ? `${path}/` : path) && method === entry.method;
    if (!isSame) throw new ArchiveRefusedError("malformed", `${path} has another header`);
    if (content + packed > start) throw new ArchiveRefusedError("overlap", path);
    places[index] = archive.subarray(content, content + packed);
    at = content + packed;
    if ((flags & DESCRIBED) !== 0) at += descriptorLength(view, at, start, entry);
  }
  if (at !== start) throw new ArchiveRefusedError("malformed", "bytes belong to no entry");
  return places;
}

const DESCRIPTOR = 0x08074b50;

/** A data descriptor follows the bytes of an entry whose header was written before its size was known; its signature is optional. */
function descriptorLength(
  view: DataView,
  at: number,
  start: number,
  { crc32, packed, size, path }: ArchiveEntry,
): number {
  const isAt = (from: number) =>
    from + 12 <= start &&
    view.getUint32(from, true) === crc32 &&
    view.getUint32(from + 4, true) === packed &&
    view.getUint32(from + 8, true) === size;
  if (at + LONGEST_DESCRIPTOR <= start && view.getUint32(at, true) === DESCRIPTOR && isAt(at + 4))
    return LONGEST_DESCRIPTOR;
  if (isAt(at)) return LONGEST_DESCRIPTOR - 4;
  throw new ArchiveRefusedError("malformed", `${path} has another size in its header`);
}
