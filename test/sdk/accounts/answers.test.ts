import { expect } from "chai";
import fc from "fast-check";
import type { Hex } from "viem";
import {
  allowCategories,
  allowCounterparties,
  amend,
  amendTerms,
  authorize,
  BaseError,
  buildOrder,
  buildPolicy,
  dealCommitment,
  dealIdOf,
  encodeEnvelope,
  encodeKeySignature,
  freeze,
  freezeAll,
  getDeal,
  getRemainingLimits,
  openDeal,
  orderCommitment,
  type Policy,
  pay,
  setPolicy,
  signApproval,
  signTerms,
  type Terms,
  totalOf,
  unlimited,
  verifyTerms,
} from "../../../sdk/index.ts";
import { type ExampleAccount, exampleTerms, openExampleAccount } from "../../../sdk/testing/index.ts";
import { anyPurse, freezePurse, openPurse } from "../../support/purses.ts";
import { useStack } from "../support/setup.ts";

const USDC = 1_000_000n;
const DAY = 86_400;
/** Seconds of an approval that outlives every test. */
const UNTIL = 4_000_000_000;
const SEED = 20_301;
const NO_SIGNATURE = `0x${"00".repeat(64)}` as const;

/** A limit beside the amount that it holds against; none when left out. */
const near = fc.constantFrom(undefined, undefined, -1n, 0n, 1n);
const beside = (amount: bigint, offset: bigint | undefined): bigint =>
  offset === undefined ? unlimited : amount + offset;

const anyAmendment = fc.record({
  /** What the new terms hold more than the old ones; less when it is below 0. */
  more: fc.constantFrom(0n, 0n, 10n * USDC, -50n * USDC),
  perTransaction: near,
  perPeriod: near,
  lifetime: near,
  approvalAbove: near,
  approval: fc.constantFrom("right", "right", "none", "forged"),
  isListed: fc.constantFrom(undefined, true, false),
  hasTreasury: fc.boolean(),
  frozen: fc.constantFrom(undefined, undefined, undefined, "buyer", "seller", "principal"),
  isForged: fc.constantFrom(false, false, false, false, true),
});

const anyOpening = fc.record({
  frozen: fc.constantFrom(undefined, "buyer", "seller", "principal"),
  sellerToLedger: fc.boolean(),
  buyerToLedger: fc.boolean(),
  isBuyerManaged: fc.boolean(),
});

