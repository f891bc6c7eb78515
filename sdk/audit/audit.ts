import type { Hex } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { fastestKeccak } from "../crypto/keccak.ts";
import { engineOrFastest } from "../crypto/load.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { sha256Of } from "../evidence/digest.ts";
import { requireOptions } from "../json/options.ts";
import type { Pact } from "../pact/types.ts";
import { compareRecords } from "./chain/compare.ts";
import { eventsIn, type PlacedEvent } from "./chain/events.ts";
import { openingIn } from "./chain/opening.ts";
import type { DealRecord } from "./chain/record.ts";
import { checkAmendment } from "./checks/amendment.ts";
import {
  type AuditDocument,
  checkDocuments,
  checkStrangers,
  DocumentShelf,
  misnamed,
} from "./checks/documents.ts";
import { checkDraws } from "./checks/draw.ts";
import { type AuditEvidence, checkEvidence, checkStrayEvidence } from "./checks/evidence.ts";
import { checkMeasures, type MeasureJudge, pactIn } from "./checks/measures.ts";
import { checkDealId, checkNode } from "./checks/node.ts";
import { checkOffers } from "./checks/offers.ts";
import { checkPanel } from "./checks/panel.ts";
import { checkSignatures } from "./checks/signatures.ts";
import { SignatureJudge } from "./checks/signed.ts";
import { checkTranscripts } from "./checks/transcripts.ts";
import { askWallets } from "./checks/wallets.ts";
import { Findings } from "./items.ts";
import { moneyOf, sumProblem } from "./money.ts";
import { type Replayed, replayDeal } from "./replay/replay.ts";
import { checkTransfers } from "./replay/transfers.ts";
import type { AuditReport } from "./report.ts";
import { outcomeOfMilestone, timelineOf } from "./timeline.ts";

/** What a deal is audited from. */
export interface AuditInput {
  /** Of `fetchDealRecord`. */
  readonly record: DealRecord;
  /** What another node said of the same deal; a node that lies alone is found so. */
  readonly second?: DealRecord;
  /** Pact, reasons, signed offers and acceptances, transcripts of the negotiation and of a draw: found by their hashes, whatever they are called. */
  readonly documents?: readonly AuditDocument[];
  readonly evidence?: AuditEvidence;
  /** Measures the evidence again by the clauses of the pact: `judge` of `quittance/jury/measures` does. */
  readonly judge?: MeasureJudge;
  /**
   * Asks wallets that are contracts what they said at the block that took a signature (ERC-1271), and the chain about the snapshot of a joint draw. Without it both are reported as
   * not checked.
   */
  readonly client?: ActingClient;
}

/**
 * Audits a deal from chain events and evidence alone: plays its events through the rules of the contract, computes every hash,
 * signature and amount again, and says of each thing whether it holds, fails, or was not checked and why. It asks no indexer and no
 * other service, and without `client` no one at all.
 *
 * @throws InvalidFieldError when the record has no opening of the deal.
 * @example
 * import { auditDeal, fetchDealRecord } from "quittance/audit";
 * import { openProvisionalDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { dealId } = await openProvisionalDeal(stack);
 * const record = await fetchDealRecord(stack.publicClient, { address: stack.address, dealId });
 * const report = await auditDeal({ record });
 * console.log(report.verdict, report.counts.fails); // holds 0
 * await stack.stop();
 */
export async function auditDeal(input: AuditInput): Promise<AuditReport> {
  requireOptions(input, "record second documents evidence judge client");
  const { record, second } = input;
  const audited = await auditOne(input, record, new Findings());
  const { findings, replayed, events } = audited;
  if (second !== undefined) compareRecords(record, second, findings);
  const before = await auditAncestors(input, audited);
  const shelf = new DocumentShelf(input.documents ?? []);
  const used = new Set<AuditDocument>();
  for (const deal of [audited, ...before]) await auditBeside(input, deal, shelf, used);
  await checkStrayEvidence(input.evidence, used, findings);
  for (const document of shelf.documents) {
    const problem = await misnamed(document);
    const head = {
      part: "documents" as const,
      subject: `The document ${document.name} is the one that it is called`,
    };
    if (problem !== undefined) findings.check(head, problem);
  }
  checkStrangers(shelf, findings);
  for (const deal of before) findings.take(deal.findings);
  return reportOf(record, replayed, events, findings, second);
}

interface AuditedDeal {
  readonly record: DealRecord;
  readonly findings: Findings;
  readonly replayed: Replayed;
  readonly events: readonly PlacedEvent[];
}

/** What is checked of each deal against documents and evidence. */
async function auditBeside(
  input: AuditInput,
  { record, findings, replayed, events }: AuditedDeal,
  shelf: DocumentShelf,
  used: Set<AuditDocument>,
): Promise<void> {
  const { client } = input;
  const { state } = replayed;
  const { terms, opened } = state;
  const judge = judgeOf(input, record);
  const offers = await checkOffers({ shelf, record, terms, judge, opened, findings });
  await checkTranscripts({ shelf, record, audited: input.record, client, findings });
  const pact = pactIn(shelf, terms.pact);
  await checkPanel({ shelf, record, terms, offers, client, pact, findings });
  const ratings = events.flatMap((event) => (event.name === "DealRated" ? [event] : []));
  checkDocuments(shelf, state, ratings, findings);
  const evidence = await checkEvidence(input.evidence, shelf, state, findings, used);
  const inputs = pact === undefined ? new Map<string, Uint8Array>() : await pactInputs(shelf, pact);
  await checkMeasures({ judge: input.judge, pact, state, evidence, inputs, findings });
}

