import { domainSeparator, type Hex, pad } from "viem";
import { AUTHORIZATION_USED } from "../../client/token-authorization.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { quittanceDomain } from "../../protocol/domain.ts";
import { encodeBriefTerms, encodeSchedule, encodeTerms } from "../../protocol/terms-codec.ts";
import type { MadeCall } from "../chain/call.ts";
import { callsIn } from "../chain/calls.ts";
import type { PlacedEvent } from "../chain/events.ts";
import type { DealRecord } from "../chain/record.ts";
import type { Outcome } from "../items.ts";
import { type EventOf, headOf } from "../replay/context.ts";
import { BallotSignatures } from "./ballot-signatures.ts";
import { contestSignatures, rulingSignatures } from "./dispute-signatures.ts";
import {
  type EventSignatures,
  type JudgedSignature,
  judgeClaims,
  type SignatureContext,
  type SigningContext,
  type TakenPayment,
} from "./event-signatures.ts";
import { amendmentSignatures, openingSignatures } from "./opening-signatures.ts";
import { cancellationSignatures, settlementSignatures } from "./settlement-signatures.ts";
import { digestUnder } from "./typed-digest.ts";

const ELSEWHERE = "another contract made the call, and the chain's record does not have what it passed on";
const PASSED_ON =
  "another contract made the call, and what it was given has no signature that shows it; the contract took what it passed on";

/** Judges every signature again that the transactions of a deal brought. */
export async function checkSignatures(
  context: SignatureContext,
  events: readonly PlacedEvent[],
): Promise<void> {
  const { record, terms } = context;
  const domain = quittanceDomain({ chainId: record.chainId, address: record.contract });
  const checks = new SignatureChecks({ ...context, domain, separator: domainSeparator({ domain }) });
  const calls = callsIn(record, terms);
  for (const event of events) await checks.check(event, calls.get(event.place.transaction) ?? []);
}

class SignatureChecks {
  readonly #context: SigningContext;
  readonly #ballots: BallotSignatures;
  /** The packed terms as calls may give them. */
  readonly #forms: readonly Hex[];
  readonly #schedule: Hex;

  constructor(context: SigningContext) {
    const { terms } = context;
    this.#context = context;
    this.#ballots = new BallotSignatures(context);
    this.#forms = [encodeTerms(terms), encodeBriefTerms(terms)];
    this.#schedule = encodeSchedule(terms);
  }

  /** @param calls Of the event's transaction. */
  async check(event: PlacedEvent, calls: readonly MadeCall[]): Promise<void> {
    const signatures = this.#signaturesOf(event);
    if (signatures === undefined) return;
    const { findings, record } = this.#context;
    const { names, heads, judge, paid, termsIn } = signatures;
    const found = await bestOf(
      calls.filter(
        (call) => names.includes(call.name) && this.#isOfDeal(call, termsIn) && isOfEvent(event, call),
      ),
      judge,
    );
    const unknown: Outcome = { status: "not checked", why: ELSEWHERE };
    for (const { head, outcome } of found ?? heads.map((each) => ({ head: each, outcome: unknown }))) {
      const isTaken =
        outcome.status === "not checked" && head === paid?.head && isPaymentTaken(record, event, paid);
      findings.conclude(head, isTaken ? { status: "holds" } : outcome);
    }
  }

  #signaturesOf(event: PlacedEvent): EventSignatures | undefined {
    const context = this.#context;
    switch (event.name) {
      case "DealOpened":
        return openingSignatures(context, event);
      case "DealAmended":
        return amendmentSignatures(context, event);
      case "EvidenceDelivered":
        return deliverySignatures(context, event);
      case "BallotsRecorded":
      case "VerdictReached":
        return event.ballots.length === 0 ? undefined : this.#ballots.ofBallots(event);
      case "EquivocationRecorded":
        return this.#ballots.ofEquivocation(event);
      case "ContestOpened":
        return contestSignatures(context, event);
      case "MilestoneRuled":
        return rulingSignatures(context, event);
      case "MilestoneSettled":
        return settlementSignatures(context, event);
      case "DealCancelled":
        return cancellationSignatures(context, event);
      case "DealRated":
        return ratingSignatures(context, event);
      default:
        return undefined;
    }
  }

  #isOfDeal({ args, dealId }: MadeCall, termsIn: EventSignatures["termsIn"] = "terms"): boolean {
    if (dealId !== undefined) return dealId === this.#context.record.dealId;
    const given = args[termsIn] as Hex;
    return termsIn === "schedule" ? given === this.#schedule : this.#forms.includes(given);
  }
}

