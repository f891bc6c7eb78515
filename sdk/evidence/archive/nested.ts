/** Endings of archives, and of documents that are ZIP archives inside. */
const ENDING =
  /\.(zip|zipx|jar|war|apk|epub|docx|xlsx|pptx|odt|ods|odp|tar|tgz|gz|bz2|xz|zst|lz|lzma|7z|rar|cab|iso|dmg|br)$/i;

interface Mark {
  readonly at: number;
  readonly bytes: readonly number[];
}

const MARKS: readonly Mark[] = [
  { at: 0, bytes: [0x50, 0x4b, 0x03, 0x04] },
  { at: 0, bytes: [0x50, 0x4b, 0x05, 0x06] },
  { at: 0, bytes: [0x50, 0x4b, 0x07, 0x08] },
  { at: 0, bytes: [0x1f, 0x8b] },
  { at: 4, bytes: [0x31, 0x41, 0x59, 0x26, 0x53, 0x59] },
  { at: 0, bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { at: 0, bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { at: 0, bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { at: 0, bytes: [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07] },
  { at: 0, bytes: [0x4d, 0x53, 0x43, 0x46] },
  { at: 257, bytes: [0x75, 0x73, 0x74, 0x61, 0x72] },
];

/** Whether a file is an archive, by its ending or by how it begins. */
export function isArchive(path: string, bytes: Uint8Array): boolean {
  if (ENDING.test(path)) return true;
  return MARKS.some((mark) => mark.bytes.every((byte, index) => bytes[mark.at + index] === byte));
}