/** What is checked of each deal of a line of amendments. */
async function auditOne(input: AuditInput, record: DealRecord, findings: Findings): Promise<AuditedDeal> {
  // Where a log was changed, the receipt may still have what it was: then the report can name the log.
  const inReceipts = record.receipts.flatMap(({ logs }) => logs);
  const opening = openingIn(record.logs, record.dealId) ?? openingIn(inReceipts, record.dealId);
  if (opening === undefined) refuseUnopened(record.dealId);
  const { terms } = opening;
  const keccak = await fastestKeccak();
  checkNode(record, keccak, findings);
  checkDealId(record, findings);
  const { events, unreadable } = eventsIn(record);
  for (const { transactionHash } of unreadable)
    findings.check(
      { part: "chain", subject: "Each log is an event of the contract" },
      `one of ${transactionHash} is none`,
    );
  const replayed = replayDeal({ dealId: record.dealId, terms, events, findings });
  await checkSignatures(
    { record, terms, state: replayed.state, findings, judge: judgeOf(input, record) },
    events,
  );
  checkDraws(record, replayed.state, keccak, findings);
  checkTransfers(record, replayed, findings);
  checkSums(replayed, events, findings);
  return { record, findings, replayed, events };
}

function checkSums(replayed: Replayed, events: readonly PlacedEvent[], findings: Findings): void {
  const { state } = replayed;
  const amendments = events.flatMap((event) => (event.name === "DealAmended" ? [event] : []));
  const moved = amendments.reduce(
    (sum, event) => (event.dealId === state.dealId ? sum + event.moved - event.paidBack : sum),
    0n,
  );
  const taken = amendments.reduce(
    (sum, event) => (event.dealId === state.dealId ? sum : sum + event.moved - event.paidBack),
    0n,
  );
  findings.check(
    {
      part: "payment",
      subject: "All that was paid in was paid out, is still held, or moved on to another deal",
    },
    sumProblem(state, moved - taken, moneyOf(replayed)),
  );
}

async function auditAncestors(input: AuditInput, audited: AuditedDeal): Promise<AuditedDeal[]> {
  const line: AuditedDeal[] = [];
  let { state } = audited.replayed;
  for (const ancestor of input.record.ancestors) {
    const before = await auditOne(input, ancestor, new Findings(ancestor.dealId));
    checkAmendment({
      ...{ state, before: before.replayed.state, beforeEvents: before.events },
      findings: audited.findings,
    });
    line.push(before);
    state = before.replayed.state;
  }
  return line;
}

function judgeOf({ client }: AuditInput, record: DealRecord): SignatureJudge {
  const ask = client === undefined ? undefined : askWallets(client, record.toBlock);
  return new SignatureJudge(engineOrFastest(), record, ask);
}

async function pactInputs(shelf: DocumentShelf, { task }: Pact): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const hashes = await Promise.all(
    shelf.documents.map(async (document) => [await sha256Of(document.bytes), document] as const),
  );
  const byHash = new Map(hashes);
  for (const { name, sha256 } of task.inputs) {
    const document = byHash.get(sha256);
    if (document === undefined) continue;
    shelf.name(document);
    found.set(name, document.bytes);
  }
  return found;
}

function reportOf(
  record: DealRecord,
  replayed: Replayed,
  events: readonly PlacedEvent[],
  findings: Findings,
  second: DealRecord | undefined,
): AuditReport {
  const { items } = findings;
  const count = (status: string) => items.filter((item) => item.status === status).length;
  const failure = items.find(({ status }) => status === "fails");
  const head = record.blocks.find(({ number }) => BigInt(number ?? -1) === record.toBlock);
  const { terms } = replayed.state;
  return {
    format: "quittance/audit/1",
    verdict: failure === undefined ? "holds" : "fails",
    ...(failure === undefined ? {} : { failure }),
    counts: { holds: count("holds"), fails: count("fails"), notChecked: count("not checked") },
    ...{ dealId: record.dealId, chainId: record.chainId, contract: record.contract },
    token: record.token.verifyingContract,
    asOf: { block: record.toBlock, hash: head?.hash as Hex, time: Number(head?.timestamp ?? 0) },
    terms,
    replaced: record.ancestors.map(({ dealId }) => dealId),
    trusted: trustedBy(record, second !== undefined),
    items,
    outcomes: replayed.state.milestones.map(outcomeOfMilestone),
    timeline: timelineOf(terms, events),
    money: moneyOf(replayed),
  };
}

/** What no client of a node can compute again. */
function trustedBy(record: DealRecord, hasSecond: boolean): string[] {
  const told = hasSecond ? "Two nodes say, and agree," : "The node says";
  const pool =
    record.pool === undefined
      ? []
      : [`${told} how long a seat of the juror pool must be held before it can be drawn.`];
  const accounts =
    record.accounts.length === 0
      ? []
      : [`${told} that the list of keys, policies and controllers of managed accounts is complete.`];
  return [
    `${told} that these blocks are in the chain, and that the receipts are in these blocks.`,
    `${told} that the list of the deal's events is complete, up to block ${record.toBlock}.`,
    `${told} which token the contract holds, and that the contract's code is Quittance's.`,
    ...pool,
    ...accounts,
  ];
}

function refuseUnopened(dealId: Hex): never {
  throw new InvalidFieldError({
    field: "record",
    value: dealId,
    hash: true,
    problem: "must have the opening of the deal that it names",
    remedy: "Fetch it with fetchDealRecord, from a block before the deal was opened.",
  });
}
