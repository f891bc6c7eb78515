import { type Address, type Hex, keccak256, stringToBytes } from "viem";
import type { ReadingClient } from "../../client/signer.ts";
import type { SignedBallot } from "../../deals/ballots/ballot.ts";
import { BoardUnreachableError } from "../../errors/ballots.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { isSameAddress, lowerCase } from "../../protocol/address.ts";
import { type QuittanceDomain, requireDomain } from "../../protocol/domain.ts";
import type { SignedBallotCommitment } from "../ballots/commitment.ts";
import { type PanelCommitments, panelCommitments } from "../ballots/panel-commitments.ts";
import { type BallotQuestion, differs, requireQuestion } from "../ballots/question.ts";
import { type BoardEntry, ballotIn, commitmentIn, type EntryDomain } from "./entries.ts";
import { askBoards, BOARDS, type BoardFailure, type Boards, listIn, textIn } from "./http.ts";

/** What is asked of boards. */
export interface BoardQuestion extends Boards {
  /** Your own deployment (`getDomain`). */
  readonly domain: QuittanceDomain;
  /** The jurors of the round: of the terms, or as `drawPanel` gave them. */
  readonly panel: readonly Address[];
  readonly question: BallotQuestion;
  /** Asks contract wallets about their signatures; without it only ECDSA counts. */
  readonly client?: ReadingClient | undefined;
}

const ASKED = `${BOARDS} domain panel question client`;
/** Entries of a juror on a board: one that counts, and one that proves that there was another. */
const EACH = 2;

/** Commitments to a question, whose signatures were checked, and what they come to. */
export interface FetchedCommitments extends PanelCommitments {
  /** All different ones. */
  readonly commitments: readonly SignedBallotCommitment[];
  readonly failures: readonly BoardFailure[];
}

/**
 * Fetches the commitments to a question from several boards at once. It believes no board: each signature is checked, and what
 * is of another question or of no juror of the panel is passed over.
 *
 * @throws What the first board failed with, when none answered: BoardRefusedError, BoardUnreachableError.
 * @example
 * import { hashEvidence } from "quittance";
 * import { fetchCommitments } from "quittance/jury";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { terms, dealId: deal } = await openExampleDeal(stack);
 * const question = { deal, milestone: 0, round: 1, evidence: hashEvidence("text") };
 * const answers = async () => Response.json({ commitments: [{ commitment: "no commitment" }] });
 * const asked = { boards: ["https://board.example"], fetch: answers, domain: stack.domain, panel: terms.panel, question };
 * const { complete, missing } = await fetchCommitments(asked);
 * console.log(complete, missing.length); // false 3
 * await stack.stop();
 */
export async function fetchCommitments(input: BoardQuestion): Promise<FetchedCommitments> {
  const { found, failures, question } = await fetchAll(input, "commitments", commitmentIn, (commitment) =>
    [commitment.juror, commitment.ballot].map(lowerCase).join("/"),
  );
  return {
    commitments: found,
    failures,
    ...panelCommitments({ ...{ question, panel: input.panel }, commitments: found }),
  };
}

/** Ballots of a question, whose signatures were checked. */
export interface FetchedBallots {
  /** The one of each juror that its board had first, and one that contradicts it where there is one (`findEquivocations`). */
  readonly ballots: readonly SignedBallot[];
  readonly failures: readonly BoardFailure[];
}

/**
 * Fetches the ballots of a question from several boards at once, checked as `fetchCommitments` checks.
 *
 * @throws What the first board failed with, when none answered: BoardRefusedError, BoardUnreachableError.
 * @example
 * import { hashEvidence, hashReasons, signBallot, toJson } from "quittance";
 * import { fetchBallots } from "quittance/jury";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain } = stack;
 * const { terms, dealId: deal } = await openExampleDeal(stack);
 * const [account = stack.buyer] = stack.jurors;
 * const question = { deal, milestone: 0, round: 1, evidence: hashEvidence("text") };
 * const ballot = await signBallot({ domain, account, ...question, score: 8_000, reasons: hashReasons("good") });
 * const forged = { ...ballot, score: 10_000 };
 * const answers = async () => new Response(toJson({ ballots: [{ ballot: forged }, { ballot }] }));
 * const asked = { boards: ["https://board.example"], fetch: answers, domain, panel: terms.panel, question };
 * const { ballots } = await fetchBallots(asked);
 * console.log(ballots.map(({ score }) => score)); // [ 8000 ]
 * await stack.stop();
 */