describe("what the SDK says of a managed account is what the contract does", () => {
  const setup = useStack();

  /** Which answers each group of cases got: both, or it would prove nothing. */
  const seen = new Map<string, Set<boolean>>();
  const note = (group: string, answer: boolean) => {
    seen.set(group, (seen.get(group) ?? new Set()).add(answer));
  };
  after(() => {
    for (const group of ["new terms", "terms", "purses"]) expect(seen.get(group)?.size, group).to.equal(2);
  });

  /** Whether it goes through; what is no refusal is thrown. */
  const holds = async (act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act();
      return true;
    } catch (error) {
      if (error instanceof BaseError && "contractError" in error) return false;
      throw error;
    }
  };

  const openBetween = async (buyer: ExampleAccount, seller: ExampleAccount) => {
    const stack = setup();
    const { address, domain, walletClient } = stack;
    const terms = await exampleTerms(stack, {
      ...{ buyer: buyer.account.address, seller: seller.account.address },
      ...{ fundedFromLedger: true, buyerToLedger: true, sellerToLedger: true, category: 7 },
    });
    await openDeal(walletClient, {
      ...{ address, terms },
      buyerSignature: await signTerms({ domain, terms, account: buyer.account }),
      sellerSignature: await signTerms({ domain, terms, account: seller.account }),
    });
    return terms;
  };

  const freezePrincipal = async () => {
    const { address, walletClient, buyer: account } = setup();
    await freezeAll(walletClient, { address, principal: account.address, account });
  };

  const freezeSome = async (who: string | undefined, named: Readonly<Record<string, ExampleAccount>>) => {
    const { address, walletClient } = setup();
    if (who === "principal") await freezePrincipal();
    const found = who === undefined ? undefined : named[who];
    if (found === undefined) return;
    await freeze(walletClient, {
      ...{ address, accounts: [found.account.address], account: found.principal },
    });
  };

  /** The envelope of a buyer that is asked by no SDK: whatever the policy says. */
  const envelopeOf = async (
    { account, key }: ExampleAccount,
    terms: Terms,
    policy: Policy,
    made: {
      readonly proofs: readonly (readonly Hex[])[];
      readonly approval: Hex;
      readonly isForged: boolean;
    },
  ) => {
    const digest = dealIdOf({ domain: setup().domain, terms });
    const signature = made.isForged ? NO_SIGNATURE : await key.sign({ hash: digest });
    const { proofs, approval } = made;
    return encodeEnvelope({
      key: key.address,
      principal: account.principal,
      policy,
      proofs,
      signature,
      approval,
    });
  };

  for (const [index, asked] of fc.sample(anyAmendment, { numRuns: 60, seed: SEED }).entries()) {
    it(`of signatures of new terms: case ${index + 1}`, async () => {
      const stack = setup();
      const { address, domain, publicClient: client, walletClient } = stack;
      const buyer = await openExampleAccount(stack, { principal: stack.buyer });
      const seller = await openExampleAccount(stack, { principal: stack.seller, balance: 0n });
      const oldTerms = await openBetween(buyer, seller);
      const spent = totalOf(oldTerms);
      const deal = await getDeal(client, { address, dealId: dealIdOf({ domain, terms: oldTerms }) });
      if (deal === undefined) throw new Error("the deal is not open");
      const milestones = oldTerms.milestones.map(({ amount, deadline }, at) => ({
        amount: at === 0 ? amount + asked.more : amount,
        deadline: deadline + DAY,
      }));
      const terms = amendTerms({ terms: oldTerms, deal, changes: { milestones }, now: await stack.now() });
      const total = totalOf(terms);
      const larger = total > spent ? total : spent;
      const paidIn = larger - spent;

      const listed = asked.isListed === true ? terms.seller : stack.arbiter.address;
      const counterparties = allowCounterparties([listed, stack.relayer.address]);
      const categories = allowCategories([7, 8]);
      const policy = buildPolicy({
        perTransaction: beside(larger, asked.perTransaction),
        perPeriod: beside(spent + paidIn, asked.perPeriod),
        lifetime: beside(spent + paidIn, asked.lifetime),
        approvalAbove: beside(larger, asked.approvalAbove),
        ...(asked.isListed === undefined ? {} : { counterparties, categories }),
        ...(asked.hasTreasury ? { treasury: 77 } : {}),
      });
      const { principal: controller } = buyer;
      await setPolicy(walletClient, {
        ...{ address, of: buyer.account.address, current: buyer.account.policy, policy, account: controller },
      });
      const commitment = dealCommitment({ domain, terms });
      const approved = asked.approval === "forged" ? { ...commitment, amount: larger - 1n } : commitment;
      const signed = { domain, commitment: approved, validUntil: UNTIL, account: stack.buyer };
      const approval = asked.approval === "none" ? "0x" : await signApproval(signed);
      const proofs =
        asked.isListed === undefined
          ? []
          : [counterparties.proofOf(listed) ?? [], categories.proofOf(7) ?? []];
      const { isForged } = asked;
      const buyerSignature = await envelopeOf(buyer, terms, policy, { proofs, approval, isForged });
      const sellerSignature = await signTerms({ domain, terms, account: seller.account });
      await freezeSome(asked.frozen, { buyer, seller });

      const about = { domain, terms, client };
      const [byBuyer, bySeller] = await Promise.all([
        verifyTerms({ ...about, signer: terms.buyer, signature: buyerSignature }),
        verifyTerms({ ...about, signer: terms.seller, signature: sellerSignature }),
      ]);
      const sending = { address, oldTerms, newTerms: terms, buyerSignature, sellerSignature };
      const isTaken = await holds(() => amend.simulate(walletClient, sending));
      expect(
        byBuyer && bySeller,
        JSON.stringify(asked, (_, v) => (typeof v === "bigint" ? `${v}` : v)),
      ).to.equal(isTaken);
      expect(
        await holds(() => authorize(client, { address, commitment, envelope: buyerSignature })),
      ).to.equal(byBuyer);
      expect(bySeller).to.equal(asked.frozen !== "seller");
      note("new terms", isTaken);
    });
  }

  for (const [index, asked] of fc.sample(anyOpening, { numRuns: 24, seed: SEED }).entries()) {
    it(`of signatures of terms: case ${index + 1}`, async () => {
      const stack = setup();
      const { address, domain, publicClient: client, walletClient } = stack;
      const managed = await openExampleAccount(stack, { principal: stack.buyer });
      const seller = await openExampleAccount(stack, { principal: stack.seller, balance: 0n });
      const { isBuyerManaged, sellerToLedger, buyerToLedger } = asked;
      await stack.fundLedger(stack.buyer.address, 500n * USDC);
      const terms = await exampleTerms(stack, {
        ...{
          buyer: isBuyerManaged ? managed.account.address : stack.buyer.address,
          seller: seller.account.address,
        },
        ...{ fundedFromLedger: true, buyerToLedger, sellerToLedger },
      });
      const digest = dealIdOf({ domain, terms });
      const envelope = { proofs: [], approval: "0x", isForged: false } as const;
      const buyerSignature = isBuyerManaged
        ? await envelopeOf(managed, terms, managed.account.policy, envelope)
        : await signTerms({ domain, terms, account: stack.buyer });
      const key = seller.key.address;
      const sellerSignature = encodeKeySignature({ key, signature: await seller.key.sign({ hash: digest }) });
      await freezeSome(asked.frozen, { buyer: managed, seller });
      const about = { domain, terms, client };
      const [byBuyer, bySeller] = await Promise.all([
        verifyTerms({ ...about, signer: terms.buyer, signature: buyerSignature }),
        verifyTerms({ ...about, signer: terms.seller, signature: sellerSignature }),
      ]);
      const sending = { address, terms, buyerSignature, sellerSignature };
      const isTaken = await holds(() => openDeal.simulate(walletClient, sending));
      expect(byBuyer && bySeller, JSON.stringify(asked)).to.equal(isTaken);
      note("terms", isTaken);
    });
  }

  for (const [index, asked] of fc.sample(anyPurse, { numRuns: 40, seed: SEED }).entries()) {
    it(`of what is available: case ${index + 1}`, async () => {
      const stack = setup();
      const { address, publicClient: client, walletClient, domain } = stack;
      const principal = stack.buyer;
      const opened = await openPurse(stack, asked, { principal, index: 900 });
      const { agent } = opened;
      const { policy } = agent.account;
      await freezePurse(stack, asked, opened);
      if (asked.frozen === "principal") await freezePrincipal();
      const about = { address, account: agent.account.address, policy };
      const { available } = await getRemainingLimits(client, about);
      const pays = async (amount: bigint) => {
        const payments = [{ payee: stack.seller.address, amount }];
        const order = buildOrder({ account: agent.account.address, payments }, { now: await stack.now() });
        const { digest } = orderCommitment({ domain, order });
        const signature = encodeEnvelope({
          ...{ key: agent.key.address, principal: principal.address, policy, proofs: [], approval: "0x" },
          signature: await agent.key.sign({ hash: digest }),
        });
        return holds(() => pay.simulate(walletClient, { address, orders: [{ order, signature }] }));
      };
      note("purses", available > 0n);
      if (available > 0n) expect(await pays(available), "the whole of it").to.equal(true);
      expect(await pays(available + 1n), "one unit more").to.equal(false);
    });
  }
});
