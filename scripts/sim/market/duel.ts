import { toJson } from "quittance";
import type { Move, NegotiationView, Strategy } from "quittance/negotiation";
import { type Hex, keccak256, stringToHex, zeroHash } from "viem";
import { enter } from "../../../sdk/negotiation/record/enter.ts";
import { stateOf } from "../../../sdk/negotiation/record/state.ts";
import { emptyTree, type NegotiationTree, type Side } from "../../../sdk/negotiation/record/tree.ts";

/** A move that the other side, and those who carry the messages, can see. */
export interface Said {
  readonly by: Side;
  /** Unix seconds. */
  readonly at: number;
  readonly move: Exclude<Move, { readonly kind: "wait" }>;
  /** What was accepted. */
  readonly accepted?: Extract<Move, { readonly kind: "offer" }>["terms"];
}

export interface Duel {
  readonly strategies: Readonly<Record<Side, Strategy>>;
  readonly opens: Side;
  /** Unix seconds of the first move. */
  readonly from: number;
  /** Seconds before each further move. */
  readonly pauseOf: (turn: number) => number;
}

export interface PlayedDuel {
  readonly said: readonly Said[];
  /** The terms that both signed. */
  readonly agreed?: NonNullable<Said["accepted"]>;
  /** True when both still wait at the end, which no pair of strategies should. */
  readonly isOpen: boolean;
}

const MOST_TURNS = 1_000;
const NOTHING = { phase: "withdrawn", path: [], agreed: [], doubled: [] } as const;
const UNSIGNED = { chainId: 1, contract: `0x${"c".repeat(40)}`, signature: "0x" } as const;

/** The bytes of what was said, in order, without what depends on signatures. */
export const bytesOf = (said: readonly Said[]): readonly string[] =>
  said.map(({ by, at, move }) => toJson({ by, at, move }));

/**
 * Lets two strategies negotiate. The record and its state are the library's own; messages are not signed, and named by the hash of their
 * JSON.
 */
export function playDuel({ strategies, opens, from, pauseOf }: Duel): PlayedDuel {
  const said: Said[] = [];
  let tree: NegotiationTree | undefined;
  let now = from;
  let last: Hex = zeroHash;
  const viewOf = (side: Side): NegotiationView => {
    if (tree === undefined) return { side, now, state: NOTHING, offers: [] };
    const { nodes } = tree;
    const offers = [...nodes.values()].map(({ hash, by, offer: { terms, validUntil } }) => ({
      ...{ hash, by, terms, validUntil },
    }));
    return { side, now, state: stateOf(tree, now), offers };
  };
  const say = (by: Side, move: Said["move"]) => {
    const accepted = move.kind === "accept" ? tree?.nodes.get(last)?.offer.terms : undefined;
    said.push({ by, at: now, move, ...(accepted === undefined ? {} : { accepted }) });
    if (move.kind === "offer") {
      const { terms, validFor } = move;
      const offer = { ...UNSIGNED, terms, answers: last, from: terms[by], validUntil: now + validFor };
      const hash = keccak256(stringToHex(toJson(offer)));
      tree ??= emptyTree(hash, offer);
      enter(tree, { kind: "offer", offer }, hash);
      last = hash;
      return;
    }
    if (tree === undefined) return;
    if (move.kind === "accept") {
      const acceptance = { answers: last, dealId: zeroHash, party: by, signature: "0x" } as const;
      enter(tree, { kind: "acceptance", acceptance }, last);
      return;
    }
    const { reason, note = "" } = move;
    const party = tree[by];
    const end = { offer: tree.id, from: party, reason, note, signature: "0x" } as const;
    enter(tree, { kind: "end", end }, keccak256(last));
  };
  let side = opens;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const view = viewOf(side);
    const { phase } = view.state;
    if (phase === "ended") return { said, isOpen: false };
    if (phase === "agreed") return { said, agreed: termsAt(tree, view.state.offer), isOpen: false };
    const move = strategies[side](view);
    if (move.kind !== "wait") say(side, move);
    if (tree === undefined) return { said, isOpen: false };
    side = side === "buyer" ? "seller" : "buyer";
    now += pauseOf(turn);
  }
  return { said, isOpen: true };
}

function termsAt(tree: NegotiationTree | undefined, hash: Hex | undefined) {
  const terms = hash === undefined ? undefined : tree?.nodes.get(hash)?.offer.terms;
  if (terms === undefined) throw new Error("what was agreed is not there");
  return terms;
}
