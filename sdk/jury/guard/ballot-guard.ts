import { type Address, type Hex, keccak256, stringToBytes } from "viem";
import { type Signer, signerAddress } from "../../client/signer.ts";
import {
  type BallotDraft,
  buildBallot,
  parseBallot,
  type SignedBallot,
  signBallot,
} from "../../deals/ballots/ballot.ts";
import { BallotAlreadyDecidedError, BallotGuardFailedError } from "../../errors/ballots.ts";
import { BaseError } from "../../errors/base.ts";
import { canonicalJson } from "../../json/canonical.ts";
import { bytes32, record, uint } from "../../json/fields.ts";
import { requireOptions } from "../../json/options.ts";
import { parseWith, toJson } from "../../json/parse.ts";
import { isSameAddress, lowerCase, requireAddress } from "../../protocol/address.ts";
import { bounds } from "../../protocol/bounds.ts";
import { type QuittanceDomain, requireDomain } from "../../protocol/domain.ts";
import { requireMessage } from "../../protocol/hash-typed.ts";
import type { Ballot } from "../../protocol/messages.ts";
import {
  type BallotQuestion,
  differs,
  keyOfQuestion,
  questionIn,
  requireQuestion,
} from "../ballots/question.ts";
import { codeOf, folderRecords, type Records } from "./records.ts";

/** What a juror has decided about a question. */
export interface DecidedBallot {
  readonly score: number;
  readonly reasons: Hex;
  /** The ballot, once it was signed; the same one whenever it is asked for. */
  readonly ballot: SignedBallot | undefined;
}

/** Signs at most one score for each question, whatever crashes meanwhile. */
export interface BallotGuard {
  /**
   * Signs a ballot. What was decided is on the disk before the account is asked, and the signature before it is returned. The same
   * score again gives the ballot that was signed first, with its reasons.
   *
   * @throws BallotAlreadyDecidedError for another score; BallotGuardFailedError when the folder cannot be written to; what
   * `signBallot` throws.
   */
  sign(input: GuardedDraft): Promise<SignedBallot>;
  /** What was decided about a question; undefined when nothing was. */
  find(input: GuardedQuestion): Promise<DecidedBallot | undefined>;
}

/** What a guard signs. */
export type GuardedDraft = BallotDraft & { readonly domain: QuittanceDomain; readonly account: Signer };

/** What a guard looks up. */
export type GuardedQuestion = BallotQuestion & {
  readonly domain: QuittanceDomain;
  readonly juror: Address;
};

const DRAFT = "deal milestone round evidence score reasons domain account";
const ASKED = "deal milestone round evidence domain juror";

/**
 * Opens the guard of a folder. Processes that share the folder, such as two copies of a juror's daemon, share the guard; so do
 * several jurors. Keep the folder: without it the guard knows of nothing, and one from a backup knows of nothing newer.
 *
 * @param input.folder On a local disk; it is made when it is missing.
 * @throws InvalidFieldError when the folder is none.
 * @example
 * import { hashEvidence, hashReasons, quittanceDomain } from "quittance";
 * import { openBallotGuard } from "quittance/node";
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const account = privateKeyToAccount(generatePrivateKey());
 * const guard = openBallotGuard({ folder: mkdtempSync(`${tmpdir()}/quittance-guard-`) });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const judged = { deal, milestone: 0, evidence: hashEvidence("text"), reasons: hashReasons("good") };
 * const ballot = await guard.sign({ domain, account, ...judged, score: 8_000 });
 * const again = await guard.sign({ domain, account, ...judged, score: 8_000 });
 * console.log(again.signature === ballot.signature); // true
 * const other = await guard.sign({ domain, account, ...judged, score: 9_000 }).catch((error) => error.name);
 * console.log(other); // BallotAlreadyDecidedError
 */
export function openBallotGuard(input: { readonly folder: string }): BallotGuard {
  requireOptions(input, "folder");
  const { folder } = input;
  return guardOver(folderRecords(folder));
}

/** The guard over any records. */
export function guardOver(records: Records): BallotGuard {
  const guarded = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await work();
    } catch (error) {
      throw error instanceof BaseError ? error : new BallotGuardFailedError(codeOf(error));
    }
  };
  const readDecision = async (name: string) => {
    const text = await guarded(() => records.read(`${name}.decision`));
    return text === undefined ? undefined : decisionIn(text);
  };
  const readBallot = async (name: string) => {
    const text = await guarded(() => records.read(`${name}.ballot`));
    return text === undefined ? undefined : ballotIn(text);
  };
  return {
    sign: async (input) => {
      requireOptions(input, DRAFT);
      const { account, ...draft } = input;
      const domain = requireDomain("domain", input.domain);
      const { domain: _own, ...asked } = draft;
      const ballot = buildBallot(asked);
      requireMessage("Ballot", ballot);
      requireQuestion("ballot", questionIn(ballot));
      const juror = signerAddress(account);
      const name = nameOf(domain, juror, ballot);
      const { score, reasons } = ballot;
      const kept = await guarded(() => records.keep(`${name}.decision`, canonicalJson({ score, reasons })));
      const decided = decisionIn(kept);
      if (decided.score !== score) throw new BallotAlreadyDecidedError(decided.score, score);
      const signed =
        (await readBallot(name)) ?? (await keepSigned(name, { domain, account, ballot, decided }));
      requireSame(signed, { ...ballot, ...decided }, juror);
      return signed;
    },
    find: async (input) => {
      requireOptions(input, ASKED);
      const domain = requireDomain("domain", input.domain);
      requireAddress("juror", input.juror);
      const name = nameOf(domain, input.juror, requireQuestion("input", questionIn(input)));
      const decided = await readDecision(name);
      return decided && { ...decided, ballot: await readBallot(name) };
    },
  };

  async function keepSigned(name: string, asked: Signing): Promise<SignedBallot> {
    const { domain, account, ballot, decided } = asked;
    const made = await signBallot({ ...ballot, ...decided, domain, account });
    return ballotIn(await guarded(() => records.keep(`${name}.ballot`, toJson(made))));
  }
}

interface Decision {
  readonly score: number;
  readonly reasons: Hex;
}

interface Signing {
  readonly domain: QuittanceDomain;
  readonly account: Signer;
  readonly ballot: Ballot;
  readonly decided: Decision;
}

/** One name for each juror and question of a deployment. */
function nameOf(domain: QuittanceDomain, juror: Address, question: BallotQuestion): string {
  const { chainId, verifyingContract } = domain;
  const parts = [chainId, lowerCase(verifyingContract), lowerCase(juror), keyOfQuestion(question)];
  return keccak256(stringToBytes(parts.join("/"))).slice(2);
}

function decisionIn(text: string): Decision {
  return whole(() =>
    parseWith("decision", record({ score: uint(16, { maximum: bounds.full }), reasons: bytes32() }), text),
  );
}

const ballotIn = (text: string): SignedBallot => whole(() => parseBallot(text));

/** A record that is not whole is none: signing again could contradict what it said. */
function whole<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new BallotGuardFailedError(error instanceof BaseError ? error.shortMessage : "a damaged record");
  }
}

/** Refuses a record that somebody changed or moved. */
function requireSame(signed: SignedBallot, decided: Ballot, juror: Address): void {
  const isSame =
    isSameAddress(signed.juror, juror) &&
    !differs(signed, decided) &&
    signed.score === decided.score &&
    lowerCase(signed.reasons) === lowerCase(decided.reasons);
  if (!isSame) throw new BallotGuardFailedError("a record is about something else");
}
