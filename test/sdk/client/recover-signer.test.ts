import { expect } from "chai";
import fc from "fast-check";
import { type Hex, recoverAddress, toHex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { recoverSigner } from "../../../sdk/client/recover-signer.ts";
import { compactSignature, contractSignature } from "../../../sdk/protocol/compact-signature.ts";

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((each) => toHex(each));

const inJavascript = (hash: Hex, given: Hex) => {
  const signature = contractSignature(given);
  return signature && recoverAddress({ hash, signature }).catch(() => undefined);
};

describe("recovering who signed", () => {
  it("finds the signer of both forms", async () => {
    const account = privateKeyToAccount(generatePrivateKey());
    const digest = toHex(7, { size: 32 });
    const signature = await account.sign({ hash: digest });
    for (const form of [signature, compactSignature(signature), signature.toUpperCase().replace("0X", "0x")])
      expect(await recoverSigner(digest, form as Hex)).to.equal(account.address);
  });

  it("says of any bytes what JavaScript says", async () => {
    const account = privateKeyToAccount(generatePrivateKey());
    const digest = toHex(8, { size: 32 });
    const good = await account.sign({ hash: digest });
    const flipped = fc.tuple(fc.nat(64), fc.integer({ min: 1, max: 255 })).map(([at, by]) => {
      const changed = Buffer.from(good.slice(2), "hex");
      changed[at] = (changed[at] ?? 0) ^ by;
      return toHex(changed);
    });
    const signatures = fc.oneof(
      bytes(64),
      bytes(65),
      bytes(63),
      bytes(66),
      flipped,
      fc.constant("0x" as Hex),
    );
    const digests = fc.oneof(fc.constant(digest), bytes(32));
    await fc.assert(
      fc.asyncProperty(digests, signatures, async (hash, signature) => {
        expect(await recoverSigner(hash, signature)).to.equal(await inJavascript(hash, signature));
      }),
      { numRuns: 500 },
    );
    for (const none of ["", "0X11", `0x${"g".repeat(128)}`, undefined, 5] as unknown as Hex[])
      expect(await recoverSigner(digest, none)).to.equal(undefined);
  });
});
