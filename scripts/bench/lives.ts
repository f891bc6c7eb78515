import { zeroAddress } from "viem";
import {
  dealIdOf,
  deposit,
  hashEvidence,
  hashReasons,
  openDeal,
  reclaim,
  signBallot,
  signPayment,
  signTerms,
  submitVerdict,
  type Terms,
} from "../../sdk/index.ts";
import { usd } from "../../test/support/usdc.ts";
import type { AccountFigure } from "./accounts.ts";
import { type Cost, type FigureName, sumOf } from "./figures.ts";
import type { RecourseFigure } from "./recourse.ts";
import type { Stage } from "./stage.ts";

/** Figures of lives that nobody contests, between wallets. */
type LifeFigure = Exclude<FigureName, RecourseFigure | AccountFigure>;

type Route = "wallet" | "ledger";

const DAY = 86_400;
const FULL_MARKS = 10_000;
const THREE_PARTS = [usd(54), usd(54), usd(72)];
const ONE_PART = [usd(180)];
const LEDGER_FUNDS = usd(10_000);

/**
 * Measures every figure in the steady state: everyone holds a balance, and a first life of each kind was lived before.
 */
export async function measureLives(stage: Stage): Promise<Record<LifeFigure, Cost>> {
  const { address, buyer, seller } = stage;
  for (const recipient of [buyer.address, seller.address]) {
    await stage.send(buyer, deposit.call({ address, recipient, amount: LEDGER_FUNDS }));
  }
  await liveOnce(stage, 0n);
  return liveOnce(stage, 100n);
}

/** One life of each kind; deals are told apart by salts from `salt` on. */
async function liveOnce(stage: Stage, salt: bigint): Promise<Record<LifeFigure, Cost>> {
  const { start } = stage;
  const life = termsOf(stage, { route: "wallet", amounts: THREE_PARTS, salt: salt + 1n });
  const opened = await open(stage, life);
  const judged: Cost[] = [];
  for (const milestone of THREE_PARTS.keys()) judged.push(await judge(stage, life, milestone));

  const ledger = termsOf(stage, { route: "ledger", amounts: THREE_PARTS, salt: salt + 2n });
  const openedFromLedger = await open(stage, ledger);
  const judgedToLedger = await judge(stage, ledger, 0);

  const job = termsOf(stage, { route: "wallet", amounts: ONE_PART, salt: salt + 3n });
  const jobCosts = [await open(stage, job), await judge(stage, job, 0)];

  const late = termsOf(stage, { route: "wallet", amounts: THREE_PARTS, salt: salt + 4n });
  await open(stage, late);
  const [first] = late.milestones;
  stage.setTime((first?.deadline ?? start) + 1);
  const { address, buyer } = stage;
  const reclaimed = await stage.send(buyer, reclaim.call({ address, terms: late, milestone: 0 }));

  return {
    open_wallet: opened,
    open_ledger: openedFromLedger,
    settle_wallet_2of3: sumOf(judged.slice(0, 1)),
    settle_ledger_2of3: judgedToLedger,
    reclaim_wallet: reclaimed,
    job1_wallet: sumOf(jobCosts),
    life3_wallet: sumOf([opened, ...judged]),
  };
}

/** Terms without fees, all or nothing at a pass mark of half, settled at once by a verdict. */
export function termsOf(
  { buyer, seller, jurors, start }: Stage,
  deal: { readonly route: Route; readonly amounts: readonly bigint[]; readonly salt: bigint },
): Terms {
  const ledger = deal.route === "ledger";
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
    passMark: 5_000,
    gridStep: 500,
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

/** Opens a deal that both parties signed. */
export async function open(stage: Stage, terms: Terms): Promise<Cost> {
  const { address, domain, token, buyer, seller, relayer } = stage;
  const buyerSignature = terms.fundedFromLedger
    ? await signTerms({ domain, terms, account: buyer })
    : await signPayment({ domain, token, terms, account: buyer });
  const sellerSignature = await signTerms({ domain, terms, account: seller });
  return stage.send(relayer, openDeal.call({ address, terms, buyerSignature, sellerSignature }));
}

/** Two of the three jurors give full marks. */
async function judge(stage: Stage, terms: Terms, milestone: number): Promise<Cost> {
  const { address, domain, jurors, relayer } = stage;
  const deal = dealIdOf({ domain, terms });
  const evidence = hashEvidence(`evidence ${deal} ${milestone}`);
  const ballots = await Promise.all(
    jurors.slice(0, 2).map((account, position) => {
      const reasons = hashReasons(`reasons ${position} ${evidence}`);
      return signBallot({ domain, account, deal, milestone, evidence, score: FULL_MARKS, reasons });
    }),
  );
  return stage.send(relayer, submitVerdict.call({ address, terms, ballots }));
}
