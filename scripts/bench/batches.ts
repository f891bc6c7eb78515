import { keccak256, type LocalAccount, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import {
  batchCalls,
  dealIdOf,
  deposit,
  hashEvidence,
  hashReasons,
  openBatch,
  signBallot,
  signBallotBatch,
  signTerms,
  signTermsBatch,
  submitVerdict,
  submitVerdicts,
  type Terms,
  withdraw,
} from "../../sdk/index.ts";
import { usd } from "../../test/support/usdc.ts";
import { type Cost, type FigureName, type SentName, sumOf } from "./figures.ts";
import { termsOf } from "./lives.ts";
import type { Sent, Setup } from "./setup.ts";

/** Figures of batches, for each item. */
export type BatchFigure = Extract<
  FigureName,
  | "batch50_wallet_same"
  | "batch50_wallet_distinct"
  | "batch50_ledger_same"
  | "batch50_ledger_distinct"
  | "loop50_wallet_same"
  | "loop50_ledger_same"
  | "loop50_ledger_distinct"
  | "open_batch50"
  | "life3_ledger_batched"
>;

type Destination = "wallet" | "ledger";

const DAY = 86_400;
const ITEMS = 50;
const QUORUM = 2;
const FULL_MARKS = 10_000;
/** Days after the start of the chain, when every other life is over. */
const START_DAYS = 200;
/** More than a batch takes, less than Base lets a transaction have. */
const BATCH_GAS = 16_000_000n;

/** What batches cost, and how many bytes of each item are sent. */
export interface BatchMeasures {
  readonly costs: Record<BatchFigure, Cost>;
  readonly sent: Record<SentName, number>;
}

/** Measures batches of fifty items in the steady state: every seller was paid before. */
export async function measureBatches(setup: Setup): Promise<BatchMeasures> {
  const { address, buyer } = setup;
  setup.setTime(setup.start + START_DAYS * DAY);
  const amount = usd(100_000);
  const deposited = await setup.send(
    buyer,
    deposit.call({ address, recipient: buyer.address, amount, salt: 1n }),
  );
  const crowd = Array.from({ length: ITEMS }, (_, index) => person(`seller ${index}`));
  const alone = Array.from({ length: ITEMS }, () => setup.seller);
  // The first batch of each destination gives every seller a balance.
  for (const destination of ["wallet", "ledger"] as const) await judgeMany(setup, destination, crowd);
  const walletSame = await judgeMany(setup, "wallet", alone);
  const ledgerSame = await judgeMany(setup, "ledger", alone);
  const ledgerDistinct = await judgeMany(setup, "ledger", crowd);
  const life = await openMany(setup, "ledger", crowd, [usd(5), usd(6), usd(9)]);
  const judged = [0, 1, 2].map((milestone) => judgeBatch(setup, life.deals, milestone));
  const costs = [life.opened];
  for (const judge of judged) costs.push((await judge()).batch);
  const withdrawn = await setup.send(
    buyer,
    withdraw.call({ address, to: buyer.address, amount: usd(1), salt: 2n }),
  );
  const walletDistinct = await judgeMany(setup, "wallet", crowd);
  return {
    costs: {
      batch50_wallet_same: walletSame.batch,
      batch50_wallet_distinct: walletDistinct.batch,
      batch50_ledger_same: ledgerSame.batch,
      batch50_ledger_distinct: ledgerDistinct.batch,
      loop50_wallet_same: walletSame.loop,
      loop50_ledger_same: ledgerSame.loop,
      loop50_ledger_distinct: ledgerDistinct.loop,
      open_batch50: ledgerDistinct.opened,
      life3_ledger_batched: sumOf([...costs, each(deposited, 10), each(withdrawn, 10)]),
    },
    sent: {
      batch_bytes: walletSame.batch.compressed,
      batch_bytes_distinct: walletDistinct.batch.compressed,
      loop_bytes: walletSame.loop.compressed,
      loop_bytes_distinct: walletDistinct.loop.compressed,
    },
  };
}

let salts = 0n;

/** Judges a deal of each seller by two batches: one of verdicts with a signature for all, and one that makes single calls. */
async function judgeMany(
  setup: Setup,
  destination: Destination,
  sellers: readonly LocalAccount[],
): Promise<{ readonly batch: Each; readonly loop: Each; readonly opened: Cost }> {
  const { address, relayer } = setup;
  const { deals, opened } = await openMany(setup, destination, sellers, [usd(20)]);
  const { batch } = await judgeBatch(setup, deals, 0)();
  const others = (await openMany(setup, destination, sellers, [usd(20)])).deals;
  const calls = [];
  for (const terms of others) {
    const ballots = await Promise.all(
      jurorsOf(setup).map((account) =>
        signBallot({ ...ballotOn(setup, terms, 0), domain: setup.domain, account }),
      ),
    );
    calls.push(submitVerdict.call({ address, terms, ballots }));
  }
  const looped = await setup.send(relayer, batchCalls.call({ address, calls }), BATCH_GAS);
  if (batchCalls.extractEvent(looped.logs, { address }).refused.length > 0)
    throw new Error("a call was refused");
  return { batch, opened, loop: each(looped, deals.length) };
}

function judgeBatch(setup: Setup, deals: readonly Terms[], milestone: number) {
  const { address, domain, relayer } = setup;
  return async (): Promise<{ readonly batch: Each }> => {
    const ballots = deals.map((terms) => ballotOn(setup, terms, milestone));
    const signed = await Promise.all(
      jurorsOf(setup).map((account) => signBallotBatch({ domain, account, ballots })),
    );
    const items = deals.map((terms, index) => ({
      terms,
      ballots: signed.flatMap((batch) => batch.slice(index, index + 1)),
    }));
    const whole = await setup.send(relayer, submitVerdicts.call({ address, groups: [items] }), BATCH_GAS);
    const { verdicts } = submitVerdicts.extractEvent(whole.logs, { address });
    if (verdicts.length !== items.length) throw new Error(`${verdicts.length} verdicts were reached`);
    return { batch: each(whole, items.length) };
  };
}

const jurorsOf = ({ jurors }: Setup) => jurors.slice(0, QUORUM);

function ballotOn({ domain }: Setup, terms: Terms, milestone: number) {
  const deal = dealIdOf({ domain, terms });
  const reasons = hashReasons("complete");
  const evidence = hashEvidence(`evidence ${deal} ${milestone}`);
  return { deal, milestone, evidence, score: FULL_MARKS, reasons };
}

/** Opens a deal with each seller from the buyer's balance, by one signature of the buyer. */
async function openMany(
  setup: Setup,
  destination: Destination,
  sellers: readonly LocalAccount[],
  amounts: readonly bigint[],
): Promise<{ readonly deals: readonly Terms[]; readonly opened: Cost }> {
  const { address, domain, buyer, relayer, start } = setup;
  const opensAt = start + START_DAYS * DAY;
  const deals = sellers.map(({ address: seller }): Terms => {
    salts += 1n;
    return {
      ...termsOf(setup, { destination, amounts, salt: 0n }),
      fundedFromLedger: true,
      seller,
      milestones: amounts.map((amount, index) => ({ amount, deadline: opensAt + (7 + index) * DAY })),
      openBy: opensAt + 6 * DAY,
      // Chosen at random in practice, so without zero bytes here.
      salt: BigInt(hashEvidence(`salt of batches ${salts}`)) >> 192n,
    };
  });
  const { batchSignature } = await signTermsBatch({ domain, terms: deals, account: buyer });
  const items = await Promise.all(
    deals.map(async (terms, index) => {
      const account = sellers[index];
      if (account === undefined) throw new Error("each deal has a seller");
      return { terms, sellerSignature: await signTerms({ domain, terms, account }) };
    }),
  );
  const sent = await setup.send(relayer, openBatch.call({ address, items, batchSignature }), BATCH_GAS);
  const { opened } = openBatch.extractEvent(sent.logs, { address });
  if (opened.length !== deals.length) throw new Error(`${opened.length} deals were opened`);
  return { deals, opened: each(sent, deals.length) };
}

function person(name: string): LocalAccount {
  return privateKeyToAccount(keccak256(toHex(`bench ${name}`)));
}

/** What one item of a batch costs, rounded up. */
type Each = Omit<Sent, "logs">;

function each({ gas, bytes, compressed }: Each, items: number): Each {
  const part = (whole: number) => Math.ceil(whole / items);
  return { gas: part(gas), bytes: part(bytes), compressed: part(compressed) };
}
