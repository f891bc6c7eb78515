import { inspect } from "node:util";
import { expect } from "chai";
import fc from "fast-check";
import { type Hex, hexToBytes, parseGwei, type TransactionSerializable, toHex, zeroAddress } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { bytesOf, hexOf } from "../../../sdk/crypto/bytes.ts";
import { compactSignature, fastSigner, quittanceDomain, signRating, withdraw } from "../../../sdk/index.ts";
import { expectRefusedField } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const ENGINES = ["native", "javascript"] as const;
const domain = quittanceDomain({ chainId: 8_453, address: "0x00000000000000000000000000000000000000aa" });

const TRANSACTIONS: readonly TransactionSerializable[] = [
  { type: "legacy", chainId: 8_453, to: zeroAddress, value: 1n, gas: 21_000n, gasPrice: parseGwei("1") },
  { type: "eip2930", chainId: 8_453, to: zeroAddress, gas: 21_000n, gasPrice: parseGwei("1"), nonce: 7 },
  { type: "eip1559", chainId: 8_453, to: zeroAddress, data: "0x1234", maxFeePerGas: 2n, nonce: 8 },
  {
    type: "eip4844",
    chainId: 8_453,
    to: zeroAddress,
    maxFeePerBlobGas: 1n,
    blobVersionedHashes: [`0x01${"22".repeat(31)}`],
    sidecars: [{ blob: "0x11", commitment: "0x22", proof: "0x33" }],
  },
];

describe("fastSigner", () => {
  for (const engine of ENGINES) {
    it(`signs whatever viem's account signs, to the last bit (${engine})`, async () => {
      for (let round = 0; round < 5; round++) {
        const key = generatePrivateKey();
        const [ours, viems] = [fastSigner(key, { engine }), privateKeyToAccount(key)];
        expect(ours).to.include({ engine, type: "local", source: "privateKey" });
        expect([ours.address, ours.publicKey]).to.deep.equal([viems.address, viems.publicKey]);
        const message = `round ${round}`;
        expect(await ours.signMessage({ message })).to.equal(await viems.signMessage({ message }));
        const hash = toHex(round, { size: 32 });
        expect(await ours.sign?.({ hash })).to.equal(await viems.sign({ hash }));
        expect(hexOf(ours.signDigest(hexToBytes(hash)))).to.equal(
          compactSignature(await viems.sign({ hash })),
        );
        const authorization = { domain, deal: hash, rated: ours.address, score: round, reasons: hash };
        expect(await signRating({ ...authorization, account: ours })).to.equal(
          await signRating({ ...authorization, account: viems }),
        );
        for (const transaction of TRANSACTIONS) {
          expect(await ours.signTransaction(transaction)).to.equal(await viems.signTransaction(transaction));
        }
      }
    });
  }

  it("refuses what is no private key, and never shows it", async () => {
    const none: readonly unknown[] = [
      "0x",
      `0x${"00".repeat(32)}`,
      `0x${"ff".repeat(32)}`,
      "11".repeat(32),
      7,
    ];
    for (const given of none) {
      await expectRefusedField("privateKey", "(not shown)", () => fastSigner(given as Hex));
    }
  });

  it("refuses to sign what is no digest", async () => {
    const signer = fastSigner(generatePrivateKey());
    await expectRefusedField("hash", '"0x11"', () => signer.sign?.({ hash: "0x11" }));
  });

  it("keeps its key out of what is printed", () => {
    const key = generatePrivateKey();
    const signer = fastSigner(key);
    for (const shown of [inspect(signer, { depth: 9, showHidden: true }), JSON.stringify(signer)]) {
      expect(shown.toLowerCase()).to.not.include(key.slice(2));
    }
  });
});

describe("fastSigner on a chain", () => {
  const setup = useStack();

  it("sends transactions like any account", async () => {
    const stack = setup();
    const account = fastSigner(generatePrivateKey());
    const { relayer, publicClient, walletClient, address } = stack;
    const hash = await walletClient.sendTransaction({
      account: relayer,
      to: account.address,
      value: 10n ** 18n,
    });
    await publicClient.waitForTransactionReceipt({ hash });
    await stack.fundLedger(account.address, 2_000_000n);
    const taken = await withdraw(walletClient, { address, to: account.address, amount: 2_000_000n, account });
    expect(taken.account).to.equal(account.address);
  });
});

describe("bytes and hex", () => {
  it("turn into each other as viem does it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(hexOf(bytes)).to.equal(toHex(bytes));
        expect(bytesOf(hexOf(bytes))).to.deep.equal(bytes);
        expect(bytesOf(`0x${hexOf(bytes).slice(2).toUpperCase()}`)).to.deep.equal(bytes);
      }),
    );
  });

  it("are nothing when they are not whole bytes of hex", () => {
    for (const none of ["", "0", "1x", "0x1", "0xg1", "0x1g", "0xé1", "0x1:", "0x/1", 7, undefined, null]) {
      expect(bytesOf(none)).to.equal(undefined);
    }
  });
});
