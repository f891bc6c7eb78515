import { expect } from "chai";
import fc from "fast-check";
import { type Address, concatHex, createWalletClient, type Hex, http, numberToHex, size, slice } from "viem";
import { generatePrivateKey, privateKeyToAccount, toAccount } from "viem/accounts";
import { recoverSigner } from "../../../sdk/client/recover-signer.ts";
import {
  compactSignature,
  dealIdOf,
  deliver,
  hashEvidence,
  hashRelease,
  InvalidSignatureError,
  openDeal,
  readTokenDomain,
  refund,
  release,
  type Signer,
  signAgreement,
  signBallot,
  signCancellation,
  signDelivery,
  signDeposit,
  signPayment,
  signReclaim,
  signRefund,
  signRelease,
  signTerms,
  verifyBallot,
  verifyDelivery,
  verifyPayment,
  verifyRelease,
  verifyTerms,
  wholeSignature,
} from "../../../sdk/index.ts";

import { exampleTerms, openExampleDeal, type Stack } from "../../../sdk/testing/index.ts";
import { deployTestContract } from "../support/artifacts.ts";
import { expectRefusedField } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** The v of a signature of 64 bytes. */
const vOf = (compact: Hex) => (BigInt(slice(compact, 32, 33)) >> 7n === 0n ? 27 : 28);

/** A signature of 64 bytes as r, s and any v. */
const whole = (compact: Hex, v: number): Hex => {
  const s = BigInt(slice(compact, 32)) & ((1n << 255n) - 1n);
  return concatHex([slice(compact, 0, 32), numberToHex(s, { size: 32 }), numberToHex(v, { size: 1 })]);
};

async function deployWallet(stack: Stack, name: string, owner: Address): Promise<Address> {
  return (await deployTestContract(stack, name, [owner])).address;
}

