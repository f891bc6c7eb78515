import { expect } from "chai";
import { type Hex, type LocalAccount, zeroAddress } from "viem";
import {
  approveDeposit,
  batchCalls,
  claimPayout,
  dealIdOf,
  deliver,
  deposit,
  hashEvidence,
  hashReasons,
  openBatch,
  openDeal,
  readTokenDomain,
  refund,
  release,
  type SignedBallot,
  signBallotBatch,
  signDelivery,
  signPayment,
  signTerms,
  signTermsBatch,
  submitVerdict,
  submitVerdicts,
  type Terms,
  withdraw,
} from "../../sdk/index.ts";
import { exampleTerms } from "../../sdk/testing/index.ts";
import { type IndexedStack, startIndexedStack } from "../support/indexed-stack.ts";
import { expectFacts } from "./support/facts-agreement.ts";
import { allRows, type Rows } from "./support/rows.ts";

/** A step of the story: what several transactions of one block do, and the one transaction that does the same. */
interface Step {
  readonly sender: LocalAccount;
  readonly singles: readonly Hex[];
  readonly batch: Hex;
  /** How many of the singles revert. */
  readonly refused: number;
}

const START = 1_900_000_000;
const DAY = 86_400;
const GAS = 3_000_000n;
const FULL_MARKS = 10_000;
const HELD = 2_000_000_000n;

/**
 * Two chains that are alike, hash for hash, until one makes single calls and the other batches of the same. Each step is a
 * block on both, and so what may differ in a row is the transaction and the place of its log in the block.
 */
describe("indexer, batches", () => {
  let stacks: readonly IndexedStack[] = [];
  let singles: Rows;
  let batches: Rows;

  before(async () => {
    const options = { startTime: START, blockTime: 2 };
    stacks = await Promise.all([startIndexedStack(options), startIndexedStack(options)]);
    [singles, batches] = (await Promise.all([
      report(stacks[0], ({ singles: calls }) => calls),
      report(stacks[1], ({ batch }) => [batch]),
    ])) as [Rows, Rows];
  });

  after(() => Promise.all(stacks.map((stack) => stack.stop())));

  it("write the rows that single calls write", () => {
    for (const table of (Object.keys(singles) as (keyof Rows)[]).filter((name) => name !== "event")) {
      expect(withoutPlace(batches, table), table).to.deep.equal(withoutPlace(singles, table));
    }
  });

  it("names in each row the log that wrote it, also of one that many rows come from", async () => {
    for (const stack of stacks) await expectFacts(stack, stack.indexer.url);
  });

  it("tell of each deal what happened to it, also by a log about several", () => {
    const group = batches.event.filter(({ name }) => name === "VerdictsReached");
    const [log] = group.filter(({ part }) => part === 0);
    expect([log?.deal_id, log?.milestone]).to.deep.equal([null, null]);
    const told = group.filter(({ part }) => part !== 0).map((row) => [row.deal_id, row.milestone]);
    const judged = batches.verdict
      .filter(({ transaction_hash, log_index }) =>
        group.some((row) => row.transaction_hash === transaction_hash && row.log_index === log_index),
      )
      .map((row) => [row.deal_id, row.milestone]);
    expect(told).to.have.length.greaterThan(3);
    expect(told.sort()).to.deep.equal(judged.sort());
    const namesOf = (rows: Rows, id: unknown) =>
      rows.event
        .filter(({ deal_id }) => deal_id === id)
        .map(({ name }) => String(name).replace("Verdicts", "Verdict"));
    for (const { id } of singles.deal) {
      expect(namesOf(batches, id).sort(), `events of ${id}`).to.deep.equal(namesOf(singles, id).sort());
    }
  });

  it("wrote something of every kind that batches change", () => {
    const count = (table: keyof Rows) => batches[table].length;
    expect(count("deal")).to.equal(5);
    expect(count("verdict")).to.equal(7);
    expect(count("ballot")).to.equal(14);
    expect(count("delivery_record")).to.equal(2);
    // Four verdicts of each kind of fee in one group; the other has none. A release has a marketplace fee alone.
    const fees = batches.ledger_movement.filter(({ kind }) => String(kind).endsWith("Fee"));
    expect(fees.length).to.equal(4 + 4 + 2);
    const causes = batches.settlement.map(({ cause }) => cause).sort();
    expect(causes).to.deep.equal([
      ...["refund", "refund", "release", "release", "release"],
      ...["verdict", "verdict", "verdict", "verdict", "verdict", "verdict", "verdict"],
    ]);
    const kinds = new Set(batches.ledger_movement.map(({ kind }) => kind));
    for (const kind of ["funding", "payout", "marketplaceFee", "verificationFee", "withdrawal"]) {
      expect(kinds, kind).to.include(kind);
    }
    expect(kinds).to.include("payoutRefused");
    expect(kinds).to.include("payoutClaimed");
  });
});

