import { getDeal, getMilestone, type MilestoneFacts } from "quittance/deals";
import { getContests, getRound } from "quittance/disputes";
import { type BallotQuestion, type JudgingState, judgingTimeOf } from "quittance/jury";
import { dealIdOf, encodePanel, type QuittanceDomain, type Terms } from "quittance/protocol";
import { type Address, type Hex, keccak256, type PublicClient } from "viem";

/** A question as the chain knows it. */
export interface Matter {
  readonly panel: readonly Address[];
  readonly judging: JudgingState;
  /** Unix seconds of the chain. */
  readonly now: number;
}

/** Why the board takes nothing for a question. */
export interface Unfit {
  readonly status: 400 | 404 | 503;
  readonly error: string;
}

/** What a message comes with, by which its panel is found. */
export interface Source {
  readonly terms: Terms;
  /** Of round 2. */
  readonly panel: readonly Address[] | undefined;
}

/** Reads from the chain what the board has to know of a question. */
export interface Matters {
  /** `firstSeen` is when the board first heard of the question, unix seconds of the chain; now when left out. */
  read(source: Source, question: BallotQuestion, firstSeen: number | undefined): Promise<Matter | Unfit>;
}

/** Milliseconds for which what the chain said is not asked again: a block's time, about. */
const FRESH_MS = 2_000;
const MOST_KNOWN = 5_000;
/** Questions to the node at once; what comes while so many wait is turned away. */
const MOST_READING = 64;

interface ChainFacts {
  readonly facts: MilestoneFacts | undefined;
  readonly isAmended: boolean;
  readonly contests: Awaited<ReturnType<typeof getContests>>;
  readonly panelHash: Hex | undefined;
  readonly now: number;
}

/** Looks matters up by a node. The same question within two seconds is asked once. */
export function openMatters(
  node: PublicClient,
  domain: QuittanceDomain,
  clock: () => number = Date.now,
): Matters {
  const known = new Map<string, { readonly at: number; readonly facts: Promise<ChainFacts> }>();
  let reading = 0;

  const lookUp = (
    terms: Terms,
    { deal, milestone, round }: BallotQuestion,
  ): Promise<ChainFacts> | undefined => {
    const key = `${deal}/${milestone}/${round}`;
    const found = known.get(key);
    if (found !== undefined && clock() - found.at < FRESH_MS) return found.facts;
    if (reading >= MOST_READING) return undefined;
    reading += 1;
    const facts = readFacts(node, domain, terms, { deal, milestone, round }).finally(() => {
      reading -= 1;
    });
    facts.catch(() => known.delete(key));
    known.delete(key);
    if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value ?? "");
    known.set(key, { at: clock(), facts });
    return facts;
  };

  return {
    read: async ({ terms, panel: drawn }, question, firstSeen) => {
      if (dealIdOf({ domain, terms }) !== question.deal) {
        return { status: 400, error: "the terms are not those of this deal, on this chain and contract" };
      }
      if (question.milestone >= terms.milestones.length) {
        return { status: 400, error: `milestone must be below ${terms.milestones.length}` };
      }
      if (question.round === 2 && terms.disputes === undefined) {
        return { status: 400, error: "the terms have no round 2" };
      }
      const asked = lookUp(terms, question);
      if (asked === undefined) return { status: 503, error: "the board is busy; ask again" };
      const { facts, isAmended, contests, panelHash, now } = await asked;
      if (facts === undefined && !isAmended)
        return { status: 404, error: "no such deal is open on the chain" };
      const panel = question.round === 1 ? terms.panel : drawn;
      if (panel === undefined) return { status: 400, error: "round 2 takes the drawn panel" };
      if (question.round === 2 && keccak256(encodePanel(panel)) !== panelHash) {
        return { status: 400, error: "the panel is not the one that was drawn" };
      }
      const seenAt = firstSeen ?? now;
      const { milestone, round } = question;
      const judging: JudgingState =
        facts === undefined
          ? { state: "over" }
          : judgingTimeOf({ terms, milestone, round, facts, contests, seenAt, now });
      return { panel, judging, now };
    },
  };
}

async function readFacts(
  node: PublicClient,
  domain: QuittanceDomain,
  terms: Terms,
  { deal: dealId, milestone, round }: Omit<BallotQuestion, "evidence">,
): Promise<ChainFacts> {
  const address = domain.verifyingContract;
  const deal = await getDeal(node, { address, dealId });
  const { timestamp } = await node.getBlock();
  const now = Number(timestamp);
  if (deal === undefined) {
    return { facts: undefined, isAmended: false, contests: [], panelHash: undefined, now };
  }
  const drawn = round === 2 ? await getRound(node, { address, terms, milestone }) : undefined;
  const panelHash = drawn?.panelHash;
  // What became of its milestones takes a search through all blocks, and the board needs none of it.
  if (deal.amended) return { facts: undefined, isAmended: true, contests: [], panelHash, now };
  const [facts, contests] = await Promise.all([
    getMilestone(node, { address, dealId, milestone }),
    getContests(node, { address, dealId, milestone }),
  ]);
  return { facts, isAmended: false, contests, panelHash, now };
}

/** Whether a look-up gave a reason to take nothing. */
export const isUnfit = (found: Matter | Unfit): found is Unfit => "error" in found;
