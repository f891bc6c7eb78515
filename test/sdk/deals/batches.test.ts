import { readFileSync } from "node:fs";
import { expect } from "chai";
import { decodeFunctionData, type Hex, toFunctionSelector } from "viem";
import { quittanceAbi } from "../../../sdk/abi/quittance.ts";
import { BATCHED } from "../../../sdk/deals/actions/batched-functions.ts";
import {
  agree,
  approveDeposit,
  batchCalls,
  dealIdOf,
  decodeTerms,
  deposit,
  hashEvidence,
  hashReasons,
  InvalidBallotBatchError,
  InvalidFieldError,
  InvalidTermsBatchError,
  MixedBatchError,
  NotForBatchesError,
  openBatch,
  refund,
  release,
  signBallotBatch,
  signTerms,
  signTermsBatch,
  submitVerdicts,
  type Terms,
} from "../../../sdk/index.ts";
import { exampleTerms, openExampleDeal } from "../../../sdk/testing/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const USDC = 1_000_000n;

describe("batches", () => {
  const setup = useStack();

  /** Of the stack's buyer, which its balance pays, with the seller's signature of each. */
  async function openings(count: number) {
    const stack = setup();
    const { address, buyer, seller, domain, token, walletClient } = stack;
    const amount = 180n * USDC * BigInt(count);
    await approveDeposit(walletClient, { address, token, amount, account: buyer });
    await deposit(walletClient, { address, recipient: buyer.address, amount, account: buyer });
    const some = { ...(await exampleTerms(stack)), fundedFromLedger: true };
    const terms = Array.from({ length: count }, (_, index) => ({ ...some, salt: some.salt + BigInt(index) }));
    const signed = async (each: Terms) => ({
      terms: each,
      sellerSignature: await signTerms({ domain, terms: each, account: seller }),
    });
    return { terms, items: await Promise.all(terms.map(signed)) };
  }

  describe("of openings", () => {
    it("are refused in another order, cut short, and without one, and each says what to do", async () => {
      const { address, buyer, domain, walletClient } = setup();
      const { terms, items } = await openings(3);
      const { batchSignature, alone } = await signTermsBatch({ domain, terms, account: buyer });
      const [first, second, third] = items;
      if (first === undefined || second === undefined || third === undefined) throw new Error("three items");
      for (const cut of [[second, first, third], [first, second], [second, third], [first]]) {
        const refused = await refusalOf(InvalidTermsBatchError, () =>
          openBatch(walletClient, { address, items: cut, batchSignature }),
        );
        expect(refused.message).to.include("whole and in order").and.to.include("alone");
        expect(refused.docsPath).to.equal("docs/operations/open-batch.md");
        expect(refused.values).to.deep.include({ buyer: buyer.address });
      }
      // One alone, with the signature that is for it.
      const { opened } = await openBatch(walletClient, {
        address,
        items: [second],
        batchSignature: alone[1],
      });
      expect(opened).to.have.length(1);
    });

    it("are not sent when a buyer has agreed in no way", async () => {
      const { address, buyer, seller, domain, walletClient } = setup();
      const { terms, items } = await openings(2);
      const missing = await refusalOf(InvalidFieldError, () => openBatch(walletClient, { address, items }));
      expect(missing.message).to.include("items[0].buyerSignature").and.to.include("signTermsBatch");
      expect(missing.docsPath).to.equal("docs/operations/open-batch.md");
      const { batchSignature } = await signTermsBatch({ domain, terms, account: buyer });
      const others = items.map((item, index) =>
        index === 1 ? { ...item, terms: { ...item.terms, buyer: setup().relayer.address } } : item,
      );
      await refusalOf(InvalidFieldError, () =>
        openBatch(walletClient, { address, items: others, batchSignature, account: seller }),
      );
      const paid = items.map((item) => ({ ...item, terms: { ...item.terms, fundedFromLedger: false } }));
      const wallet = await refusalOf(InvalidFieldError, () =>
        openBatch(walletClient, { address, items: paid, batchSignature, account: buyer }),
      );
      expect(wallet.message).to.include("signPayment").and.to.include("without batchSignature");
      // Nor when a seller has not, when there is no item, or with a signature that is of no batch.
      const unsold = items.map(({ terms: each }) => ({ terms: each }));
      const send = (some: typeof unsold, signature: Hex) => () =>
        openBatch(walletClient, { address, items: some, batchSignature: signature });
      await expectRefusedField("items[0].sellerSignature", "undefined", send(unsold, batchSignature));
      await expectRefusedField("items", "an array of 0", send([], batchSignature));
      await expectRefusedField("batchSignature", "(not shown)", send(items, `0x${batchSignature.slice(6)}`));
      await expectRefusedField("batchSignature", '"0x00"', send(items, "0x00"));
    });

    it("name the item that they refuse", async () => {
      const { address, buyer, domain, walletClient } = setup();
      const { terms, items } = await openings(2);
      const free = (each: Terms): Terms => ({
        ...each,
        milestones: each.milestones.map((m) => ({ ...m, amount: 0n })),
      });
      const wrong = items.map((item, index) => (index === 1 ? { ...item, terms: free(item.terms) } : item));
      await expectRefusedField("items[1].terms.milestones[0].amount", "0", () =>
        openBatch(walletClient, { address, items: wrong, account: buyer }),
      );
      const sign = (some: readonly Terms[]) => () => signTermsBatch({ domain, terms: some, account: buyer });
      await expectRefusedField(
        "terms[1].milestones[0].amount",
        "0",
        sign(terms.map((each, index) => (index === 1 ? free(each) : each))),
      );
      await expectRefusedField("terms[2]", "an object", sign([...terms, ...terms]));
    });

    it("share one copy of what neighbours have in common, and open each on its own terms", async () => {
      const stack = setup();
      const { address, buyer, seller, relayer, domain, walletClient } = stack;
      const [some] = (await openings(9)).terms;
      if (some === undefined) throw new Error("nine terms");
      const reference = `0x${"77".repeat(32)}` as const;
      const [first, ...rest] = some.milestones;
      if (first === undefined) throw new Error("the example has milestones");
      const terms: Terms[] = [
        { ...some, salt: 1n },
        { ...some, salt: 2n, pact: `0x${"66".repeat(32)}`, openBy: some.openBy + 1 },
        { ...some, salt: 2n, milestones: [{ ...first, amount: 5n }, ...rest] },
        // A group of its own: a reference takes a place in the terms.
        { ...some, salt: 3n, reference },
        { ...some, salt: 4n, reference: `0x${"78".repeat(32)}`, seller: relayer.address },
        // Another one: the rules differ.
        { ...some, salt: 5n, payoutStep: 500 },
        { ...some, salt: 6n, payoutStep: 500, milestones: [first] },
      ];
      const items = await Promise.all(
        terms.map(async (each) => {
          const account = each.seller === seller.address ? seller : relayer;
          return { terms: each, sellerSignature: await signTerms({ domain, terms: each, account }) };
        }),
      );
      const { data } = openBatch.call({ address, items });
      const { args } = decodeFunctionData({ abi: quittanceAbi, data });
      const groups = args?.[0] as readonly { readonly terms: Hex; readonly items: Hex }[];
      expect(groups.map((group) => Number(group.items.slice(0, 4)))).to.deep.equal([
        2 + 8 + 16 + 32,
        4 + 16 + 64,
        0,
        0,
      ]);
      expect(groups.map((group) => decodeTerms(group.terms))).to.deep.equal(
        [0, 3, 5, 6].map((at) => terms[at]),
      );
      const { batchSignature } = await signTermsBatch({ domain, terms, account: buyer });
      const { opened, refused } = await openBatch(walletClient, { address, items, batchSignature });
      expect(refused).to.deep.equal([]);
      expect(opened.map((each) => each.terms)).to.deep.equal(terms);
      expect(opened.map(({ dealId }) => dealId)).to.deep.equal(
        terms.map((each) => dealIdOf({ domain, terms: each })),
      );
    });

    it("are refused twice by name, and take no signature that has no place", async () => {
      const { address, buyer, walletClient } = setup();
      const [item] = (await openings(1)).items;
      if (item === undefined) throw new Error("one item");
      const { opened, refused } = await openBatch(walletClient, {
        ...{ address, items: [item, item], account: buyer },
      });
      expect(opened).to.have.length(1);
      expect(refused.map(({ index, error }) => [index, error.name])).to.deep.equal([
        [1, "DealAlreadyOpenedError"],
      ]);
      const sellerSignature = `0x${"11".repeat(65_536)}` as const;
      await expectRefusedField("items[0].sellerSignature", "65536", () =>
        openBatch(walletClient, { address, items: [{ ...item, sellerSignature }], account: buyer }),
      );
    });

    it("need no signature of a buyer that sends", async () => {
      const { address, buyer, walletClient } = setup();
      const { items } = await openings(2);
      const { opened, refused, hash, receipt } = await openBatch(walletClient, {
        address,
        items,
        account: buyer,
      });
      expect([opened.length, refused.length]).to.deep.equal([2, 0]);
      // A wallet that burns its gas after it was estimated does not sink the batch.
      const { gas } = await setup().publicClient.getTransaction({ hash });
      expect(gas - receipt.gasUsed >= 300_000n).to.equal(true);
    });

    it("take the gas that the caller gives", async () => {
      const { address, buyer, walletClient, publicClient } = setup();
      const { items } = await openings(1);
      const { hash } = await openBatch(walletClient, { address, items, account: buyer, gas: 777_777n });
      expect((await publicClient.getTransaction({ hash })).gas).to.equal(777_777n);
    });
  });

  describe("of verdicts", () => {
    /** The first milestones of some deals, six of two, with the ballots of two jurors on them, signed at once. */
    async function judgements(count = 6) {
      const stack = setup();
      const { domain, jurors } = stack;
      const deals = [];
      for (let deal = 0; deal < count; deal += 3) deals.push(await openExampleDeal(stack));
      const judged = { evidence: hashEvidence("text"), reasons: hashReasons("complete"), score: 10_000 };
      const asked = deals.flatMap(({ terms, dealId: deal }) =>
        terms.milestones.map((_, milestone) => ({ terms, ballot: { ...judged, deal, milestone } })),
      );
      const ballots = asked.slice(0, count).map(({ ballot }) => ballot);
      const signed = await Promise.all(
        jurors.slice(0, 2).map((account) => signBallotBatch({ domain, account, ballots })),
      );
      return asked.slice(0, count).map(({ terms }, index) => ({
        terms,
        ballots: signed.flatMap((batch) => batch.slice(index, index + 1)),
      }));
    }

    it("are refused when they are cut short, and say that the batch must be whole", async () => {
      const { address, walletClient } = setup();
      const items = await judgements();
      for (const count of [3, 5]) {
        const groups = [items.slice(0, count)];
        const refused = await refusalOf(InvalidBallotBatchError, () =>
          submitVerdicts(walletClient, { address, groups }),
        );
        expect(refused.message).to.include("whole and in order").and.to.include("submitVerdict");
        expect(refused.message).to.not.include("verifyBallot");
        expect(refused.docsPath).to.equal("docs/operations/submit-verdicts.md");
        expect(refused.values).to.deep.include({ position: 0n });
      }
    });

    it("may be a part that is a whole branch of the tree, which may end with the batch", async () => {
      const { address, walletClient } = setup();
      const items = await judgements(7);
      for (const [from, to] of [
        [2, 3],
        [0, 2],
        [4, 7],
      ] as const) {
        const groups = [items.slice(from, to)];
        const { verdicts, refused } = await submitVerdicts(walletClient, { address, groups });
        expect([verdicts.length, refused.length]).to.deep.equal([to - from, 0]);
      }
    });

    it("are refused from a place that their number does not divide", async () => {
      const { address, walletClient } = setup();
      const items = await judgements(5);
      const groups = [items.slice(3, 5)];
      await refusalOf(InvalidBallotBatchError, () => submitVerdicts(walletClient, { address, groups }));
    });
  });

  describe("of calls", () => {
    it("are refused by the names of their functions, where they have them", async () => {
      const stack = setup();
      const { address, buyer, walletClient } = stack;
      const { terms } = await openExampleDeal(stack);
      const of = { address, terms, milestone: 0 };
      const calls = [release.call(of), refund.call(of)];
      const batched = (given: readonly { readonly data: Hex }[]) => () =>
        batchCalls(walletClient, { address, calls: given, account: buyer });
      await expectRefusedField("calls[1]", '"refund"', batched(calls));
      const until = { toSeller: 1n, validUntil: (await stack.now()) + 60 };
      const none = agree.call({ ...of, ...until });
      const refused = await refusalOf(InvalidFieldError, batched([none]));
      expect([refused.field, refused.value]).to.deep.equal(["calls[0]", '"agree"']);
      expect(refused.remedy).to.include("release").and.to.include("claimPayout");
      await refusalOf(MixedBatchError, batched(calls.map(({ data }) => ({ data }))));
      await refusalOf(NotForBatchesError, batched([{ data: none.data }]));
    });

    it("are a list, each with its data", async () => {
      const { address } = setup();
      for (const calls of ["0x75399f5a", undefined, { data: "0x75399f5a" }]) {
        const call = () => batchCalls.call({ address, calls: calls as never });
        expect(call, String(calls)).to.throw(InvalidFieldError).with.property("field", "calls");
      }
      for (const calls of [["0x75399f5a"], [undefined], [{ data: 7 }]]) {
        const call = () => batchCalls.call({ address, calls: calls as never });
        expect(call, JSON.stringify(calls)).to.throw(InvalidFieldError).with.property("field", "calls[0]");
      }
    });

    it("are of the functions that the contract takes, and of no other", async () => {
      const { address, publicClient } = setup();
      const changing = quittanceAbi.filter(
        (entry) => entry.type === "function" && entry.stateMutability !== "view",
      );
      const taken: string[] = [];
      for (const entry of changing) {
        const args = [[toFunctionSelector(entry)], false] as const;
        const refusal = await publicClient
          .simulateContract({ address, abi: quittanceAbi, functionName: "batch", args })
          .then(
            () => "",
            (error: Error) => error.message,
          );
        if (!refusal.includes("Quittance_NotForBatches")) taken.push(entry.name);
      }
      expect(taken.sort()).to.deep.equal([...BATCHED].sort());
    });

    it("are of every function that the page lists", async () => {
      const page = readFileSync("docs/operations/batch.md", "utf8");
      const [, listed = ""] = page.split("calls are to one of these functions:");
      const [functions = ""] = listed.split("No call of one of them");
      for (const [, name = ""] of functions.matchAll(/\[(\w+)\]/g)) {
        expect(
          () => batchCalls.call({ address: setup().address, calls: [{ data: "0x", functionName: name }] }),
          name,
        ).to.not.throw();
      }
    });
  });
});
