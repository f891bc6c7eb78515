import { expect } from "chai";
import { type Address, type Hex, keccak256, toHex } from "viem";
import { type Usdc, usd } from "../support/usdc.ts";
import { authorizedPayment, cancellation, permission, signatureForms } from "../support/usdc-calls.ts";
import { eventNames, reasonOf } from "../support/usdc-outcomes.ts";
import { namedSigner, openUsdcSetup } from "../support/usdc-setup.ts";
import {
  signCancel,
  signPermit,
  signReceive,
  signTransfer,
  type TransferAuthorization,
  type UsdcSignature,
} from "../support/usdc-signatures.ts";

const setup = await openUsdcSetup();
const { bob, carol, publicClient } = setup;
const signer = namedSigner("signer");
const stranger = namedSigner("stranger");
const nonce = keccak256(toHex("nonce"));
const groupOrder = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

describe("signatures of the USDC stand-in", () => {
  let usdc: Usdc;
  let token: Awaited<ReturnType<typeof setup.token>>["token"];

  beforeEach(async () => {
    ({ usdc, token } = await setup.token([signer.address, bob], usd(100)));
  });

  after(() => setup.connection.close());

  /** With gas given beforehand, so that the call is mined at the time that was set, refused or not. */
  const send = (account: Address, data: Hex) =>
    setup.walletClient.sendTransaction({ account, to: usdc.address, data, gas: 1_000_000n });

  const payment = async (change: Partial<TransferAuthorization> = {}): Promise<TransferAuthorization> => ({
    from: signer.address,
    to: bob,
    value: usd(7),
    validAfter: 0n,
    validBefore: (await setup.now()) + 1_000n,
    nonce,
    ...change,
  });

  for (const form of signatureForms) {
    const pull = (terms: TransferAuthorization, signature: UsdcSignature, by = bob) =>
      send(by, authorizedPayment("receiveWithAuthorization", terms, signature, form));
    const push = (terms: TransferAuthorization, signature: UsdcSignature, by = carol) =>
      send(by, authorizedPayment("transferWithAuthorization", terms, signature, form));

    describe(`ERC-3009 with ${form}`, () => {
      it("pays the payee who pulls, once", async () => {
        const terms = await payment();
        const signature = await signReceive(signer, usdc.domain, terms);
        expect(await reasonOf(pull(terms, signature, carol))).to.equal(
          "FiatTokenV2: caller must be the payee",
        );
        expect(await reasonOf(push(terms, signature))).to.equal("FiatTokenV2: invalid signature");

        const hash = await pull(terms, signature);
        expect(await eventNames(publicClient, hash)).to.deep.equal(["AuthorizationUsed", "Transfer"]);
        expect(await usdc.balanceOf(bob)).to.equal(usd(107));
        expect(await token.read.authorizationState([signer.address, nonce])).to.equal(true);
        expect(await reasonOf(pull(terms, signature))).to.equal(
          "FiatTokenV2: authorization is used or canceled",
        );
      });

      it("lets anybody carry out a transfer, once", async () => {
        const terms = await payment();
        const signature = await signTransfer(signer, usdc.domain, terms);
        expect(await reasonOf(pull(terms, signature))).to.equal("FiatTokenV2: invalid signature");
        const hash = await push(terms, signature);
        expect(await eventNames(publicClient, hash)).to.deep.equal(["AuthorizationUsed", "Transfer"]);
        expect(await usdc.balanceOf(signer.address)).to.equal(usd(93));
        expect(await reasonOf(push(terms, signature))).to.equal(
          "FiatTokenV2: authorization is used or canceled",
        );
      });

      it("is valid strictly after validAfter", async () => {
        const opens = (await setup.now()) + 100n;
        const terms = await payment({ validAfter: opens });
        const signature = await signReceive(signer, usdc.domain, terms);
        for (const early of [opens - 1n, opens]) {
          await setup.setTime(early);
          const reason = await reasonOf(pull(terms, signature));
          expect(reason).to.equal("FiatTokenV2: authorization is not yet valid");
        }
        await setup.setTime(opens + 1n);
        await pull(terms, signature);
      });

      it("is valid strictly before validBefore", async () => {
        const closes = (await setup.now()) + 100n;
        const terms = await payment({ validBefore: closes });
        await setup.setTime(closes - 1n);
        await pull(terms, await signReceive(signer, usdc.domain, terms));
        const next = await payment({ validBefore: closes, nonce: keccak256(nonce) });
        const signature = await signReceive(signer, usdc.domain, next);
        for (const late of [closes, closes + 1n]) {
          await setup.setTime(late);
          expect(await reasonOf(pull(next, signature))).to.equal("FiatTokenV2: authorization is expired");
        }
      });

      it("refuses another signer, changed terms and another chain's domain", async () => {
        const terms = await payment();
        const signature = await signReceive(signer, usdc.domain, terms);
        const elsewhere = { ...usdc.domain, chainId: usdc.domain.chainId + 1 };
        const attempts = [
          { terms, signature: await signReceive(stranger, usdc.domain, terms) },
          { terms, signature: await signReceive(signer, elsewhere, terms) },
          { terms: { ...terms, value: usd(8) }, signature },
          { terms: { ...terms, validBefore: terms.validBefore + 1n }, signature },
          { terms: { ...terms, nonce: keccak256(nonce) }, signature },
        ];
        for (const attempt of attempts) {
          const reason = await reasonOf(pull(attempt.terms, attempt.signature));
          expect(reason).to.equal("FiatTokenV2: invalid signature");
        }
      });

      it("refuses a signature's high twin, a strange v and words that recover to nobody", async () => {
        const terms = await payment();
        const { r, s, v } = await signReceive(signer, usdc.domain, terms);
        const attempt = (words: { r: Hex; s: Hex; v: number }) => {
          const bytes: Hex = `${words.r}${words.s.slice(2)}${toHex(words.v, { size: 1 }).slice(2)}`;
          return reasonOf(pull(terms, { ...words, bytes }));
        };
        const twin = { r, s: toHex(groupOrder - BigInt(s), { size: 32 }), v: 55 - v };
        expect(await attempt(twin)).to.equal("ECRecover: invalid signature 's' value");
        expect(await attempt({ r, s, v: v - 27 })).to.equal("ECRecover: invalid signature 'v' value");
        expect(await attempt({ r: toHex(0, { size: 32 }), s, v })).to.equal("ECRecover: invalid signature");
      });

      it("leaves the nonce unused when the payer has too little", async () => {
        const terms = await payment({ value: usd(100) + 1n });
        const signature = await signReceive(signer, usdc.domain, terms);
        expect(await reasonOf(pull(terms, signature))).to.equal("ERC20: transfer amount exceeds balance");
        await usdc.mint(signer.address, 1n);
        await pull(terms, signature);
      });

      it("can be cancelled by its signer, and by nobody else, before it is used", async () => {
        const terms = await payment();
        const order = { authorizer: signer.address, nonce };
        const cancel = async (by: typeof signer) =>
          send(carol, cancellation(order, await signCancel(by, usdc.domain, order), form));
        expect(await reasonOf(cancel(stranger))).to.equal("FiatTokenV2: invalid signature");
        expect(await eventNames(publicClient, await cancel(signer))).to.deep.equal(["AuthorizationCanceled"]);
        expect(await token.read.authorizationState([signer.address, nonce])).to.equal(true);
        const used = pull(terms, await signReceive(signer, usdc.domain, terms));
        expect(await reasonOf(used)).to.equal("FiatTokenV2: authorization is used or canceled");
        expect(await reasonOf(cancel(signer))).to.equal("FiatTokenV2: authorization is used or canceled");
      });

      it("pays neither from nor to a blacklisted account", async () => {
        const terms = await payment();
        const received = await signReceive(signer, usdc.domain, terms);
        const transferred = await signTransfer(signer, usdc.domain, terms);
        for (const account of [signer.address, bob]) {
          await usdc.blacklist(account);
          for (const call of [() => pull(terms, received), () => push(terms, transferred)]) {
            expect(await reasonOf(call())).to.equal("Blacklistable: account is blacklisted");
          }
          await usdc.unBlacklist(account);
        }
        await pull(terms, received);
      });

      it("does nothing while paused", async () => {
        const terms = await payment();
        const order = { authorizer: signer.address, nonce };
        const received = await signReceive(signer, usdc.domain, terms);
        const transferred = await signTransfer(signer, usdc.domain, terms);
        const cancelled = cancellation(order, await signCancel(signer, usdc.domain, order), form);
        await usdc.pause();
        const calls = [
          () => pull(terms, received),
          () => push(terms, transferred),
          () => send(carol, cancelled),
        ];
        for (const call of calls) expect(await reasonOf(call())).to.equal("Pausable: paused");
      });
    });

    describe(`permit with ${form}`, () => {
      const allow = async (deadline: bigint, by = signer, use = 0n) => {
        const terms = { owner: signer.address, spender: bob, value: usd(5), deadline };
        const signature = await signPermit(by, usdc.domain, { ...terms, nonce: use });
        return () => send(carol, permission(terms, signature, form));
      };

      it("sets the allowance once and moves the nonce on", async () => {
        const deadline = (await setup.now()) + 1_000n;
        const call = await allow(deadline);
        expect(await eventNames(publicClient, await call())).to.deep.equal(["Approval"]);
        expect(await token.read.allowance([signer.address, bob])).to.equal(usd(5));
        expect(await token.read.nonces([signer.address])).to.equal(1n);
        expect(await reasonOf(call())).to.equal("EIP2612: invalid signature");
        await (await allow(deadline, signer, 1n))();
      });

      it("is valid up to and with its deadline", async () => {
        const deadline = (await setup.now()) + 100n;
        const call = await allow(deadline);
        await setup.setTime(deadline + 1n);
        expect(await reasonOf(call())).to.equal("FiatTokenV2: permit is expired");
        const next = deadline + 100n;
        const last = await allow(next);
        await setup.setTime(next);
        await last();
      });

      it("refuses another signer, and everybody while paused", async () => {
        const deadline = (await setup.now()) + 1_000n;
        const forged = await allow(deadline, stranger);
        expect(await reasonOf(forged())).to.equal("EIP2612: invalid signature");
        const call = await allow(deadline);
        await usdc.pause();
        expect(await reasonOf(call())).to.equal("Pausable: paused");
      });
    });
  }

  it("takes 65 bytes from a plain account and no other number", async () => {
    const terms = await payment();
    const signature = await signReceive(signer, usdc.domain, terms);
    const wrong: Hex[] = ["0x", `0x${signature.bytes.slice(2, -2)}`, `${signature.bytes}00`];
    for (const bytes of wrong) {
      const data = authorizedPayment("receiveWithAuthorization", terms, { ...signature, bytes }, "bytes");
      expect(await reasonOf(send(bob, data))).to.equal("ECRecover: invalid signature length");
    }
  });
});
