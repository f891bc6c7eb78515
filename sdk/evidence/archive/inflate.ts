import { Inflate } from "fflate";
import { ArchiveRefusedError } from "../../errors/archives.ts";
import type { ArchiveEntry } from "./directory.ts";

const STORED = 0;
/** Bytes that are unpacked at once: they become four mebibytes at most. */
const STEP = 4_096;

/** The bytes of an entry. Unpacking stops at the first byte more than the directory says. */
export function inflateEntry(entry: ArchiveEntry, packed: Uint8Array): Uint8Array {
  const bytes = entry.method === STORED ? packed.slice() : inflate(entry, packed);
  if (bytes.length !== entry.size)
    throw new ArchiveRefusedError("checksum", `${entry.path} has another size`);
  if (crc32(bytes) !== entry.crc32) throw new ArchiveRefusedError("checksum", entry.path);
  return bytes;
}

function inflate({ path, size }: ArchiveEntry, packed: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(size);
  let length = 0;
  let isDone = false;
  const inflating = new Inflate((part, isLast) => {
    if (length + part.length > size)
      throw new ArchiveRefusedError("too-large", `${path} is larger than it says`);
    bytes.set(part, length);
    length += part.length;
    isDone ||= isLast;
  });
  try {
    for (let at = 0; at < packed.length || at === 0; at += STEP) {
      inflating.push(packed.subarray(at, at + STEP), at + STEP >= packed.length);
    }
  } catch (error) {
    if (error instanceof ArchiveRefusedError) throw error;
    throw new ArchiveRefusedError("checksum", `${path} cannot be unpacked`);
  }
  if (!isDone) throw new ArchiveRefusedError("checksum", `${path} is cut off`);
  return bytes.subarray(0, length);
}

const POLYNOMIAL = 0xedb88320;
let table: Uint32Array | undefined;

/** The checksum of ZIP. */
export function crc32(bytes: Uint8Array): number {
  table ??= makeTable();
  let value = -1;
  for (const byte of bytes) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ -1) >>> 0;
}

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, start) => {
    let value = start;
    for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? POLYNOMIAL ^ (value >>> 1) : value >>> 1;
    return value;
  });
}
