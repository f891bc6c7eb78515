import { concatHex, type Hex, keccak256 } from "viem";

/** A Merkle tree whose proofs OpenZeppelin's `MerkleProof` checks. */
export interface MerkleTree {
  readonly root: Hex;
  /** The hashes beside the way from a leaf up to the root; undefined for anything but a leaf. */
  readonly proofOf: (leaf: Hex) => readonly Hex[] | undefined;
}

/**
 * Builds the tree that OpenZeppelin's `StandardMerkleTree` builds. The children of node i are nodes 2i + 1 and 2i + 2, and
 * the leaves are the last nodes, in descending order. A pair is hashed with its smaller hash first.
 *
 * @param leaves At least one; 32 bytes each, in lower-case hex, all different.
 */
export function merkleTree(leaves: readonly Hex[]): MerkleTree {
  const inner = leaves.length - 1;
  const nodes: Hex[] = [...Array<Hex>(inner).fill("0x"), ...[...leaves].sort(descending)];
  const nodeAt = (index: number): Hex => nodes[index] ?? "0x";
  for (let index = inner - 1; index >= 0; index--) {
    nodes[index] = hashPair(nodeAt(2 * index + 1), nodeAt(2 * index + 2));
  }
  const leafIndices = new Map(nodes.slice(inner).map((leaf, index) => [leaf, inner + index]));
  return {
    root: nodeAt(0),
    proofOf: (leaf) => {
      const start = leafIndices.get(leaf);
      if (start === undefined) return undefined;
      const proof: Hex[] = [];
      for (let index = start; index > 0; index = (index - 1) >> 1) {
        const sibling = index % 2 === 0 ? index - 1 : index + 1;
        proof.push(nodeAt(sibling));
      }
      return proof;
    },
  };
}

/** The root that a leaf has by its proof, as OpenZeppelin's `MerkleProof` computes it. */
export function merkleRootOf(leaf: Hex, proof: readonly Hex[]): Hex {
  return proof.reduce((node, sibling) => hashPair(node, sibling), leaf);
}

function hashPair(one: Hex, other: Hex): Hex {
  return keccak256(concatHex(one < other ? [one, other] : [other, one]));
}

function descending(one: Hex, other: Hex): number {
  return one < other ? 1 : -1;
}
