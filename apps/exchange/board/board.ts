import { verifyBallot } from "quittance/deals";
import { toJson } from "quittance/json";
import {
  type BallotQuestion,
  type BoardReceipt,
  panelCommitments,
  parseBallotCommitment,
  revealOf,
  verifyBallotCommitment,
} from "quittance/jury";
import type { QuittanceDomain } from "quittance/protocol";
import type { ScreeningReply } from "quittance/screening";
import { type Address, type Hex, keccak256, type PublicClient, stringToBytes } from "viem";
import { isUnfit, type Matters } from "../chain/matters.ts";
import type { Entry, NewEntry, Store } from "../store/store.ts";
import type { Message } from "./messages.ts";

/** What becomes of something that was posted. */
export type Taken =
  | { readonly status: 200 | 201; readonly receipt: BoardReceipt }
  | {
      readonly status: 400 | 403 | 404 | 409 | 413 | 425 | 503;
      readonly error: string;
      /** Unix seconds from which a ballot is taken; undefined when that is not known. */
      readonly revealAt?: number | undefined;
      /** Where the operator's screening stopped it. */
      readonly screening?: ScreeningReply["body"]["screening"];
    };

/** The ballot board, whichever way it is asked. */
export interface Board {
  take(message: Message): Promise<Taken>;
  takeReasons(text: string): Promise<Taken>;
  entries(kind: "commitment" | "ballot", question: BallotQuestion): Promise<readonly Entry[]>;
  reasons(hash: Hex): Promise<string | undefined>;
}

/** Bytes of written reasons. */
export const MOST_REASONS_BYTES = 65_536;

/** A board that trusts the chain alone: neither those who post nor its peers. */
export function createBoard(options: {
  readonly node: PublicClient;
  readonly domain: QuittanceDomain;
  readonly store: Store;
  readonly matters: Matters;
}): Board {
  const { node, domain, store, matters } = options;

  /** Whether all jurors of a panel have committed themselves on this board. */
  const isComplete = async (question: BallotQuestion, panel: readonly Address[]) => {
    const found = await store.entries("commitment", question);
    const commitments = found.map(({ body }) => parseBallotCommitment(body));
    return panelCommitments({ question, panel, commitments }).complete;
  };

  const take = async (message: Message): Promise<Taken> => {
    const { kind, item, source } = message;
    const question = questionOf(item);
    // What is there already costs no look at the chain.
    const entry = entryOf(message, question);
    if (await isKnown(store, entry)) return { status: 200, receipt: "known" };
    const matter = await matters.read(source, question, await store.firstSeen(question));
    if (isUnfit(matter)) return matter;
    if (!matter.panel.some((juror) => juror.toLowerCase() === entry.juror)) {
      return { status: 403, error: "the juror is not on the panel of this question" };
    }
    const isSigned =
      kind === "commitment"
        ? await verifyBallotCommitment({ domain, commitment: item, client: node })
        : await verifyBallot({ domain, ballot: item, client: node });
    if (!isSigned) return { status: 403, error: "the signature is not the juror's" };
    if (kind === "ballot") {
      const complete = await isComplete(question, matter.panel);
      const { allowed, at } = revealOf({ judging: matter.judging, complete, now: matter.now });
      if (!allowed) {
        const error =
          at === undefined
            ? "ballots stay sealed until the delivery is on-chain, as silence pays the seller"
            : "too early: not all jurors have committed themselves, and half of the time is not over";
        return { status: 425, error, revealAt: at };
      }
    }
    const receipt = await store.add({ ...entry, receivedAt: matter.now }, toJson(source.terms));
    return { status: receipt === "first" || receipt === "double" ? 201 : 200, receipt };
  };

  return {
    take,
    takeReasons: async (text) => {
      const bytes = stringToBytes(text);
      if (bytes.length > MOST_REASONS_BYTES) {
        return { status: 413, error: `more than ${MOST_REASONS_BYTES} bytes` };
      }
      // PostgreSQL keeps no such text, and SQLite no more than what stands before it.
      if (text.includes("\0")) return { status: 400, error: "reasons cannot hold U+0000" };
      const receipt = await store.addReasons(keccak256(bytes), text);
      if (receipt === undefined) return { status: 409, error: "no ballot on this board has their hash" };
      return { status: receipt === "first" ? 201 : 200, receipt };
    },
    entries: (kind, question) => store.entries(kind, questionOf(question)),
    reasons: (hash) => store.reasons(hash),
  };
}

const lower = (hex: Hex): Hex => hex.toLowerCase() as Hex;

function questionOf({ deal, milestone, round, evidence }: BallotQuestion): BallotQuestion {
  return { deal: lower(deal), milestone, round, evidence: lower(evidence) };
}

/** When it was received is known once the chain was asked. */
function entryOf({ kind, item, source }: Message, question: BallotQuestion): NewEntry {
  const common = {
    ...question,
    juror: lower(item.juror),
    body: toJson(item),
    panel: source.panel === undefined ? undefined : toJson(source.panel),
    receivedAt: 0,
  };
  return kind === "commitment"
    ? { ...common, kind, named: lower(item.ballot), reasons: undefined }
    : { ...common, kind, named: String(item.score), reasons: lower(item.reasons) };
}

async function isKnown(store: Store, entry: NewEntry): Promise<boolean> {
  const found = await store.entries(entry.kind, entry);
  return found.some(({ body }) => body === entry.body);
}
