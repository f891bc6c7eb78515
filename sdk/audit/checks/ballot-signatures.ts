import type { Address, Hex } from "viem";
import { type BallotChecker, ballotChecker } from "../../deals/ballots/ballot-checker.ts";
import { hashBatchWith } from "../../deals/ballots/batch-hash.ts";
import type { BallotProof } from "../../deals/ballots/proof.ts";
import { isManagedForm } from "../../protocol/account-address.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { decodeBallots, type SignedBallotEntry } from "../../protocol/ballots-codec.ts";
import type { BatchProof } from "../../protocol/batch-tree.ts";
import { bounds } from "../../protocol/bounds.ts";
import { hashTyped } from "../../protocol/hash-typed.ts";
import type { Ballot } from "../../protocol/messages.ts";
import type { MadeCall } from "../chain/call.ts";
import { type Outcome, outcomeOf } from "../items.ts";
import { type EventOf, headOf } from "../replay/context.ts";
import { deliveryDigest } from "./delivery-digest.ts";
import type { EventSignatures, JudgedSignature, SigningContext } from "./event-signatures.ts";

/** An event that brings ballots. */
type BallotsEvent = EventOf<"BallotsRecorded"> | EventOf<"VerdictReached">;

/** Whether a call is the one that put an equivocation on record: one of another juror may be in the same transaction. */
function isOfEquivocation(event: EventOf<"EquivocationRecorded">, { args }: MadeCall): boolean {
  const [first, second] = [args.first, args.second] as readonly BallotProof[];
  return (
    args.evidence === event.evidence &&
    first?.score === event.firstScore &&
    second?.score === event.secondScore
  );
}

interface BallotToJudge {
  readonly ballot: Ballot;
  readonly juror: Address;
  readonly signature: Hex;
  readonly batch?: BatchProof | undefined;
  readonly block: bigint;
}

/** Judges the signatures of ballots again, as calls brought them. */
export class BallotSignatures {
  readonly #context: SigningContext;
  readonly #isBallot: BallotChecker;

  constructor(context: SigningContext) {
    this.#context = context;
    this.#isBallot = ballotChecker({ domain: context.domain });
  }

