import type { Address } from "viem";
import type { ReadingClient } from "../../client/signer.ts";
import type { SignedBallot } from "../../deals/ballots/ballot.ts";
import { BoardUnreachableError } from "../../errors/ballots.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { isSameAddress, lowerCase, requireAddress } from "../../protocol/address.ts";
import { type QuittanceDomain, requireDomain } from "../../protocol/domain.ts";
import type { SignedBallotCommitment } from "../ballots/commitment.ts";
import { type JurorConduct, jurorConduct } from "../ballots/conduct.ts";
import { type BoardEntry, ballotIn, commitmentIn } from "./entries.ts";
import { askBoards, BOARDS, type BoardFailure, type Boards, pageIn } from "./http.ts";

/** How a juror kept to its commitments, as far as these boards know. */
export interface FetchedConduct extends JurorConduct {
  /** Boards that have more than what is read of one. */
  readonly cut: readonly string[];
  readonly failures: readonly BoardFailure[];
}

/** Entries of one page, and pages that are read of one board. */
const MOST_ENTRIES = 100;
const MOST_PAGES = 20;

/**
 * Fetches what a juror posted to several boards, checks each signature, and marks each question (`jurorConduct`). It believes no board:
 * one that keeps a commitment back makes a ballot `uncommitted`, so ask those that the juror names in its profile, and others.
 *
 * @param input.client Asks contract wallets about their signatures; without it only ECDSA counts.
 * @throws What the first board failed with, when none answered: BoardRefusedError, BoardUnreachableError; InvalidFieldError.
 * @example
 * import { hashEvidence, hashReasons, quittanceDomain, signBallot, toJson } from "quittance";
 * import { commitToBallot, fetchJurorConduct } from "quittance/jury";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const account = privateKeyToAccount(generatePrivateKey());
 * const judged = { deal: `0x${"11".repeat(32)}`, milestone: 0, evidence: hashEvidence("text") } as const;
 * const ballot = await signBallot({ domain, account, ...judged, score: 8_000, reasons: hashReasons("good") });
 * const commitment = await commitToBallot({ domain, account, ballot });
 * const fetch = async () => new Response(toJson({ entries: [{ commitment }, { ballot }], next: 0 }));
 * const { counts } = await fetchJurorConduct({ boards: ["https://board.example"], fetch, domain, juror: account.address });
 * console.log(counts.committed); // 1
 */
export async function fetchJurorConduct(
  input: Boards & {
    /** Your own deployment (`getDomain`). */
    readonly domain: QuittanceDomain;
    readonly juror: Address;
    readonly client?: ReadingClient | undefined;
  },
): Promise<FetchedConduct> {
  requireOptions(input, `${BOARDS} domain juror client`);
  const { juror, client, boards, fetch, timeoutMs } = input;
  const domain = requireDomain("domain", input.domain);
  requireAddress("juror", juror);
  const first = await askBoards({ boards, fetch, timeoutMs }, { path: pathOf(juror, 0) });
  if (first.answers.length === 0) throw first.failures[0]?.error ?? new BoardUnreachableError("no answer");
  const read = await Promise.all(
    first.answers.map(({ board, text }) => readOn({ boards: [board], fetch, timeoutMs }, juror, text)),
  );
  const ballots: SignedBallot[] = [];
  const commitments: SignedBallotCommitment[] = [];
  const seen = new Set<string>();
  const keep = async <Item extends { readonly juror: Address }>(
    list: Item[],
    { item, verify }: BoardEntry<Item>,
  ) => {
    const key = JSON.stringify(item);
    if (!isSameAddress(item.juror, juror) || seen.has(key)) return;
    seen.add(key);
    if (await verify()) list.push(item);
  };
  for (const entry of read.flatMap(({ entries }) => entries)) {
    try {
      const isBallot = Reflect.get(Object(entry), "commitment") === undefined;
      if (isBallot) await keep(ballots, ballotIn(entry, { domain, client }));
      else await keep(commitments, commitmentIn(entry, { domain, client }));
    } catch (error) {
      if (!(error instanceof InvalidFieldError)) throw error;
    }
  }
  return {
    ...jurorConduct({ juror, ballots, commitments }),
    cut: read.flatMap(({ board, isCut }) => (isCut ? [board] : [])),
    failures: [...first.failures, ...read.flatMap(({ failures }) => failures)],
  };
}

const pathOf = (juror: Address, after: number) => `/jurors/${lowerCase(juror)}?after=${after}`;

/** The pages of one board, of which the first is there. */
async function readOn(asking: Boards, juror: Address, first: string) {
  const [board = ""] = asking.boards;
  const entries: unknown[] = [];
  let [after, text] = [0, first];
  for (let page = 1; ; page += 1) {
    const found = pageIn(text, "entries", MOST_ENTRIES);
    entries.push(...found.entries);
    if (found.next <= after) return { board, entries, failures: [], isCut: false };
    if (page === MOST_PAGES) return { board, entries, failures: [], isCut: true };
    const { answers, failures } = await askBoards(asking, { path: pathOf(juror, found.next) });
    const [answer] = answers;
    if (answer === undefined) return { board, entries, failures, isCut: true };
    [after, text] = [found.next, answer.text];
  }
}
