/** The bytes of a block of keccak256, and the lanes of its state. */
const BLOCK = 136;
const LANES = 25;
const ROUNDS = 24;
const LANE = (1n << 64n) - 1n;

/**
 * Whether a text is an address: 0x and 40 hex digits, with the checksum of ERC-55 where capitals and small letters are mixed.
 *
 * @param {unknown} text What may be anything.
 */
export function isAddress(text) {
  if (typeof text !== "string" || !/^0x[0-9a-fA-F]{40}$/.test(text)) return false;
  const digits = text.slice(2);
  const small = digits.toLowerCase();
  if (digits === small || digits === digits.toUpperCase()) return true;
  const hash = keccakOf(small);
  return [...digits].every((digit, at) => digit === (hash[at] >= "8" ? digit.toUpperCase() : small[at]));
}

/** The hex digits of keccak256 of a text that fits in one block. */
function keccakOf(text) {
  const bytes = new Uint8Array(BLOCK);
  bytes.set(new TextEncoder().encode(text));
  bytes[text.length] = 1;
  bytes[BLOCK - 1] |= 0x80;
  const words = new DataView(bytes.buffer);
  const state = Array.from({ length: LANES }, (_, lane) =>
    lane * 8 < BLOCK ? words.getBigUint64(lane * 8, true) : 0n,
  );
  permute(state);
  state.slice(0, 4).forEach((lane, index) => {
    words.setBigUint64(index * 8, lane, true);
  });
  return Array.from(bytes.slice(0, 32), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Keccak-f[1600] as FIPS 202 describes it, step by step. */
function permute(state) {
  let bits = 1;
  for (let round = 0; round < ROUNDS; round++) {
    mixColumns(state);
    moveLanes(state);
    for (let row = 0; row < LANES; row += 5) {
      const [a, b, c, d, e] = state.slice(row, row + 5);
      state.splice(row, 5, a ^ (~b & c), b ^ (~c & d), c ^ (~d & e), d ^ (~e & a), e ^ (~a & b));
    }
    for (let power = 0; power < 7; power++) {
      bits = ((bits << 1) ^ ((bits >> 7) * 0x71)) % 256;
      if (bits & 2) state[0] ^= 1n << BigInt((1 << power) - 1);
    }
  }
}

function mixColumns(state) {
  const sums = [0, 1, 2, 3, 4].map((column) =>
    [0, 5, 10, 15, 20].reduce((sum, row) => sum ^ state[row + column], 0n),
  );
  for (let lane = 0; lane < LANES; lane++) {
    state[lane] ^= sums[(lane + 4) % 5] ^ rotated(sums[(lane + 1) % 5], 1);
  }
}

function moveLanes(state) {
  let [x, y, moved] = [1, 0, state[1]];
  for (let step = 1; step < LANES; step++) {
    [x, y] = [y, (2 * x + 3 * y) % 5];
    const next = state[x + 5 * y];
    state[x + 5 * y] = rotated(moved, ((step * (step + 1)) / 2) % 64);
    moved = next;
  }
}

const rotated = (lane, by) => ((lane << BigInt(by)) | (lane >> BigInt(64 - by))) & LANE;
