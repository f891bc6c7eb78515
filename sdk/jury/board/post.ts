import type { Address } from "viem";
import { SIGNED_BALLOT, type SignedBallot } from "../../deals/ballots/ballot.ts";
import { BoardUnreachableError } from "../../errors/ballots.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { canonicalJson } from "../../json/canonical.ts";
import { requireOptions } from "../../json/options.ts";
import { toJson } from "../../json/parse.ts";
import { requireTermsFields } from "../../protocol/deal-id.ts";
import type { Terms } from "../../protocol/terms.ts";
import { BALLOT_COMMITMENT, type SignedBallotCommitment } from "../ballots/commitment.ts";
import { askBoards, BOARDS, type BoardFailure, type Boards, textIn } from "./http.ts";

/**
 * What a board did with what it was given. `first`: it counts. `known`: the board has it. `double`: another one of this juror for
 * this question came first, and this one is kept as a proof. `full`: such a proof is there already.
 */
export type BoardReceipt = "first" | "known" | "double" | "full";

/** What became of a message on several boards. */
export interface Posted {
  readonly taken: readonly { readonly board: string; readonly receipt: BoardReceipt }[];
  readonly failures: readonly BoardFailure[];
}

/** What boards look the panel up by. */
export interface PanelSource {
  readonly terms: Terms;
  /** Round 2: as `drawPanel` gave it. */
  readonly panel?: readonly Address[] | undefined;
}

const RECEIPTS: readonly BoardReceipt[] = ["first", "known", "double", "full"];
/** Bytes of written reasons. */
const MOST_REASONS = 65_536;

/**
 * Posts a juror's commitment to several boards at once. Posting again changes nothing.
 *
 * @throws What the first board failed with, when none took it: BoardRefusedError, BoardUnreachableError.
 * @example
 * import { hashEvidence, hashReasons, signBallot } from "quittance";
 * import { commitToBallot, postCommitment } from "quittance/jury";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain } = stack;
 * const { terms, dealId: deal } = await openExampleDeal(stack);
 * const [account = stack.buyer] = stack.jurors;
 * const judged = { deal, milestone: 0, evidence: hashEvidence("text"), score: 8_000, reasons: hashReasons("good") };
 * const commitment = await commitToBallot({ domain, account, ballot: await signBallot({ domain, account, ...judged }) });
 * const boards = ["http://127.0.0.1:9"]; // none listens there
 * const failed = await postCommitment({ boards, terms, commitment }).catch((error) => error.name);
 * console.log(failed); // BoardUnreachableError
 * await stack.stop();
 */
export async function postCommitment(
  input: Boards & PanelSource & { readonly commitment: SignedBallotCommitment },
): Promise<Posted> {
  requireOptions(input, `${BOARDS} terms panel commitment`);
  const { commitment } = input;
  requireOptions(commitment, BALLOT_COMMITMENT, "commitment");
  return post(input, "/commitments", toJson({ ...sourceOf(input), commitment }));
}

/**
 * Posts a juror's ballot to several boards at once, once it may be shown (`revealOf`); a board refuses it before, with status 425.
 *
 * @throws What the first board failed with, when none took it: BoardRefusedError, BoardUnreachableError.
 * @example
 * import { hashEvidence, hashReasons, signBallot } from "quittance";
 * import { postBallot } from "quittance/jury";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain } = stack;
 * const { terms, dealId: deal } = await openExampleDeal(stack);
 * const [account = stack.buyer] = stack.jurors;
 * const judged = { deal, milestone: 0, evidence: hashEvidence("text"), score: 8_000, reasons: hashReasons("good") };
 * const ballot = await signBallot({ domain, account, ...judged });
 * const boards = ["http://127.0.0.1:9"]; // none listens there
 * const failed = await postBallot({ boards, terms, ballot }).catch((error) => error.name);
 * console.log(failed); // BoardUnreachableError
 * await stack.stop();
 */
export async function postBallot(
  input: Boards & PanelSource & { readonly ballot: SignedBallot },
): Promise<Posted> {
  requireOptions(input, `${BOARDS} terms panel ballot`);
  const { ballot } = input;
  requireOptions(ballot, SIGNED_BALLOT, "ballot");
  return post(input, "/ballots", toJson({ ...sourceOf(input), ballot }));
}

/**
 * Posts a juror's written reasons, after the ballot that holds their hash. A board takes no others. They are public: leave out
 * what private evidence says.
 *
 * @param input.reasons What `hashReasons` hashed: a text, or a JSON value.
 * @throws InvalidFieldError for more than 65,536 bytes; else as `postBallot` does.
 * @example
 * import { postReasons } from "quittance/jury";
 *
 * const boards = ["http://127.0.0.1:9"]; // none listens there
 * const failed = await postReasons({ boards, reasons: { missing: [] } }).catch((error) => error.name);
 * console.log(failed); // BoardUnreachableError
 */
export async function postReasons(input: Boards & { readonly reasons: unknown }): Promise<Posted> {
  requireOptions(input, `${BOARDS} reasons`);
  const { reasons } = input;
  const text = typeof reasons === "string" ? reasons : canonicalJson(reasons);
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MOST_REASONS || !text.isWellFormed()) {
    throw new InvalidFieldError({
      field: "reasons",
      value: bytes,
      problem: `must be at most ${MOST_REASONS} bytes of well-formed text`,
      remedy: "Shorten them before you sign: the ballot holds their hash.",
    });
  }
  return post(input, "/reasons", text, "text/plain");
}

function sourceOf({ terms, panel }: PanelSource): PanelSource {
  requireTermsFields(terms);
  return { terms, ...(panel === undefined ? {} : { panel }) };
}

async function post({ boards, fetch, timeoutMs }: Boards, path: string, body: string, type?: string) {
  const { answers, failures } = await askBoards({ boards, fetch, timeoutMs }, { path, body, type });
  const taken: { board: string; receipt: BoardReceipt }[] = [];
  const failed = [...failures];
  for (const { board, text } of answers) {
    const receipt = RECEIPTS.find((each) => each === textIn(text, "receipt"));
    if (receipt === undefined) failed.push({ board, error: new BoardUnreachableError("it gave no receipt") });
    else taken.push({ board, receipt });
  }
  if (taken.length === 0) throw failed[0]?.error ?? new BoardUnreachableError("no answer");
  return { taken, failures: failed };
}
