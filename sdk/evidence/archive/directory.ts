import { ArchiveRefusedError } from "../../errors/archives.ts";

/** An entry of a ZIP archive, as its central directory lists it. */
export interface ArchiveEntry {
  readonly path: string;
  readonly isFolder: boolean;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc32: number;
  /** Bytes in the archive. */
  readonly packed: number;
  /** Bytes unpacked. */
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const END_LENGTH = 22;
const CENTRAL_LENGTH = 46;
const LONGEST_COMMENT = 65_535;
/** A field with this value has its real one in a ZIP64 record. */
const IN_ZIP64 = 0xffffffff;
const ENCRYPTED = 0x0001 | 0x0040 | 0x2000;
const UTF8 = 0x0800;
const STORED = 0;
const DEFLATED = 8;
/** Extra fields that give an entry another name (Info-ZIP), or other sizes (ZIP64). */
const UNICODE_PATH = 0x7075;
const ZIP64 = 0x0001;
const FILE_TYPE = 0xf000;
const REGULAR = 0x8000;
const FOLDER = 0x4000;

const malformed = (details: string) => new ArchiveRefusedError("malformed", details);

/** The entries of an archive. It refuses what readers of ZIP disagree about. */
export function readDirectory(
  bytes: Uint8Array,
  maxEntries: number,
): { readonly entries: ArchiveEntry[]; readonly start: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  const start = view.getUint32(end + 16, true);
  const isSplit = view.getUint16(end + 4, true) !== 0 || view.getUint16(end + 6, true) !== 0;
  if (isSplit || view.getUint16(end + 8, true) !== count) throw malformed("it is split");
  if (count > maxEntries) throw new ArchiveRefusedError("entries", `${count}, of at most ${maxEntries}`);
  if (start + size !== end) throw malformed("its directory does not end where it says");
  const entries: ArchiveEntry[] = [];
  let at = start;
  for (let index = 0; index < count; index++) {
    const { entry, next } = readEntry(bytes, view, at, end);
    entries.push(entry);
    at = next;
  }
  if (at !== end) throw malformed("its directory has more entries than it says");
  return { entries, start };
}

/** Where the one end record begins. A second place that could be one would be another archive to another reader. */
function endOf(view: DataView): number {
  const found: number[] = [];
  const first = Math.max(0, view.byteLength - END_LENGTH - LONGEST_COMMENT);
  for (let at = view.byteLength - END_LENGTH; at >= first; at--) {
    if (view.getUint32(at, true) === END) found.push(at);
  }
  const [end] = found;
  if (end === undefined) throw malformed("it has no end record");
  if (found.length > 1) throw malformed("it has several end records");
  if (end + END_LENGTH + view.getUint16(end + 20, true) !== view.byteLength)
    throw malformed("something follows its end");
  return end;
}

function readEntry(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
): { entry: ArchiveEntry; next: number } {
  if (at + CENTRAL_LENGTH > end || view.getUint32(at, true) !== CENTRAL)
    throw malformed("an entry is cut off");
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const [crc32, packed, size] = [16, 20, 24].map((field) => view.getUint32(at + field, true));
  const [nameLength = 0, extraLength = 0, commentLength = 0] = [28, 30, 32].map((field) =>
    view.getUint16(at + field, true),
  );
  const offset = view.getUint32(at + 42, true);
  const nameEnd = at + CENTRAL_LENGTH + nameLength;
  const next = nameEnd + extraLength + commentLength;
  if (next > end) throw malformed("an entry is cut off");
  if ((flags & ENCRYPTED) !== 0) throw new ArchiveRefusedError("encrypted");
  if (method !== STORED && method !== DEFLATED) throw new ArchiveRefusedError("method", `method ${method}`);
  if ([packed, size, offset].includes(IN_ZIP64)) throw malformed("it is a ZIP64 archive");
  requirePlainExtra(view, nameEnd, extraLength);
  const name = readName(bytes.subarray(at + CENTRAL_LENGTH, nameEnd), (flags & UTF8) !== 0);
  const isFolder = name.endsWith("/");
  requireFile(view.getUint32(at + 38, true) >>> 16, isFolder, name);
  const path = isFolder ? name.slice(0, -1) : name;
  return {
    entry: { path, isFolder, method, crc32: crc32 ?? 0, packed: packed ?? 0, size: size ?? 0, offset },
    next,
  };
}

function requirePlainExtra(view: DataView, start: number, length: number): void {
  const end = start + length;
  for (let at = start; at < end; ) {
    if (at + 4 > end) throw malformed("an extra field is cut off");
    const id = view.getUint16(at, true);
    if (id === UNICODE_PATH || id === ZIP64) throw malformed("an entry has a second name or other sizes");
    at += 4 + view.getUint16(at + 2, true);
    if (at > end) throw malformed("an extra field is cut off");
  }
}

/** A name in UTF-8, or in ASCII: what other bytes mean without the flag depends on the reader's country. */
function readName(bytes: Uint8Array, isUtf8: boolean): string {
  if (!isUtf8 && bytes.some((byte) => byte > 0x7e)) throw malformed("a name is in no encoding that it says");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed("a name is no UTF-8");
  }
}

/** What the upper half of the external attributes says of an entry, on the systems that write it there. */
function requireFile(mode: number, isFolder: boolean, name: string): void {
  const type = mode & FILE_TYPE;
  if (type === 0 || type === (isFolder ? FOLDER : REGULAR)) return;
  throw new ArchiveRefusedError("no-file", name);
}
