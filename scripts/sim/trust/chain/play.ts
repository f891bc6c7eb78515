import {
  approveStake,
  buildTerms,
  contest,
  drawPanel,
  getSeedBlock,
  hashEvidence,
  hashReasons,
  minimumBond,
  openDeal,
  rate,
  reclaim,
  recordBallots,
  refund,
  release,
  type SignedBallot,
  signBallot,
  signContest,
  signDelivery,
  signRating,
  signReclaim,
  signRefund,
  signRelease,
  signTerms,
  submitVerdict,
  type Terms,
  takeSeats,
} from "quittance";
import type { DocumentsOf, FactBlock } from "quittance/reputation";
import { poolParameters, type Stack } from "quittance/testing";
import { type Address, type HDAccount, type Hex, parseEther } from "viem";
import { FIRST_DAY, factsOf, PACT, type Places } from "../facts.ts";
import type { MarketScript, ScriptDeal, ScriptSeat } from "../script.ts";
import { type Step, stepsOf } from "./steps.ts";

/** A script that a chain played: what it left to the chain, and what documents would say. */
export interface Played {
  readonly places: Places;
  readonly documents: DocumentsOf;
}

interface Trace {
  readonly terms: Terms;
  readonly dealId: Hex;
  settled?: FactBlock;
  /** Where its first verdict is. */
  judged?: FactBlock;
  readonly rated: Map<string, FactBlock>;
  readonly voted: { 1: readonly Address[]; 2: readonly Address[] };
}

const WINDOW = 86_400;
const CONTEST_WINDOW = 3_600;
const GAS_MONEY = "1";
/** More than all deals of a small market take. */
const FUNDS = 1_000_000_000_000n;
const lower = (address: Address) => address.toLowerCase() as Address;

/** Plays a script by the contracts of a stack, at the script's times. Each of its addresses must be of one of the accounts. */
export async function playOnChain(
  stack: Stack,
  script: MarketScript,
  accounts: readonly HDAccount[],
): Promise<Played> {
  const player = new Player(stack, accounts);
  await player.prepare(script);
  for (const step of stepsOf(script)) await player.play(step);
  return player.played();
}

class Player {
  readonly #stack: Stack;
  readonly #accounts: ReadonlyMap<Address, HDAccount>;
  readonly #traces = new Map<number, Trace>();
  readonly #deals = new Map<Hex, ScriptDeal>();

  constructor(stack: Stack, accounts: readonly HDAccount[]) {
    this.#stack = stack;
    this.#accounts = new Map(accounts.map((account) => [lower(account.address), account]));
  }

