import { expect } from "chai";
import fc from "fast-check";
import { keccak256 } from "viem";
import { fastestKeccak } from "../../../sdk/crypto/keccak.ts";

describe("the fastest keccak256 that loads here", () => {
  it("is another one than viem's where hash-wasm is installed, and gives the same hashes", async () => {
    const keccak = await fastestKeccak();
    expect(keccak).to.not.equal(keccak256);
    const edges = [0, 1, 135, 136, 137, 271, 272, 273, 65_535, 65_536, 65_537];
    for (const length of edges) {
      const bytes = new Uint8Array(length).fill(length % 251);
      expect(keccak(bytes), String(length)).to.equal(keccak256(bytes));
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(keccak(bytes)).to.equal(keccak256(bytes));
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