/**
 * What says which transaction it was, and where its logs are in the block. A batch of releases pays wallets after its last
 * item, so that a refused payout follows what others were credited; each running balance still has the order of its own part.
 */
const PLACE = [
  ...["transaction_hash", "opened_in", "log_index", "sequence"],
  ...["updated_in", "updated_log_index"],
];

function withoutPlace(rows: Rows, table: keyof Rows): string[] {
  return rows[table]
    .map((row) =>
      JSON.stringify(Object.fromEntries(Object.entries(row).filter(([column]) => !PLACE.includes(column)))),
    )
    .sort();
}

/** Plays all steps on one chain, each in a block of its own. @returns every row of its indexer. */
async function report(
  stack: IndexedStack | undefined,
  callsOf: (step: Step) => readonly Hex[],
): Promise<Rows> {
  if (stack === undefined) throw new Error("the chain did not start");
  const story = await prepare(stack);
  for (const step of story.steps) {
    if (step === story.refusedFrom) await stack.usdc.blacklist(stack.seller.address);
    if (step === story.claimedFrom) await stack.usdc.unBlacklist(stack.seller.address);
    const calls = callsOf(step);
    const failed = await inOneBlock(stack, step.sender, calls);
    expect(failed, "reverted").to.equal(calls.length > 1 ? step.refused : 0);
  }
  await stack.indexer.caughtUp(await stack.publicClient.getBlockNumber());
  return allRows(stack.indexer.url);
}

/** @returns how many of the transactions reverted. */
async function inOneBlock(
  { clientOf, publicClient, address, mine }: IndexedStack,
  sender: LocalAccount,
  calls: readonly Hex[],
): Promise<number> {
  const client = clientOf(sender);
  const automine = (isOn: boolean) =>
    client.request({ method: "evm_setAutomine", params: [isOn] } as never) as Promise<unknown>;
  let nonce = await publicClient.getTransactionCount({ address: sender.address });
  const block = await publicClient.getBlockNumber();
  await automine(false);
  const hashes: Hex[] = [];
  for (const data of calls) {
    hashes.push(await client.sendTransaction({ to: address, data, gas: GAS, nonce } as never));
    nonce += 1;
  }
  await mine();
  await automine(true);
  const receipts = await Promise.all(hashes.map((hash) => publicClient.waitForTransactionReceipt({ hash })));
  for (const { blockNumber } of receipts) expect(blockNumber).to.equal(block + 1n);
  return receipts.filter(({ status }) => status === "reverted").length;
}

/** Signs everything, and puts up nothing but the buyer's balance. */
async function prepare(stack: IndexedStack) {
  const { address, domain, token, walletClient, buyer, seller, relayer } = stack;
  await approveDeposit(walletClient, { address, token, amount: HELD, account: buyer });
  const paid = { recipient: buyer.address, amount: HELD, salt: 1n, account: buyer };
  await deposit(walletClient, { address, ...paid });
  const some = await exampleTerms(stack, {
    ...{ fundedFromLedger: true, buyerToLedger: true, sellerToLedger: true, salt: 1n },
    ...{ verificationFee: 1_000_000n, panelAccount: stack.accounts[5]?.address ?? zeroAddress },
    ...{ marketplaceFee: 250, marketplace: relayer.address },
    milestones: [100_000_000n, 50_000_000n, 30_000_000n].map((amount) => ({
      amount,
      deadline: START + 10 * DAY,
    })),
    openBy: START + DAY,
  });
  const plain = {
    ...{ ...some, sellerToLedger: false, verificationFee: 0n, panelAccount: zeroAddress },
    ...{ marketplaceFee: 0, marketplace: zeroAddress },
  };
  const ledger = [some, { ...some, salt: 2n }, { ...some, salt: 3n }] as const;
  const wallet = [
    { ...plain, salt: 4n },
    { ...plain, salt: 5n, fundedFromLedger: false },
  ] as const;
  const [one, two, three] = ledger;
  const [four, five] = wallet;
  const steps = [await openingByOne(stack, [...ledger, four]), await openingByWallet(stack, five)];

  // The deal's first milestone twice: the second time it is refused.
  const fees = [at(one, 0), at(two, 0), at(one, 0), at(one, 1), at(three, 2)];
  const verdicts = await judging(stack, [fees, [at(four, 0)], [at(five, 1), at(five, 0)]]);
  steps.push(verdicts);
  const inBatch = (sender: LocalAccount, singles: readonly Hex[], refused: number): Step => ({
    ...{ sender, singles, refused },
    batch: batchCalls.call({ address, calls: singles.map((data) => ({ data })) }).data,
  });
  const dataOf = <Of extends object>(make: (of: Of & { address: Hex }) => { readonly data: Hex }, of: Of) =>
    make({ ...of, address }).data;
  steps.push(
    inBatch(
      buyer,
      [at(two, 1), at(two, 1), at(five, 2), at(three, 0)].map((each) => dataOf(release.call, each)),
      1,
    ),
    inBatch(
      seller,
      [at(three, 0), at(two, 2), at(four, 1)].map((each) => dataOf(refund.call, each)),
      1,
    ),
  );
  const delivery = async (terms: Terms, milestone: number) => {
    const said = { deal: dealIdOf({ domain, terms }), milestone, evidence: hashEvidence("late") };
    const signed = await signDelivery({ domain, account: seller, ...said, evidenceUri: "ipfs://late" });
    return dataOf(deliver.call, { terms, delivery: signed });
  };
  const deliveries = [await delivery(four, 2), await delivery(four, 2), await delivery(three, 1)];
  steps.push(inBatch(relayer, deliveries, 1));
  const withdrawal = { to: seller.address, amount: 5_000_000n };
  const withdrawals = [1n, 1n, 2n].map((salt) => dataOf(withdraw.call, { ...withdrawal, salt }));
  const claims = inBatch(relayer, [dataOf(claimPayout.call, { recipient: seller.address })], 0);
  steps.push(claims, inBatch(seller, withdrawals, 1));
  return { steps, refusedFrom: verdicts, claimedFrom: claims };
}

