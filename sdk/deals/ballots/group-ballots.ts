import type { Hex } from "viem";
import type { SignedBallotEntry } from "../../protocol/ballots-codec.ts";
import { batchDigestOf } from "../../protocol/batch-definition.ts";
import { batchRootOf, batchTree, fillBatch } from "../../protocol/batch-tree.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import type { Terms } from "../../protocol/terms.ts";
import {
  decodeVerdictGroup,
  type GroupItem,
  type GroupJuror,
  type PackedVerdictGroup,
} from "../../protocol/verdict-group-codec.ts";
import { NO_BALLOT } from "./batch.ts";
import { hashBallotStruct } from "./batch-hash.ts";

/** A milestone of a batch of verdicts, with its ballots as each would come alone. */
export interface GroupVerdict {
  readonly dealId: Hex;
  readonly terms: Terms;
  readonly milestone: number;
  readonly evidence: Hex;
  readonly ballots: readonly SignedBallotEntry[];
}

/**
 * The milestones that a batch of verdicts holds. Each ballot has its place in what its juror signed, as if it came alone, and a
 * signature of a larger batch that only an earlier group brings.
 *
 * @throws InvalidFieldError, MalformedTermsError, MalformedBallotsError when the bytes are no groups.
 */
export function verdictsOfGroups(input: {
  readonly domain: QuittanceDomain;
  readonly groups: readonly PackedVerdictGroup[];
}): GroupVerdict[] {
  const { domain, groups } = input;
  const brought = new Map<string, Hex>();
  return groups.flatMap((packed) => {
    const { jurors, items } = decodeVerdictGroup(packed);
    const ids = items.map(({ terms }) => dealIdOf({ domain, terms }));
    const entries = jurors.map((juror, signer) => {
      const places = placesOf({ juror, signer, items, ids });
      const key = `${items[0]?.terms.panel[juror.position]} ${digestOf(domain, places)}`.toLowerCase();
      // The contract looks at no further signature of a larger batch that it checked.
      const signature = (juror.batch === undefined ? undefined : brought.get(key)) ?? juror.signature;
      if (juror.batch !== undefined) brought.set(key, signature);
      return { ...juror, signature, places };
    });
    return items.map(({ terms, milestone, evidence, scores }, index) => ({
      ...{ dealId: ids[index] ?? "0x", terms, milestone, evidence },
      ballots: entries.map(({ position, reasons, signature, places }, signer) => ({
        ...{ position, score: scores[signer] ?? 0, reasons, signature },
        batch: { index: places.from + index, siblings: places.siblingsOf(index) },
      })),
    }));
  });
}

/** Where the ballots of one juror on a group lie in what it signed. */
interface Places {
  /** Of the first one. */
  readonly from: number;
  readonly siblingsOf: (index: number) => readonly Hex[];
  readonly root: Hex;
  readonly height: number;
}

function placesOf(of: {
  readonly juror: GroupJuror;
  readonly signer: number;
  readonly items: readonly GroupItem[];
  readonly ids: readonly Hex[];
}): Places {
  const { juror, signer, items, ids } = of;
  const { reasons, batch: outer } = juror;
  const leaves = items.map(({ milestone, evidence, scores }, index) =>
    hashBallotStruct({
      ...{ deal: ids[index] ?? "0x", milestone, round: 1, evidence, score: scores[signer] ?? 0, reasons },
    }),
  );
  // One ballot alone, as a part of a larger batch, has no level of its own.
  const isLeaf = outer !== undefined && leaves.length === 1;
  const tree = batchTree(isLeaf ? leaves : fillBatch(leaves, hashBallotStruct(NO_BALLOT)));
  const { index = 0, siblings = [] } = outer ?? {};
  return {
    from: index * 2 ** tree.height,
    siblingsOf: (at) => [...tree.proofOf(at).siblings, ...siblings],
    root: batchRootOf(tree.root, { index, siblings }),
    height: tree.height + siblings.length,
  };
}

const digestOf = (domain: QuittanceDomain, { root, height }: Places): Hex =>
  batchDigestOf({ domain, type: "BallotBatch", root, height });