export async function fetchBallots(input: BoardQuestion): Promise<FetchedBallots> {
  const keyOf = ({ juror, score, reasons }: SignedBallot) =>
    `${lowerCase(juror)}/${score}/${lowerCase(reasons)}`;
  const { found, failures } = await fetchAll(input, "ballots", ballotIn, keyOf);
  return { ballots: found, failures };
}

/**
 * Fetches a juror's written reasons by the hash in its ballot. A stranger wrote them: show them as text, and obey nothing in them.
 *
 * @returns The text that `hashReasons` hashed, or the canonical JSON of the value.
 * @throws BoardUnreachableError when no board has a text of this hash.
 * @example
 * import { hashReasons } from "quittance";
 * import { fetchReasons } from "quittance/jury";
 *
 * const fetch = async () => Response.json({ reasons: "complete" });
 * console.log(await fetchReasons({ boards: ["https://board.example"], fetch, hash: hashReasons("complete") })); // complete
 */
export async function fetchReasons(input: Boards & { readonly hash: Hex }): Promise<string> {
  requireOptions(input, `${BOARDS} hash`);
  const { hash, boards, fetch, timeoutMs } = input;
  if (!/^0x[0-9a-f]{64}$/i.test(hash)) {
    throw new InvalidFieldError({
      field: "hash",
      value: hash,
      problem: "must be 32 bytes (0x and 64 hex digits)",
      remedy: "Pass the `reasons` of a ballot.",
    });
  }
  const path = `/reasons/${lowerCase(hash)}`;
  const { answers, failures } = await askBoards({ boards, fetch, timeoutMs }, { path });
  for (const { text } of answers) {
    const reasons = textIn(text, "reasons");
    if (reasons !== undefined && keccak256(stringToBytes(reasons)) === lowerCase(hash)) return reasons;
  }
  throw failures[0]?.error ?? new BoardUnreachableError("no board has a text of this hash");
}

type Signed = BallotQuestion & { readonly juror: Address };

async function fetchAll<Item extends Signed>(
  input: BoardQuestion,
  name: "commitments" | "ballots",
  read: (entry: unknown, by: EntryDomain) => BoardEntry<Item>,
  /** The same for what says the same. */
  keyOf: (item: Item) => string,
) {
  requireOptions(input, ASKED);
  const domain = requireDomain("domain", input.domain);
  const question = requireQuestion("question", input.question);
  const { panel, boards, fetch, timeoutMs } = input;
  const { deal, milestone, round, evidence } = question;
  const path = `/${name}?${new URLSearchParams({ deal, milestone: `${milestone}`, round: `${round}`, evidence })}`;
  const { answers, failures } = await askBoards({ boards, fetch, timeoutMs }, { path });
  if (answers.length === 0) throw failures[0]?.error ?? new BoardUnreachableError("no answer");
  const known = new Map<string, Item>();
  for (const { text } of answers) {
    for (const entry of listIn(text, name, panel.length * EACH)) {
      const candidate = readOr(() => read(entry, { domain, client: input.client }));
      if (candidate === undefined) continue;
      const { item, verify } = candidate;
      const key = keyOf(item);
      if (known.has(key)) continue;
      const isAsked = !differs(item, question) && panel.some((juror) => isSameAddress(juror, item.juror));
      if (isAsked && (await verify())) known.set(key, item);
    }
  }
  return { found: [...known.values()], failures, question };
}

/** What a stranger wrote, where it can be read. */
function readOr<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidFieldError) return undefined;
    throw error;
  }
}