  /** The ballots of a verdict, or those that went on record. */
  ofBallots(event: BallotsEvent): EventSignatures {
    const subject = `The jurors signed these ${event.ballots.length} ballots of round ${event.round}`;
    const head = headOf(event, "ballots", subject);
    return {
      names: ["submitVerdict", "recordBallots", "recordLateBallots"],
      heads: [head],
      judge: async (call) => {
        const read = call.ballots ?? decodeSafely(call.args.ballots as Hex);
        if (read === undefined)
          return [{ head, outcome: outcomeOf("the call holds no ballots that can be read") }];
        const delivery =
          event.name === "VerdictReached" ? await this.#signedDelivery(event, call, read.delivery) : [];
        return [{ head, outcome: await this.#judgeBallots(event, call, read.ballots) }, ...delivery];
      },
    };
  }

  async #judgeBallots(
    event: BallotsEvent,
    call: MadeCall,
    signedBallots: readonly SignedBallotEntry[],
  ): Promise<Outcome> {
    const { terms, state } = this.#context;
    const { milestone, round, ballots } = event;
    const evidence =
      event.name === "VerdictReached" ? event.evidence : (state.milestones[milestone]?.evidence ?? "0x");
    const panel = round === 1 ? terms.panel : (state.milestones[milestone]?.drawn?.panel ?? []);
    const outcomes: Outcome[] = [];
    for (const { position, score, reasons } of ballots) {
      const signed = signedBallots.find((each) => each.position === position);
      const juror = panel[position];
      if (
        signed === undefined ||
        juror === undefined ||
        signed.score !== score ||
        signed.reasons !== reasons
      ) {
        return outcomeOf(`the ballot of juror ${position + 1} is another in the call`);
      }
      const ballot = { deal: event.dealId, milestone, round, evidence, score, reasons };
      const { signature, batch } = signed;
      const asked = { ballot, juror, signature, batch, block: call.block };
      outcomes.push(named(`juror ${position + 1}`, await this.#judge(asked)));
    }
    return worstOf(outcomes);
  }

  /** The two ballots of an equivocation. */
  ofEquivocation(event: EventOf<"EquivocationRecorded">): EventSignatures {
    const subject = "The juror signed both ballots, and each is on the same question";
    const head = headOf(event, "ballots", subject);
    return {
      names: ["recordEquivocation"],
      heads: [head],
      judge: async (call) => [{ head, outcome: await this.#judgeEquivocation(event, call) }],
    };
  }

  async #judgeEquivocation(event: EventOf<"EquivocationRecorded">, call: MadeCall): Promise<Outcome> {
    if (!isOfEquivocation(event, call)) return outcomeOf("the ballots are others in the call");
    const { dealId: deal, milestone, evidence, juror } = event;
    const position = Number(call.args.position);
    const atPosition = this.#context.terms.panel[position];
    if (atPosition === undefined || !isSameAddress(atPosition, juror))
      return outcomeOf(`the call names juror ${position + 1}, who is another`);
    const outcomes: Outcome[] = [];
    for (const which of ["first", "second"] as const) {
      const { score, reasons, index, siblings, signature } = call.args[which] as BallotProof;
      const ballot = { deal, milestone, round: 1, evidence, score, reasons };
      const batch = siblings.length === 0 ? undefined : { index, siblings };
      const asked = { ballot, juror, signature, batch, block: call.block };
      outcomes.push(named(`the ${which} ballot`, await this.#judge(asked)));
    }
    return worstOf(outcomes);
  }

  /** A juror of round 1 may be a contract, which is asked. Jurors of round 2 are keys of seats. */
  async #judge({ ballot, juror, signature, batch, block }: BallotToJudge): Promise<Outcome> {
    if (this.#isGood({ ...ballot, juror, signature, batch })) return { status: "holds" };
    const didNot: Outcome = { status: "fails", why: `${juror} did not sign its ballot` };
    if (ballot.round !== 1) return didNot;
    const digest = this.#digestOf(ballot, batch);
    if (digest === undefined) return didNot;
    const found = await this.#context.judge.judge({ signer: juror, digest, signature, block });
    return found.status === "fails" ? didNot : found;
  }

  #isGood(signed: Ballot & { juror: Address } & Pick<SignedBallotEntry, "signature" | "batch">): boolean {
    const { batch, ...ballot } = signed;
    try {
      return this.#isBallot(batch === undefined ? ballot : { ...ballot, batch });
    } catch {
      return false;
    }
  }

  #digestOf(ballot: Ballot, batch: BatchProof | undefined): Hex | undefined {
    const { domain } = this.#context;
    try {
      return batch === undefined
        ? hashTyped({ domain, type: "Ballot", message: ballot })
        : hashBatchWith({ domain, ballot, batch });
    } catch {
      return undefined;
    }
  }

  /** The seller's delivery that a verdict brings, where it is not on-chain: hash of the URI, then the signature. */
  async #signedDelivery(
    event: EventOf<"VerdictReached">,
    { sender, block }: MadeCall,
    delivery: Hex,
  ): Promise<JudgedSignature[]> {
    const { terms, state, judge, separator } = this.#context;
    const milestone = state.milestones[event.milestone];
    if (event.round !== 1 || milestone?.delivery !== undefined) return [];
    const head = headOf(event, "delivery", "The seller signed the delivery of the evidence that was judged");
    // A verdict that pays in full at once needs no word of the seller, and the contract looks at none.
    if (event.payout === bounds.full && terms.contestWindow === 0) return [];
    if (delivery.length < 66)
      return [{ head, outcome: outcomeOf("no signed delivery came with the ballots") }];
    const { seller: signer } = terms;
    const digest = deliveryDigest(separator, event, delivery.slice(0, 66) as Hex);
    const signature = `0x${delivery.slice(66)}` as Hex;
    // Only a key of a managed account needs not sign where it sends: a wallet's own call is no word here.
    const caller = isManagedForm(signer) ? sender : undefined;
    const authorization = { kind: "sign", capability: "deliver" } as const;
    const asked = { signer, digest, signature, sender: caller, block, place: event.place, authorization };
    return [{ head, outcome: await judge.judge(asked) }];
  }
}

function named(what: string, { status, why }: Outcome): Outcome {
  return why === undefined ? { status } : { status, why: `${what}: ${why}` };
}

/** What fails first; else what was not checked. One that was not checked keeps all from holding. */
function worstOf(outcomes: readonly Outcome[]): Outcome {
  const of = (status: Outcome["status"]) => outcomes.find((outcome) => outcome.status === status);
  return of("fails") ?? of("not checked") ?? { status: "holds" };
}

function decodeSafely(packed: Hex): ReturnType<typeof decodeBallots> | undefined {
  try {
    return decodeBallots(packed);
  } catch {
    return undefined;
  }
}
