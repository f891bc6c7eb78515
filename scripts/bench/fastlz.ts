/** Places remembered, one per hash of three bytes. */
const PLACES = 8_192;
/** A repetition is found within this many bytes. */
const WINDOW = 8_191;
/** The last bytes are never searched, only copied. */
const TAIL = 13;
/** A run of bytes that repeat nothing is copied in pieces of this size, each behind a byte that says how long it is. */
const PIECE = 32;
/** One reference to an earlier place covers at most this much beyond its first three bytes. */
const REACH = 262;

/**
 * Length in bytes that FastLZ (level 1, as Solady writes it and Optimism's nodes count it) compresses `bytes` to. Nothing
 * is compressed: only the length is worked out.
 */
export function fastLzLength(bytes: Uint8Array): number {
  const seen = new Uint32Array(PLACES);
  const end = Math.max(0, bytes.length - TAIL);
  const threeAt = (at: number) =>
    (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
  const placeOf = (three: number) => Math.imul(three, 0x9e3779b1) >>> 19;
  let length = 0;
  let copiedTo = 0;
  let at = 2;
  while (at < end) {
    const three = threeAt(at);
    const place = placeOf(three);
    const earlier = seen[place] ?? 0;
    seen[place] = at;
    if (at - earlier > WINDOW || threeAt(earlier) !== three) {
      at += 1;
      continue;
    }
    const repeated = repetition(bytes, earlier + 3, at + 3, end + 9);
    length += copyCost(at - copiedTo) + referenceCost(repeated);
    at += repeated;
    for (const last = at + 2; at < last; at++) seen[placeOf(threeAt(at))] = at;
    copiedTo = at;
  }
  return length + copyCost(bytes.length - copiedTo);
}

/** How many bytes from `at`, plus one, are those from `earlier`; without the one when all are, up to `end`. */
function repetition(bytes: Uint8Array, earlier: number, at: number, end: number): number {
  for (let count = 0; at + count < end; count++) {
    if (bytes[earlier + count] !== bytes[at + count]) return count + 1;
  }
  return end - at;
}

function copyCost(count: number): number {
  const rest = count % PIECE;
  return Math.floor(count / PIECE) * (PIECE + 1) + (rest === 0 ? 0 : rest + 1);
}

function referenceCost(repeated: number): number {
  const beyond = repeated - 1;
  return 3 * Math.floor(beyond / REACH) + (beyond % REACH >= 6 ? 3 : 2);
}

/**
 * Bytes that Base counts a transaction as when it limits how much data a block may hold, and prices it on L1.
 *
 * @param serialized The signed transaction as it is sent.
 */
export function countedBytes(serialized: Uint8Array): number {
  return Math.floor(Math.max(100, 0.8365 * fastLzLength(serialized) - 42.5856));
}