/** What a call says in so many words that its event repeats. */
const REPEATED = [
  ...["milestone", "evidence", "evidenceUri", "contester", "payout", "toSeller"],
  ...["rater", "score", "reasons"],
] as const;

function isOfEvent(event: PlacedEvent, { args }: MadeCall): boolean {
  const said = new Map<string, unknown>(Object.entries(event));
  return REPEATED.every((field) => {
    const [given, value] = [args[field], said.get(field)];
    return given === undefined || value === undefined || plain(given) === plain(value);
  });
}

const plain = (value: unknown) => (typeof value === "string" ? value.toLowerCase() : value);

/**
 * Of the calls that may have brought an event about, the one whose signatures hold: a batch may hold others that were refused. Of
 * what another contract was given, what does not hold need not be what it passed on.
 */
async function bestOf(
  calls: readonly MadeCall[],
  judge: EventSignatures["judge"],
): Promise<readonly JudgedSignature[] | undefined> {
  let best: readonly JudgedSignature[] | undefined;
  for (const call of calls) {
    const judged = (await judge(call)).map((each) => (call.sender === undefined ? passedOn(each) : each));
    if (best === undefined || failures(judged) < failures(best)) best = judged;
    if (failures(best) === 0) return best;
  }
  return best;
}

/** How far from holding: what fails counts for more than all that was not checked. */
function failures(judged: readonly JudgedSignature[]): number {
  return judged.reduce(
    (sum, { outcome: { status } }) => sum + (status === "holds" ? 0 : status === "fails" ? 100 : 1),
    0,
  );
}

/** Whether the token logged in the event's transaction that it took a payment which its payer authorized. */
function isPaymentTaken(
  { receipts, token }: DealRecord,
  { place }: PlacedEvent,
  { payer, nonce }: TakenPayment,
): boolean {
  const receipt = receipts.find(({ transactionHash }) => transactionHash === place.transaction);
  return (receipt?.logs ?? []).some(
    ({ address, topics: [event, authorizer = "0x", used] }) =>
      isSameAddress(address, token.verifyingContract) &&
      event === AUTHORIZATION_USED &&
      authorizer === pad(payer).toLowerCase() &&
      used === nonce,
  );
}

function passedOn({ head, outcome }: JudgedSignature): JudgedSignature {
  if (outcome.status !== "fails") return { head, outcome };
  return { head, outcome: { status: "not checked", why: PASSED_ON } };
}

function deliverySignatures(context: SigningContext, event: EventOf<"EvidenceDelivered">): EventSignatures {
  const { separator, terms } = context;
  const head = headOf(event, "delivery", "The seller signed the delivery of this very evidence");
  const { dealId: deal, milestone, evidence, evidenceUri } = event;
  const message = { deal, milestone, evidence, evidenceUri };
  const digest = digestUnder(separator, "Delivery", message);
  return {
    names: ["deliver"],
    heads: [head],
    judge: (call) =>
      judgeClaims(context, event, call, [
        {
          ...{ head, signer: terms.seller, digest, signature: call.args.signature },
          authorization: { kind: "sign", capability: "deliver" },
        },
      ]),
  };
}

function ratingSignatures(context: SigningContext, event: EventOf<"DealRated">): EventSignatures {
  const { separator } = context;
  const head = headOf(event, "rating", "The rater signed the rating");
  const { dealId: deal, rated, score, reasons, rater } = event;
  const digest = digestUnder(separator, "Rating", { deal, rated, score, reasons });
  return {
    names: ["rate"],
    heads: [head],
    judge: (call) =>
      judgeClaims(context, event, call, [
        {
          ...{ head, signer: rater, digest, signature: call.args.signature },
          authorization: { kind: "sign" },
        },
      ]),
  };
}
