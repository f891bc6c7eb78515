import { join } from "node:path";
import {
  dealIdOf,
  encodePanel,
  getContests,
  getMilestone,
  getRound,
  parseBallot,
  parseDelivery,
  parseTerms,
  type QuittanceDomain,
  type SignedBallot,
  type Terms,
  toJson,
} from "quittance";
import type { EvidenceReader } from "quittance/evidence";
import {
  type BallotQuestion,
  commitToBallot,
  judgingTimeOf,
  panelCommitments,
  parseBallotCommitment,
  revealOf,
  verifyBallotCommitment,
} from "quittance/jury";
import { openBallotGuard } from "quittance/node";
import {
  type Account,
  type Address,
  type Chain,
  isAddressEqual,
  keccak256,
  type Transport,
  type WalletClient,
} from "viem";
import { getBlock } from "viem/actions";
import { type Decide, decideByPact } from "./decide.ts";

/** What a juror is sent, as JSON text: the terms, the pact, the seller's delivery; in round 2 also the drawn panel. */
export interface Case {
  readonly terms: string;
  readonly pact: string;
  readonly delivery: string;
  readonly panel?: readonly Address[];
}

/** What a juror shows at the end, as JSON text. */
export interface Shown {
  readonly ballot: string;
  /** Why it gave this score; the ballot holds the hash of this text. */
  readonly reasons: string;
}

/** A juror: it answers messages, and sends no transaction. */
export interface Juror {
  readonly address: Address;
  /** Judges a case, signs a ballot, and commits to it; the commitment as JSON text. No one learns the score from it. */
  readonly commit: (sent: Case) => Promise<string>;
  /** Shows the ballot, after it has checked that the whole panel is committed. */
  readonly reveal: (commitments: readonly string[]) => Promise<Shown>;
}

/**
 * Starts a juror. It never signs two scores for one question: its guard writes the decision to the disk first.
 *
 * @param options.evidence Where it reads evidence; every byte is hashed again.
 * @param options.folder Where its guard lies.
 * @param options.decide How it comes to a score; by the clauses of the pact when left out.
 */
export function startJuror(
  client: WalletClient<Transport, Chain, Account>,
  domain: QuittanceDomain,
  options: { readonly evidence: EvidenceReader; readonly folder: string; readonly decide?: Decide },
): Juror {
  const { address } = client.account;
  const { evidence, folder, decide = decideByPact } = options;
  const guard = openBallotGuard({ folder: join(folder, `guard-${address}`) });
  let cast: (Question & { readonly ballot: SignedBallot; readonly reasons: string }) | undefined;
  return {
    address,
    commit: async (sent) => {
      const asked = await questionIn(client, domain, sent);
      const { question, panel, terms } = asked;
      if (!panel.some((juror) => isAddressEqual(juror, address))) {
        throw new Error(`juror ${address} is not on the panel of deal ${question.deal}`);
      }
      const delivery = parseDelivery(sent.delivery);
      const matter = { domain, client, terms, pact: sent.pact, delivery, question, reader: evidence };
      const { score, hash, text } = await decide(matter);
      const ballot = await guard.sign({ domain, account: client, ...question, score, reasons: hash });
      cast = { ...asked, ballot, reasons: text };
      return toJson(await commitToBallot({ domain, account: client, ballot }));
    },
    reveal: async (sent) => {
      if (cast === undefined) throw new Error(`juror ${address} has no ballot to show`);
      const { terms, question, panel, ballot, reasons } = cast;
      const commitments = sent.map(parseBallotCommitment);
      for (const commitment of commitments) {
        if (await verifyBallotCommitment({ domain, commitment, client })) continue;
        throw new Error(`the commitment of ${commitment.juror} is not signed by it`);
      }
      const { complete } = panelCommitments({ question, panel, commitments });
      const { deal: dealId, milestone, round } = question;
      const about = { address: domain.verifyingContract, dealId, milestone };
      const facts = await getMilestone(client, about);
      if (facts === undefined) throw new Error(`deal ${dealId} is not open`);
      const contests = await getContests(client, about);
      const now = await timeOf(client);
      const judging = judgingTimeOf({ terms, milestone, round, facts, contests, seenAt: now, now });
      if (!revealOf({ judging, complete, now }).allowed) {
        const why = complete ? "the delivery is not on-chain" : "not all jurors have committed themselves";
        throw new Error(`juror ${address} keeps its ballot sealed: ${why}`);
      }
      return { ballot: toJson(ballot), reasons };
    },
  };
}

interface Question {
  readonly terms: Terms;
  readonly question: BallotQuestion;
  readonly panel: readonly Address[];
}

/** What a case asks, and of which panel: that of the terms, or the one that the contract drew. */
async function questionIn(
  client: WalletClient<Transport, Chain, Account>,
  domain: QuittanceDomain,
  { terms: text, delivery, panel }: Case,
): Promise<Question> {
  const terms = parseTerms(text);
  const { milestone, evidence } = parseDelivery(delivery);
  const deal = dealIdOf({ domain, terms });
  const question = { deal, milestone, evidence, round: panel === undefined ? 1 : 2 };
  if (panel === undefined) return { terms, question, panel: terms.panel };
  const round = await getRound(client, { address: domain.verifyingContract, terms, milestone });
  if (round?.panelHash === keccak256(encodePanel(panel))) return { terms, question, panel };
  throw new Error(`a juror was sent a panel that the contract did not draw for deal ${deal}`);
}

async function timeOf(client: WalletClient<Transport, Chain, Account>): Promise<number> {
  return Number((await getBlock(client)).timestamp);
}

/** A ballot out of what a juror showed. */
export function ballotIn({ ballot }: Shown): SignedBallot {
  return parseBallot(ballot);
}
