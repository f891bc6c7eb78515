import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { hexToBytes, numberToBytes, toHex } from "viem";
import type { EngineName } from "../../../sdk/crypto/engine.ts";
import { engineOrFastest } from "../../../sdk/crypto/load.ts";
import { compactOf, rawOf } from "../../../sdk/crypto/signature.ts";
import { expectRefusedField } from "../support/refusal.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const word = (value: bigint) => numberToBytes(value, { size: 32 });
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

const native = engineOrFastest("native");
const javascript = engineOrFastest("javascript");

/** Digests where the two could part: around zero, around the order, and all ones. */
const EDGES = [0n, 1n, ORDER - 1n, ORDER, ORDER + 1n, 2n ** 256n - 2n ** 128n, 2n ** 256n - 1n].map(word);

describe("engines of secp256k1", () => {
  it("are two, each forced by its name, and the native one is taken where it loads", async () => {
    expect([native.name, javascript.name]).to.deep.equal(["native", "javascript"]);
    expect(engineOrFastest()).to.equal(native);
    await expectRefusedField("engine", '"abacus"', () => engineOrFastest("abacus" as EngineName));
  });

  it("sign as RFC 6979 says, with a low s", () => {
    const digest = createHash("sha256").update("Satoshi Nakamoto").digest();
    for (const engine of [native, javascript]) {
      const { signature } = engine.sign(Uint8Array.from(digest), word(1n));
      expect(toHex(signature)).to.equal(
        "0x934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d82442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5",
      );
    }
  });

  it("give the same bytes for any key and digest, and recover the same key", () => {
    const agree = (key: Uint8Array, digest: Uint8Array) => {
      const publicKey = native.publicKey(key);
      expect(publicKey).to.deep.equal(javascript.publicKey(key));
      if (publicKey === undefined) return;
      const made = native.sign(digest, key);
      expect(made).to.deep.equal(javascript.sign(digest, key));
      expect(BigInt(toHex(made.signature.slice(32)))).to.be.at.most(ORDER >> 1n);
      for (const engine of [native, javascript]) {
        expect(engine.recover(digest, made.signature, made.yParity)).to.deep.equal(publicKey);
      }
    };
    for (const digest of EDGES) for (const key of [1n, 2n, ORDER - 1n]) agree(word(key), digest);
    fc.assert(fc.property(bytes32, bytes32, agree), { numRuns: 100 });
  });

  it("refuse the same keys", () => {
    for (const none of [0n, ORDER, ORDER + 1n, 2n ** 256n - 1n].map(word)) {
      expect([native.publicKey(none), javascript.publicKey(none)]).to.deep.equal([undefined, undefined]);
    }
  });

  it("recover the same from bytes that nobody signed, mostly nothing", () => {
    const same = (digest: Uint8Array, bytes: Uint8Array) => {
      const raw = rawOf(bytes);
      if (raw === undefined) return;
      const [one, other] = [native, javascript].map((engine) =>
        engine.recover(digest, raw.signature, raw.yParity),
      );
      expect(one).to.deep.equal(other);
    };
    const sixtyFour = fc.uint8Array({ minLength: 64, maxLength: 64 });
    fc.assert(fc.property(bytes32, sixtyFour, same), { numRuns: 200 });
    for (const r of EDGES)
      for (const s of [0n, 1n, ORDER >> 1n]) {
        for (const digest of EDGES) same(digest, Uint8Array.from([...r, ...word(s)]));
      }
  });

  it("are replaced by JavaScript where no native code loads, with the same signatures", () => {
    const program = `
      import Module from "node:module";
      const load = Module._load;
      Module._load = (request, ...rest) => {
        if (request.startsWith("secp256k1")) throw new Error("no binary for this platform");
        return load(request, ...rest);
      };
      const { fastSigner } = await import("./sdk/crypto/fast-signer.ts");
      const signer = fastSigner("0x" + "01".repeat(32));
      const signature = Buffer.from(signer.signDigest(new Uint8Array(32).fill(7))).toString("hex");
      console.log(JSON.stringify({ engine: signer.engine, signature }));
      try {
        fastSigner("0x" + "01".repeat(32), { engine: "native" });
      } catch (error) {
        console.log(error.field);
      }
    `;
    const output = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
    });
    const [first = "", refused] = output.trim().split("\n");
    const expected = compactOf(native.sign(new Uint8Array(32).fill(7), hexToBytes(`0x${"01".repeat(32)}`)));
    expect(JSON.parse(first)).to.deep.equal({ engine: "javascript", signature: toHex(expected).slice(2) });
    expect(refused).to.equal("engine");
  });
});
