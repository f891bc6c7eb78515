import type { Hex } from "viem";
import type { EndReason } from "../messages/end.ts";
import { type NegotiationTree, type OfferNode, otherSide, type Side, sideOf } from "./tree.ts";

/**
 * Where a negotiation is:
 * - `open`: an offer stands, and the other side can accept or answer it;
 * - `accepted`: the other side has signed; the side that offered has not yet;
 * - `agreed`: both have signed the same offer, and anyone can open the deal. Nothing takes that back;
 * - `expired`, `withdrawn`: no offer stands, because of its time or because its maker took it back. A side may offer again;
 * - `ended`: a side has said that there will be no deal.
 */
export type NegotiationPhase = "open" | "accepted" | "agreed" | "expired" | "withdrawn" | "ended";

/** What both sides compute alike from the same messages at the same time, in whatever order and how often they came. */
export interface NegotiationState {
  readonly phase: NegotiationPhase;
  /** Hash of the offer that stands, was accepted or is agreed; undefined where there is none. */
  readonly offer?: Hex;
  /** Whose signature or answer comes next; undefined where nothing is waited for. */
  readonly turn?: Side;
  /** Hashes from the first offer to the one above. */
  readonly path: readonly Hex[];
  /** Hashes of all offers that both sides signed: one, unless they agreed on more than one deal. Each of them can be opened. */
  readonly agreed: readonly Hex[];
  readonly ended?: { readonly by: Side; readonly reason: EndReason; readonly note: string } | undefined;
  /** A side that has two offers standing as the answer to the same one; the lower hash counts. */
  readonly doubled: readonly { readonly by: Side; readonly offers: readonly Hex[] }[];
}

/** The state at a moment, in unix seconds. */
export function stateOf(tree: NegotiationTree, now: number): NegotiationState {
  const { nodes } = tree;
  const ranked = [...nodes.values()].sort(deepestFirst);
  const agreed = ranked.filter(isAgreed);
  const common = { agreed: agreed.map(({ hash }) => hash), doubled: doubledIn(ranked) };
  const [deal] = agreed;
  if (deal !== undefined) return { phase: "agreed", ...at(deal, nodes), ...common };

  const ended = endIn(tree);
  if (ended !== undefined) return { phase: "ended", path: [], ended, ...common };

  const live = ranked.filter((node) => isLive(node, now));
  const accepted = live.find((node) => node.accepted[otherSide(node.by)] !== undefined);
  if (accepted !== undefined)
    return { phase: "accepted", ...at(accepted, nodes), turn: accepted.by, ...common };
  const [open] = live;
  if (open !== undefined) return { phase: "open", ...at(open, nodes), turn: otherSide(open.by), ...common };

  const hasExpired = ranked.some((node) => !isTakenBack(node) && now >= node.offer.validUntil);
  return { phase: hasExpired ? "expired" : "withdrawn", path: [], ...common };
}

/** Of several ends, which one side or both signed, the one with the lowest hash. */
function endIn(tree: NegotiationTree): NegotiationState["ended"] {
  const [first] = [...tree.ends].sort(([one], [other]) => (one < other ? -1 : 1));
  if (first === undefined) return undefined;
  const { from, reason, note } = first[1];
  return { by: sideOf(tree, from), reason, note };
}

const isAgreed = ({ accepted }: OfferNode) => accepted.buyer !== undefined && accepted.seller !== undefined;

const isWithdrawn = ({ withdrawal }: OfferNode) => withdrawal !== undefined;

/** An answer refuses what it answers, for as long as it is not withdrawn itself. */
const isTakenBack = (node: OfferNode) =>
  isWithdrawn(node) || node.answers.some((answer) => !isWithdrawn(answer));

const isLive = (node: OfferNode, now: number) => !isTakenBack(node) && now < node.offer.validUntil;

/** The order depends on what was said alone, not on what came first. */
const deepestFirst = (one: OfferNode, other: OfferNode) =>
  other.depth - one.depth || (one.hash < other.hash ? -1 : 1);

function at(node: OfferNode, nodes: NegotiationTree["nodes"]): Pick<NegotiationState, "offer" | "path"> {
  const path: Hex[] = [];
  for (let above: OfferNode | undefined = node; above !== undefined; above = nodes.get(above.offer.answers))
    path.unshift(above.hash);
  return { offer: node.hash, path };
}

function doubledIn(nodes: readonly OfferNode[]): NegotiationState["doubled"] {
  return nodes.flatMap(({ answers }) => {
    const kept = answers.filter((answer) => !isWithdrawn(answer)).map(({ hash }) => hash);
    const [first] = answers;
    return first === undefined || kept.length < 2 ? [] : [{ by: first.by, offers: kept.sort() }];
  });
}
