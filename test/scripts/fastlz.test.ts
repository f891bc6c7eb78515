import { expect } from "chai";
import { hexToBytes } from "viem";
import { countedBytes, fastLzLength } from "../../scripts/bench/fastlz.ts";

/** The vectors of Optimism's own node. */
const EMPTY_TRANSACTION = "0xdd80808094095e7baea6a6c7c4c2dfeb977efac326af552d878080808080";
const CONTRACT_CALL = `0x${[
  "02f901550a758302df1483be21b88304743f94f80e51afb613d764fa61751affd3313c190a86bb870151bd62fd12adb8",
  "e41ef24f3f00000000000000000000000000000000000000000000000000000000000000006e00000000000000000000",
  "0000af88d065e77c8cc2239327c5edb3a432268e58310000000000000000000000000000000000000000000000000000",
  "00000003c1e5000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
  "000000000000000000000000000000000000000000000000a00000000000000000000000000000000000000000000000",
  "00000000000000000000000000000000148c89ed219d02f1a5be012c689b4f5b731827bebe0000000000000000000000",
  "00c001a033fd89cb37c31b2cba46b6466e040c61fc9b2a3675a7f5f493ebd5ad77c497f8a07cdf65680e238392693019",
  "b4092f610222e71b7cec06449cb922b93b6a12744e",
].join("")}` as const;

describe("bench: length after FastLZ", () => {
  const vectors: readonly (readonly [string, Uint8Array, number])[] = [
    ["nothing", new Uint8Array(0), 0],
    ["a thousand zeros", new Uint8Array(1_000), 21],
    ["a thousand ones", new Uint8Array(1_000).fill(1), 21],
    ["an empty transaction", hexToBytes(EMPTY_TRANSACTION), 31],
    ["a contract call", hexToBytes(CONTRACT_CALL), 202],
  ];
  for (const [name, bytes, expected] of vectors) {
    it(`is ${expected} for ${name}`, () => {
      expect(fastLzLength(bytes)).to.equal(expected);
    });
  }

  it("counts as at least 100 bytes, and by the line beyond that", () => {
    expect(countedBytes(hexToBytes(EMPTY_TRANSACTION))).to.equal(100);
    expect(countedBytes(hexToBytes(CONTRACT_CALL))).to.equal(126);
  });
});
