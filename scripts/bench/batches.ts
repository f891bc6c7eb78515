import { keccak256, type LocalAccount, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import {
  dealIdOf,
  hashEvidence,
  hashReasons,
  openDeal,
  signBallot,
  signBallotBatch,
  signPayment,
  signTerms,
  submitVerdict,
  submitVerdicts,
  type Terms,
} from "../../sdk/index.ts";
import { usd } from "../../test/support/usdc.ts";
import type { Cost, FigureName } from "./figures.ts";
import { termsOf } from "./lives.ts";
import type { Setup } from "./setup.ts";

/** Figures of batches, for each item. */
export type BatchFigure = Extract<
  FigureName,
  | "batch50_wallet_same"
  | "batch50_wallet_distinct"
  | "batch50_ledger_same"
  | "batch50_ledger_distinct"
  | "single50_wallet"
  | "single50_ledger"
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

/** Measures batches of fifty verdicts in the steady state: every seller was paid before. */
export async function measureBatches(setup: Setup): Promise<Record<BatchFigure, Cost>> {
  setup.setTime(setup.start + START_DAYS * DAY);
  const crowd = Array.from({ length: ITEMS }, (_, index) => person(`seller ${index}`));
  const alone = Array.from({ length: ITEMS }, () => setup.seller);
  // The first batch of each destination gives every seller a balance.
  for (const destination of ["wallet", "ledger"] as const) await judgeMany(setup, destination, crowd);
  const walletSame = await judgeMany(setup, "wallet", alone);
  const ledgerSame = await judgeMany(setup, "ledger", alone);
  return {
    batch50_wallet_same: walletSame.batch,
    batch50_wallet_distinct: (await judgeMany(setup, "wallet", crowd)).batch,
    batch50_ledger_same: ledgerSame.batch,
    batch50_ledger_distinct: (await judgeMany(setup, "ledger", crowd)).batch,
    single50_wallet: walletSame.single,
    single50_ledger: ledgerSame.single,
  };
}

let salts = 0n;

/** Opens a deal with each seller and judges all of them in a batch, and one more alone. */
async function judgeMany(
  setup: Setup,
  destination: Destination,
  sellers: readonly LocalAccount[],
): Promise<{ readonly batch: Cost; readonly single: Cost }> {
  const { address, domain, relayer } = setup;
  const jurors = setup.jurors.slice(0, QUORUM);
  const deals: Terms[] = [];
  for (const seller of sellers) deals.push(await openOne(setup, destination, seller));
  const ballots = deals.map((terms) => ballotOn(setup, terms));
  const signed = await Promise.all(jurors.map((account) => signBallotBatch({ domain, account, ballots })));
  const items = deals.map((terms, index) => ({
    terms,
    ballots: signed.flatMap((batch) => batch.slice(index, index + 1)),
  }));
  const whole = await setup.send(relayer, submitVerdicts.call({ address, groups: [items] }), BATCH_GAS);
  const { verdicts } = submitVerdicts.extractEvent(whole.logs, { address });
  if (verdicts.length !== items.length) throw new Error(`${verdicts.length} verdicts were reached`);
  const [seller] = sellers;
  if (seller === undefined) throw new Error("there is no seller");
  const alone = await openOne(setup, destination, seller);
  const own = await Promise.all(
    jurors.map((account) => signBallot({ domain, account, ...ballotOn(setup, alone) })),
  );
  const single = await setup.send(relayer, submitVerdict.call({ address, terms: alone, ballots: own }));
  return { batch: each(whole, items.length), single };
}

function ballotOn({ domain }: Setup, terms: Terms) {
  const deal = dealIdOf({ domain, terms });
  const reasons = hashReasons("complete");
  return { deal, milestone: 0, evidence: hashEvidence(`evidence ${deal}`), score: FULL_MARKS, reasons };
}

async function openOne(setup: Setup, destination: Destination, seller: LocalAccount): Promise<Terms> {
  const { address, domain, token, buyer, relayer, start } = setup;
  const opensAt = start + START_DAYS * DAY;
  salts += 1n;
  const terms: Terms = {
    ...termsOf(setup, { destination, amounts: [usd(20)], salt: 0n }),
    seller: seller.address,
    milestones: [{ amount: usd(20), deadline: opensAt + 7 * DAY }],
    openBy: opensAt + 6 * DAY,
    // Chosen at random in practice, so without zero bytes here.
    salt: BigInt(hashEvidence(`salt of batches ${salts}`)) >> 192n,
  };
  const buyerSignature = terms.fundedFromLedger
    ? await signTerms({ domain, terms, account: buyer })
    : await signPayment({ domain, token, terms, account: buyer });
  const sellerSignature = await signTerms({ domain, terms, account: seller });
  await setup.send(relayer, openDeal.call({ address, terms, buyerSignature, sellerSignature }));
  return terms;
}

function person(name: string): LocalAccount {
  return privateKeyToAccount(keccak256(toHex(`bench ${name}`)));
}

/** What one item of a batch costs, rounded up. */
function each({ gas, bytes }: Cost, items: number): Cost {
  return { gas: Math.ceil(gas / items), bytes: Math.ceil(bytes / items) };
}
