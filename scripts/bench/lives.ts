import { type LocalAccount, zeroAddress } from "viem";
import {
  amend,
  amendTerms,
  cancel,
  dealIdOf,
  deposit,
  hashEvidence,
  hashReasons,
  openDeal,
  reclaim,
  signBallot,
  signCancellation,
  signPayment,
  signTerms,
  submitVerdict,
  type Terms,
  totalOf,
  withdraw,
} from "../../sdk/index.ts";
import { usd } from "../../test/support/usdc.ts";
import type { AccountFigure } from "./accounts.ts";
import type { BatchFigure } from "./batches.ts";
import type { DisputesFigure } from "./disputes.ts";
import { type Cost, type FigureName, sumOf } from "./figures.ts";
import type { Setup } from "./setup.ts";

/** Figures of lives without a contest, between wallets. */
type LifeFigure = Exclude<FigureName, DisputesFigure | AccountFigure | BatchFigure>;

type Destination = "wallet" | "ledger";

const DAY = 86_400;
const FULL_MARKS = 10_000;
const THREE_PARTS = [usd(54), usd(54), usd(72)];
const ONE_PART = [usd(180)];
const MOST_PARTS = Array.from({ length: 32 }, () => usd(5));
const LEDGER_FUNDS = usd(10_000);

/**
 * Measures every figure in the steady state: everyone holds a balance, and a first life of each kind was lived before.
 */
export async function measureLives(setup: Setup): Promise<Record<LifeFigure, Cost>> {
  const { address, buyer, seller } = setup;
  // Salts of the SDK's own choice differ from run to run, and with them the block hashes that draw panels.
  for (const [index, recipient] of [buyer.address, seller.address].entries()) {
    const salt = 8_192n + BigInt(index);
    await setup.send(buyer, deposit.call({ address, recipient, amount: LEDGER_FUNDS, salt }));
  }
  await liveOnce(setup, 0n);
  return liveOnce(setup, 100n);
}

/** One life of each kind; deals are told apart by salts from `salt` on. */
async function liveOnce(setup: Setup, salt: bigint): Promise<Record<LifeFigure, Cost>> {
  const { start } = setup;
  const life = termsOf(setup, { destination: "wallet", amounts: THREE_PARTS, salt: salt + 1n });
  const opened = await open(setup, life);
  const judged: Cost[] = [];
  for (const milestone of THREE_PARTS.keys()) judged.push(await judge(setup, life, milestone));

  const ledger = termsOf(setup, { destination: "ledger", amounts: THREE_PARTS, salt: salt + 2n });
  const openedFromLedger = await open(setup, ledger);
  const judgedToLedger = await judge(setup, ledger, 0);

  const job = termsOf(setup, { destination: "wallet", amounts: ONE_PART, salt: salt + 3n });
  const jobCosts = [await open(setup, job), await judge(setup, job, 0)];

  const largest = {
    ...termsOf(setup, { destination: "wallet", amounts: MOST_PARTS, salt: salt + 5n }),
    panel: panelOf(setup),
  };
  const largestCosts = {
    opened: await open(setup, largest),
    judged: await judge(setup, largest, 0, setup.crowd),
  };

  const shared = {
    ...termsOf(setup, { destination: "wallet", amounts: ONE_PART, salt: salt + 11n }),
    verificationFee: usd(1),
  };
  await open(setup, shared);
  const sharing = await judge(setup, shared, 0);

  const moved = await moveMoney(setup, salt);
  const amended = await amendOnce(setup, salt);

  const late = termsOf(setup, { destination: "wallet", amounts: THREE_PARTS, salt: salt + 4n });
  await open(setup, late);
  const [first] = late.milestones;
  setup.setTime((first?.deadline ?? start) + 1);
  const { address, buyer } = setup;
  const reclaimed = await setup.send(buyer, reclaim.call({ address, terms: late, milestone: 0 }));

  return {
    open_wallet: opened,
    open_ledger: openedFromLedger,
    settle_wallet_2of3: sumOf(judged.slice(0, 1)),
    settle_ledger_2of3: judgedToLedger,
    settle_shared_2of3: sharing,
    reclaim_wallet: reclaimed,
    job1_wallet: sumOf(jobCosts),
    life3_wallet: sumOf([opened, ...judged]),
    ...moved,
    worst_open_wallet: largestCosts.opened,
    worst_settle_wallet: largestCosts.judged,
    ...amended,
  };
}

/** Money in and out of a ledger balance. The first life's salts lie in the word of the second's, but for the random one. */
async function moveMoney(
  { address, buyer, send }: Setup,
  salt: bigint,
): Promise<Pick<Record<LifeFigure, Cost>, "deposit" | "deposit_random_salt" | "withdraw">> {
  const [amount, near, far] = [usd(20), 2_048n + salt, 1_000_003n * (salt + 1n)];
  const payment = { address, recipient: buyer.address, amount };
  return {
    deposit: await send(buyer, deposit.call({ ...payment, salt: near })),
    deposit_random_salt: await send(buyer, deposit.call({ ...payment, salt: far })),
    withdraw: await send(buyer, withdraw.call({ address, to: buyer.address, amount, salt: near })),
  };
}

type AmendmentFigure = "amend" | "amend_topup_wallet" | "amend_baseline";