  #account(address: Address): HDAccount {
    const found = this.#accounts.get(lower(address));
    if (found === undefined) throw new RangeError(`no account signs for ${address}`);
    return found;
  }

  /**
   * Mines a block a second before a time of the script, so that the next one has it, on a chain with a block each second. Where that has
   * passed, the next block comes a second after the last.
   */
  async #until(second: number): Promise<void> {
    const before = FIRST_DAY + second - 1;
    if (before > (await this.#stack.now())) await this.#stack.setTime(before);
  }

  async #latest(): Promise<FactBlock> {
    const { number, timestamp } = await this.#stack.publicClient.getBlock({ includeTransactions: false });
    return { blockNumber: number, timestamp };
  }

  /** Money for all, before the first step. */
  async prepare({ agents, seats }: MarketScript): Promise<void> {
    const { walletClient, usdc, token, pool: address, fundLedger } = this.#stack;
    for (const agent of agents) await fundLedger(agent.address, FUNDS);
    for (const { owner, stake } of seats) {
      const account = this.#account(owner);
      await walletClient.sendTransaction({ to: owner, value: parseEther(GAS_MONEY) });
      await usdc.mint(owner, stake);
      await approveStake(walletClient, { address, token, amount: stake, account });
    }
  }

  async play(step: Step): Promise<void> {
    await this.#until(step.at);
    if (step.kind === "seat") return this.#takeSeat(step.seat);
    const { deal } = step;
    if (step.kind === "open") return this.#open(deal);
    const trace = this.#trace(deal);
    if (step.kind === "contest") return this.#contest(deal, trace, step.payout);
    if (step.kind === "settle") {
      await this.#settle(deal, trace);
      trace.settled = await this.#latest();
      return;
    }
    const { side, score } = step.rating;
    const [rater, rated] = side === "buyer" ? [deal.buyer, deal.seller] : [deal.seller, deal.buyer];
    const { domain, address, walletClient } = this.#stack;
    const said = { score, reasons: hashReasons("as agreed") };
    const account = this.#account(rater);
    const signature = await signRating({ domain, deal: trace.dealId, rated, ...said, account });
    await rate(walletClient, { address, terms: trace.terms, rater, ...said, signature });
    trace.rated.set(side, await this.#latest());
  }

  async #takeSeat({ owner }: ScriptSeat): Promise<void> {
    const { walletClient, pool: address } = this.#stack;
    await takeSeats(walletClient, { address, key: owner, account: this.#account(owner) });
  }

  async #open(deal: ScriptDeal): Promise<void> {
    const { domain, address, token, pool, jurors, walletClient } = this.#stack;
    const now = await this.#stack.now();
    const panel = jurors.map((juror) => juror.address);
    const bond = minimumBond({ jurors: panel.length, seatFee: poolParameters.seatFee });
    const contestable = { contestWindow: CONTEST_WINDOW, silencePayout: 0, disputes: { pool, bond } };
    const { amount, deadline, buyer, seller, openedAt } = deal;
    const terms = buildTerms(
      {
        ...{ buyer, seller, panel, pact: PACT, passingScore: 1, payoutStep: 500 },
        ...{ fundedFromLedger: true, buyerToLedger: true, sellerToLedger: true },
        ...{ verdictWindow: WINDOW, milestones: [{ amount, deadline: FIRST_DAY + deadline }] },
        openBy: FIRST_DAY + openedAt + CONTEST_WINDOW,
        ...(deal.contested === undefined ? {} : contestable),
      },
      { contract: address, token, now },
    );
    const [buyerSignature, sellerSignature] = await Promise.all(
      [buyer, seller].map((party) => signTerms({ domain, terms, account: this.#account(party) })),
    );
    if (buyerSignature === undefined || sellerSignature === undefined) throw new Error("two sides sign");
    const { dealId } = await openDeal(walletClient, { address, terms, buyerSignature, sellerSignature });
    this.#traces.set(deal.number, { terms, dealId, rated: new Map(), voted: { 1: [], 2: [] } });
    this.#deals.set(dealId, deal);
  }

  #trace({ number }: ScriptDeal): Trace {
    const trace = this.#traces.get(number);
    if (trace === undefined) throw new RangeError(`deal ${number} was not opened`);
    return trace;
  }

  async #ballots(
    { dealId: deal }: Trace,
    jurors: readonly HDAccount[],
    round: 1 | 2,
    score: number,
  ): Promise<SignedBallot[]> {
    const judged = { domain: this.#stack.domain, deal, milestone: 0, evidence: hashEvidence(deal), score };
    const reasons = hashReasons("measured");
    return Promise.all(jurors.map((account) => signBallot({ ...judged, round, reasons, account })));
  }

  async #verdict(deal: ScriptDeal, trace: Trace, score: number): Promise<void> {
    const { domain, address, jurors, walletClient } = this.#stack;
    const { terms, dealId } = trace;
    const claim = {
      milestone: 0,
      evidence: hashEvidence(dealId),
      evidenceUri: "https://seller.example/work",
    };
    const account = this.#account(deal.seller);
    const delivery = await signDelivery({ domain, account, deal: dealId, ...claim });
    const ballots = await this.#ballots(trace, jurors, 1, score);
    const verdict = await submitVerdict(walletClient, { address, terms, ballots, delivery });
    trace.judged = await this.#latest();
    trace.voted[1] = verdict.ballots.map(({ position }) => lower(terms.panel[position] ?? "0x"));
  }

  async #contest(deal: ScriptDeal, trace: Trace, payout: number): Promise<void> {
    const { domain, address, pool, walletClient, publicClient } = this.#stack;
    const { terms, dealId } = trace;
    await this.#verdict(deal, trace, payout);
    const bond = terms.disputes?.bond ?? 0n;
    const about = { milestone: 0, payout };
    const signature = await signContest({
      ...{ domain, deal: dealId, round: 2, bond, payer: deal.seller, fromWallet: false, ...about },
      account: this.#account(deal.seller),
    });
    const bonded = { fromWallet: false };
    const { receipt } = await contest(walletClient, {
      ...{ address, terms, contester: deal.seller, signature, bond: bonded, ...about },
    });
    const seed = await getSeedBlock(publicClient, { address: pool, openedInBlock: receipt.blockNumber });
    await this.#stack.mine(Number(seed - receipt.blockNumber) + 1);
    const { panel } = await drawPanel(walletClient, { address, terms, milestone: 0 });
    trace.voted[2] = panel.map(lower);
  }

  async #settle(deal: ScriptDeal, trace: Trace): Promise<void> {
    const { domain, address, walletClient } = this.#stack;
    const { terms } = trace;
    const about = { domain, terms, milestone: 0 };
    if (deal.contested !== undefined) {
      const panel = trace.voted[2];
      const ballots = await this.#ballots(
        trace,
        panel.map((juror) => this.#account(juror)),
        2,
        deal.payout,
      );
      await recordBallots(walletClient, { address, terms, panel, ballots });
    } else if (deal.ending === "verdict") {
      await this.#verdict(deal, trace, deal.payout);
    } else if (deal.ending === "release") {
      const signature = await signRelease({ ...about, account: this.#account(deal.buyer) });
      await release(walletClient, { address, terms, milestone: 0, signature });
    } else if (deal.ending === "refund") {
      const signature = await signRefund({ ...about, account: this.#account(deal.seller) });
      await refund(walletClient, { address, terms, milestone: 0, signature });
    } else {
      const signature = await signReclaim({ ...about, account: this.#account(deal.buyer) });
      await reclaim(walletClient, { address, terms, milestone: 0, signature });
    }
  }

  played(): Played {
    const known = <Value>(value: Value | undefined, what: string): Value => {
      if (value === undefined) throw new RangeError(`the chain did not play ${what}`);
      return value;
    };
    return {
      places: {
        ...{ pool: lower(this.#stack.pool), pact: PACT },
        dealId: (deal) => this.#trace(deal).dealId,
        settled: (deal) => known(this.#trace(deal).settled, `the end of deal ${deal.number}`),
        judged: (deal) => known(this.#trace(deal).judged, `the verdict of deal ${deal.number}`),
        rated: (deal, { side }) =>
          known(this.#trace(deal).rated.get(side), `a rating of deal ${deal.number}`),
        voted: (deal, round) => this.#trace(deal).voted[round],
      },
      documents: ({ dealId }) => {
        const deal = this.#deals.get(dealId);
        if (deal === undefined) return undefined;
        const panel = deal.isDrawn ? "drawn" : "agreed";
        const { clauseLost: lost } = deal;
        return lost === undefined ? { panel } : { panel, clauses: [{ kind: "criterion", units: 1, lost }] };
      },
    };
  }
}

/** The facts of a script as a chain played it. */
export const factsAsPlayed = (script: MarketScript, { places }: Played) => factsOf(script, places);