const at = (terms: Terms, milestone: number) => ({ terms, milestone });

/** Opens deals that the buyer's balance pays by one signature of it; to one more its seller has not agreed. */
async function openingByOne(stack: IndexedStack, terms: readonly Terms[]): Promise<Step> {
  const { address, domain, buyer, seller, relayer } = stack;
  const all = [...terms, ...terms.slice(-1).map((last) => ({ ...last, salt: last.salt + 1_000n }))];
  const { batchSignature } = await signTermsBatch({ domain, terms: all, account: buyer });
  const sign = (each: Terms, index: number) =>
    signTerms({ domain, terms: each, account: index === terms.length ? buyer : seller });
  const signed = await Promise.all(all.map(sign));
  const items = signed.map((sellerSignature, index) => ({ terms: all[index] as Terms, sellerSignature }));
  const alone = items.map(async (item) => {
    const buyerSignature = await signTerms({ domain, terms: item.terms, account: buyer });
    return openDeal.call({ ...{ address, buyerSignature }, ...item }).data;
  });
  return {
    ...{ sender: relayer, refused: 1 },
    singles: await Promise.all(alone),
    batch: openBatch.call({ address, items, batchSignature }).data,
  };
}

/** Opens a deal that the buyer's wallet pays, twice. */
async function openingByWallet(stack: IndexedStack, terms: Terms): Promise<Step> {
  const { address, domain, buyer, seller, relayer, publicClient } = stack;
  const token = await readTokenDomain(publicClient, { token: stack.token });
  const buyerSignature = await signPayment({ domain, token, terms, account: buyer });
  const item = {
    terms,
    buyerSignature,
    sellerSignature: await signTerms({ domain, terms, account: seller }),
  };
  const { data } = openDeal.call({ address, ...item });
  return {
    ...{ sender: relayer, refused: 1, singles: [data, data] },
    batch: openBatch.call({ address, items: [item, item] }).data,
  };
}

/** Judges groups of milestones in full. */
async function judging(
  { address, domain, jurors, relayer }: IndexedStack,
  groups: readonly (readonly ReturnType<typeof at>[])[],
): Promise<Step> {
  const signed = await Promise.all(
    groups.map(async (milestones) => {
      const ballots = milestones.map(({ terms, milestone }) => ({
        ...{ deal: dealIdOf({ domain, terms }), milestone, score: FULL_MARKS },
        ...{ evidence: hashEvidence(`evidence ${milestone}`), reasons: hashReasons("complete") },
      }));
      const panel = jurors.slice(0, 2).map((account) => signBallotBatch({ domain, account, ballots }));
      const batch: (readonly SignedBallot[])[] = await Promise.all(panel);
      return milestones.map(({ terms }, index) => ({
        terms,
        ballots: batch.flatMap((own) => own.slice(index, index + 1)),
      }));
    }),
  );
  return {
    ...{ sender: relayer, refused: 1 },
    singles: signed.flat().map((item) => submitVerdict.call({ address, ...item }).data),
    batch: submitVerdicts.call({ address, groups: signed }).data,
  };
}