describe("signatures", () => {
  const setup = useStack();

  it("are compact and recover to their signer, whatever was signed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 32 }), async (bytes) => {
        const account = privateKeyToAccount(generatePrivateKey());
        const hash: Hex = `0x${Buffer.from(bytes).toString("hex")}`;
        const signature = await account.sign({ hash });
        const compact = compactSignature(signature);
        expect(size(compact)).to.equal(64);
        expect(await recoverSigner(hash, compact)).to.equal(account.address);
        expect(await recoverSigner(hash, signature)).to.equal(account.address);
        const [r, s, v] = [slice(signature, 0, 32), BigInt(slice(signature, 32, 64)), slice(signature, 64)];
        const high = concatHex([r, numberToHex(ORDER - s, { size: 32 }), v === "0x1b" ? "0x1c" : "0x1b"]);
        expect(await recoverSigner(hash, high)).to.equal(undefined);
        expect([compactSignature(high), wholeSignature(high)]).to.deep.equal([compact, signature]);
      }),
      { numRuns: 20 },
    );
    for (const none of ["0x", "0x11", `0x${"11".repeat(64)}05`, `0x${"00".repeat(65)}`] as Hex[]) {
      expect(await recoverSigner(`0x${"22".repeat(32)}`, none)).to.equal(undefined);
      if (size(none) !== 65 || none.endsWith("05")) expect(compactSignature(none)).to.equal(none);
    }
  });

  it("are good for the values of v that the contract takes, and for no others", async () => {
    const stack = setup();
    const { address, domain, seller, publicClient: client, walletClient } = stack;
    const { dealId: deal, terms } = await openExampleDeal(stack);
    const evidence = hashEvidence("text");
    const juror = privateKeyToAccount(generatePrivateKey());
    const judged = { deal, milestone: 0, evidence, score: 9_000, reasons: evidence };
    const ballot = await signBallot({ domain, account: juror, ...judged });
    const delivery = await signDelivery({
      ...{ domain, account: seller, deal, milestone: 0, evidence, evidenceUri: "ipfs://bafy" },
    });
    const question = { ...{ domain, seller: seller.address }, client };
    const right = { delivery: vOf(delivery.signature), ballot: vOf(ballot.signature) };
    for (const v of [0, 1, 26, 27, 28, 29]) {
      const signed = { ...delivery, signature: whole(delivery.signature, v) };
      const taken = await deliver.simulate(walletClient, { address, terms, delivery: signed }).then(
        () => true,
        (error: unknown) => {
          expect(error).to.be.instanceOf(InvalidSignatureError);
          return false;
        },
      );
      expect(taken, `contract, v = ${v}`).to.equal(v === right.delivery);
      expect(await verifyDelivery({ ...question, delivery: signed }), `delivery, v = ${v}`).to.equal(taken);
      const vote = { ...ballot, signature: whole(ballot.signature, v) };
      expect(await verifyBallot({ domain, ballot: vote }), `ballot, v = ${v}`).to.equal(v === right.ballot);
    }
  });

  it("of an account that writes the parity for v are made what the contract takes", async () => {
    const { domain } = setup();
    const owner = privateKeyToAccount(generatePrivateKey());
    const terms = await exampleTerms(setup(), { buyer: owner.address });
    const account = toAccount({
      ...{ address: owner.address, signMessage: owner.signMessage, signTransaction: owner.signTransaction },
      signTypedData: async (definition) => {
        const signature = await owner.signTypedData(definition);
        return concatHex([slice(signature, 0, 64), signature.endsWith("1c") ? "0x01" : "0x00"]);
      },
    });
    for (let salt = 0n; salt < 8n; salt++) {
      const authorization = { domain, terms: { ...terms, salt }, milestone: 0 };
      const signature = await signRelease({ ...authorization, account });
      expect(signature).to.equal(await signRelease({ ...authorization, account: owner }));
      expect(await verifyRelease({ ...authorization, signer: owner.address, signature })).to.equal(true);
    }
  });

  it("of a KMS that gives a high s are made what the contract takes", async () => {
    const stack = setup();
    const { domain, address, walletClient, seller } = stack;
    const { terms } = await openExampleDeal(stack);
    const account = toAccount({
      ...{
        address: seller.address,
        signMessage: seller.signMessage,
        signTransaction: seller.signTransaction,
      },
      signTypedData: async (definition) => {
        const signature = await seller.signTypedData(definition);
        const s = numberToHex(ORDER - BigInt(slice(signature, 32, 64)), { size: 32 });
        return concatHex([slice(signature, 0, 32), s, signature.endsWith("1c") ? "0x1b" : "0x1c"]);
      },
    });
    const asked = { domain, terms, milestone: 0 };
    const signature = await signRefund({ ...asked, account });
    expect(signature).to.equal(await signRefund({ ...asked, account: seller }));
    const refunded = await refund(walletClient, {
      address,
      terms,
      milestone: 0,
      signature,
      account: stack.relayer,
    });
    expect(refunded).to.include({ milestone: 0 });
  });

  it("of an account that the node holds the key of are taken, too", async () => {
    const { rpcUrl, chain, buyer, domain } = setup();
    const account = { address: buyer.address, type: "json-rpc" } as const;
    const client = createWalletClient({ account, chain, transport: http(rpcUrl) });
    const authorization = {
      domain,
      terms: await exampleTerms(setup()),
      milestone: 0,
    };
    const signature = await signRelease({ ...authorization, account: client });
    expect(signature).to.equal(await signRelease({ ...authorization, account: buyer }));
  });

  it("of a contract wallet open, fund and accept a deal; only a client can tell they are good", async () => {
    const stack = setup();
    const { address, domain, seller, publicClient, walletClient } = stack;
    const owner = privateKeyToAccount(generatePrivateKey());
    const wallet = await deployWallet(stack, "Erc1271Wallet", owner.address);
    await stack.fund(wallet, 180_000_000n);
    const account = toAccount({
      address: wallet,
      signTypedData: (definition) => owner.signTypedData(definition),
      signMessage: owner.signMessage,
      signTransaction: owner.signTransaction,
    });
    const terms = await exampleTerms(stack, { buyer: wallet });
    const token = await readTokenDomain(publicClient, { token: stack.token });
    const buyerSignature = await signPayment({ domain, token, terms, account });
    expect(size(buyerSignature)).to.equal(65);
    const payment = { domain, token, terms, signature: buyerSignature };
    expect(await verifyPayment(payment)).to.equal(false);
    expect(await verifyPayment({ ...payment, client: publicClient })).to.equal(true);
    const sellerSignature = await signTerms({ domain, terms, account: seller });
    await openDeal(walletClient, { address, terms, buyerSignature, sellerSignature });
    const signature = await signRelease({ domain, account, terms, milestone: 0 });
    expect((await release(walletClient, { address, terms, milestone: 0, signature })).cause).to.equal(
      "release",
    );
  });

  it("of payments keep the 65 bytes that the code of a delegated account takes", async () => {
    const stack = setup();
    const { address, domain, seller, publicClient, walletClient, chain, rpcUrl } = stack;
    const account = privateKeyToAccount(generatePrivateKey());
    await stack.fund(account.address, 240_000_000n);
    const { address: delegate } = await deployTestContract(stack, "DelegateWallet", []);
    const authorization = await account.signAuthorization({ address: delegate, chainId: chain.id, nonce: 0 });
    const hash = await walletClient.sendTransaction({
      authorizationList: [authorization],
      to: stack.relayer.address,
    });
    await publicClient.waitForTransactionReceipt({ hash });
    expect(await publicClient.getCode({ address: account.address })).to.equal(
      concatHex(["0xef0100", delegate]).toLowerCase(),
    );
    const token = await readTokenDomain(publicClient, { token: stack.token });
    const terms = await exampleTerms(stack, { buyer: account.address });
    const buyerSignature = await signPayment({ domain, token, terms, account });
    expect(size(buyerSignature)).to.equal(65);
    const sellerSignature = await signTerms({ domain, terms, account: seller });
    const { dealId } = await openDeal(walletClient, { address, terms, buyerSignature, sellerSignature });
    expect(dealId).to.equal(dealIdOf({ domain, terms }));
    const client = createWalletClient({ account, chain, transport: http(rpcUrl) });
    const salt = 1n;
    const validBefore = (await stack.now()) + 600;
    const deposit = { domain, token, amount: 60_000_000n, validBefore, salt };
    expect(size(await signDeposit({ ...deposit, account: client }))).to.equal(65);
  });

  it("of wallets that misbehave are no signatures", async () => {
    const stack = setup();
    const { domain, publicClient: client } = stack;
    const owner = privateKeyToAccount(generatePrivateKey());
    const terms = await exampleTerms(stack, { buyer: owner.address });
    const authorization = { domain, terms, milestone: 0 };
    const signature = await signRelease({ ...authorization, account: owner });
    for (const name of ["RevertingWallet", "WrongMagicWallet", "GasGuzzlingWallet", "ReturnBombWallet"]) {
      const signer = await deployWallet(stack, name, owner.address);
      expect(await verifyRelease({ ...authorization, signer, signature, client }), name).to.equal(false);
    }
    const signer = owner.address;
    expect(await verifyRelease({ ...authorization, signer, signature, client })).to.equal(true);
    expect(
      await verifyRelease({ ...authorization, signer: stack.seller.address, signature, client }),
    ).to.equal(false);
    expect(hashRelease(authorization)).to.have.length(66);
  });

  it("of what settles a deal are asked of the party only that can settle it so", async () => {
    const stack = setup();
    const { domain, buyer, seller, relayer } = stack;
    const terms = await exampleTerms(stack);
    const on = { domain, terms, milestone: 0 };
    const split = { ...on, toSeller: 1n, validUntil: 4_000_000_000 };
    const end = { domain, terms, remainder: 1n, validUntil: 4_000_000_000 };
    const wrong = {
      release: [seller, (account: Signer) => signRelease({ ...on, account })],
      refund: [buyer, (account: Signer) => signRefund({ ...on, account })],
      reclaim: [seller, (account: Signer) => signReclaim({ ...on, account })],
      agreement: [relayer, (account: Signer) => signAgreement({ ...split, account })],
      cancellation: [relayer, (account: Signer) => signCancellation({ ...end, account })],
    } as const;
    for (const [account, sign] of Object.values(wrong)) {
      await expectRefusedField("account", `"${account.address}"`, () => sign(account));
      for (const party of [buyer, seller].filter(({ address }) => address !== account.address)) {
        expect(await sign(party)).to.match(/^0x/);
      }
    }
  });

  it("of payments are not for the contract's own domain", async () => {
    const stack = setup();
    const { domain, buyer } = stack;
    const field = "token.verifyingContract";
    const deposit = { domain, amount: 1n, validBefore: 4_000_000_000, salt: 1n, account: buyer };
    await expectRefusedField(field, `"${stack.address}"`, () => signDeposit({ ...deposit, token: domain }));
    const terms = await exampleTerms(stack);
    await expectRefusedField(field, `"${stack.address}"`, () =>
      signPayment({ domain, token: domain, terms, account: buyer }),
    );
  });

  it("of terms are asked of the right party only", async () => {
    const stack = setup();
    const { domain, buyer, seller, relayer } = stack;
    const token = await readTokenDomain(stack.publicClient, { token: stack.token });
    const terms = await exampleTerms(stack);
    const fromLedger = { ...terms, fundedFromLedger: true };
    await expectRefusedField("account", `"${relayer.address}"`, () =>
      signTerms({ domain, terms, account: relayer }),
    );
    await expectRefusedField("terms.fundedFromLedger", "false", () =>
      signTerms({ domain, terms, account: buyer }),
    );
    await expectRefusedField("terms.fundedFromLedger", "true", () =>
      signPayment({ domain, token, terms: fromLedger, account: buyer }),
    );
    await expectRefusedField("account", `"${seller.address}"`, () =>
      signPayment({ domain, token, terms, account: seller }),
    );
    await expectRefusedField("terms.passingScore", "0", () =>
      signTerms({ domain, terms: { ...terms, passingScore: 0 }, account: seller }),
    );
    await expectRefusedField("terms.panel[0]", /0x/, () =>
      signPayment({ domain, token, terms: { ...terms, panel: [stack.token] }, account: buyer }),
    );
    const signature = await signTerms({ domain, terms: fromLedger, account: buyer });
    const signed = { domain, terms: fromLedger, signature };
    expect(await verifyTerms({ ...signed, signer: buyer.address })).to.equal(true);
    expect(await verifyTerms({ ...signed, signer: seller.address })).to.equal(false);
  });

  it("are not asked of what cannot sign", async () => {
    const { domain, walletClient } = setup();
    const authorization = { domain, terms: await exampleTerms(setup()), milestone: 0 };
    const without = { ...walletClient, account: undefined };
    for (const account of [undefined, null, "0x1234", {}, without]) {
      await expectRefusedField("account", "(not shown)", () =>
        signRelease({ ...authorization, account: account as never }),
      );
    }
    expect((await openExampleDeal(setup())).dealId).to.have.length(66);
  });
});