/** A deal of one milestone gets a new deadline, then a second milestone; and the same deadline without amending. */
async function amendOnce(setup: Setup, salt: bigint): Promise<Record<AmendmentFigure, Cost>> {
  const { address, domain, buyer, seller, relayer } = setup;
  const first = termsOf(setup, { destination: "wallet", amounts: ONE_PART, salt: salt + 6n });
  await open(setup, first);
  const later = first.milestones.map(({ amount, deadline }) => ({ amount, deadline: deadline + DAY }));
  const second = successorOf(setup, first, later, salt + 7n);
  const moved = await amendTo(setup, first, second);
  const more = [...later, { amount: usd(20), deadline: first.openBy + 9 * DAY }];
  const toppedUp = await amendTo(setup, second, successorOf(setup, second, more, salt + 8n));

  const other = termsOf(setup, { destination: "wallet", amounts: ONE_PART, salt: salt + 9n });
  await open(setup, other);
  const end = { remainder: totalOf(other), validUntil: other.openBy };
  const cancellation = { domain, terms: other, ...end };
  const buyerSignature = await signCancellation({ ...cancellation, account: buyer });
  const sellerSignature = await signCancellation({ ...cancellation, account: seller });
  const call = cancel.call({ address, terms: other, ...end, buyerSignature, sellerSignature });
  const cancelled = await setup.send(relayer, call);
  const again = termsOf(setup, { destination: "wallet", amounts: ONE_PART, salt: salt + 10n });
  const reopened = await open(setup, { ...again, milestones: later });
  return { amend: moved, amend_topup_wallet: toppedUp, amend_baseline: sumOf([cancelled, reopened]) };
}

/** Terms that replace others of which nothing has settled, with other milestones. */
function successorOf(
  { domain, start }: Setup,
  terms: Terms,
  milestones: Terms["milestones"],
  salt: bigint,
): Terms {
  const dealId = dealIdOf({ domain, terms });
  const deal = {
    dealId,
    openedAt: start,
    milestones: terms.milestones.length,
    unsettled: totalOf(terms),
    amended: false,
    settled: [],
    recorded: [],
  };
  const { openBy } = terms;
  const successor = amendTerms({ terms, deal, changes: { milestones, openBy }, now: start });
  return { ...successor, salt: BigInt(hashEvidence(`salt ${salt}`)) >> 192n };
}

/** Replaces a deal by another that both parties signed. */
async function amendTo(setup: Setup, oldTerms: Terms, newTerms: Terms): Promise<Cost> {
  const { address, domain, token, buyer, seller, relayer } = setup;
  const signed = { domain, terms: newTerms };
  const buyerSignature =
    totalOf(newTerms) > totalOf(oldTerms)
      ? await signPayment({ ...signed, token, account: buyer })
      : await signTerms({ ...signed, account: buyer });
  const sellerSignature = await signTerms({ ...signed, account: seller });
  return setup.send(relayer, amend.call({ address, oldTerms, newTerms, buyerSignature, sellerSignature }));
}

/** Terms without fees, all or nothing at a passing score of half, settled at once by a verdict. */
export function termsOf(
  { buyer, seller, jurors, start }: Setup,
  deal: { readonly destination: Destination; readonly amounts: readonly bigint[]; readonly salt: bigint },
): Terms {
  const ledger = deal.destination === "ledger";
  // The second life starts after the first one's deadlines were waited for.
  const opensAt = deal.salt < 100n ? start : start + 10 * DAY;
  return {
    buyer: buyer.address,
    seller: seller.address,
    fundedFromLedger: ledger,
    buyerToLedger: ledger,
    sellerToLedger: ledger,
    verificationFee: 0n,
    milestones: deal.amounts.map((amount, index) => ({ amount, deadline: opensAt + (7 + index) * DAY })),
    panel: jurors.map((juror) => juror.address),
    passingScore: 5_000,
    payoutStep: 500,
    verdictWindow: DAY,
    contestWindow: 0,
    silencePayout: 5_000,
    marketplaceFee: 0,
    marketplace: zeroAddress,
    panelAccount: zeroAddress,
    pact: hashEvidence(`pact ${deal.salt}`),
    // Chosen at random in practice, so without zero bytes here.
    salt: BigInt(hashEvidence(`salt ${deal.salt}`)) >> 192n,
    openBy: opensAt + 6 * DAY,
  };
}

/** The largest panel that terms can name. */
function panelOf({ crowd }: Setup): Terms["panel"] {
  return crowd.map(({ address }) => address);
}

/** Opens a deal that both parties signed. */
export async function open(setup: Setup, terms: Terms): Promise<Cost> {
  const { address, domain, token, buyer, seller, relayer } = setup;
  const buyerSignature = terms.fundedFromLedger
    ? await signTerms({ domain, terms, account: buyer })
    : await signPayment({ domain, token, terms, account: buyer });
  const sellerSignature = await signTerms({ domain, terms, account: seller });
  return setup.send(relayer, openDeal.call({ address, terms, buyerSignature, sellerSignature }));
}

/** More than half of the panel gives full marks. */
async function judge(
  setup: Setup,
  terms: Terms,
  milestone: number,
  jurors: readonly LocalAccount[] = setup.jurors,
): Promise<Cost> {
  const { address, domain, relayer } = setup;
  const deal = dealIdOf({ domain, terms });
  const evidence = hashEvidence(`evidence ${deal} ${milestone}`);
  const ballots = await Promise.all(
    jurors.slice(0, (jurors.length + 1) / 2).map((account, position) => {
      const reasons = hashReasons(`reasons ${position} ${evidence}`);
      return signBallot({ domain, account, deal, milestone, evidence, score: FULL_MARKS, reasons });
    }),
  );
  return setup.send(relayer, submitVerdict.call({ address, terms, ballots }));
}
