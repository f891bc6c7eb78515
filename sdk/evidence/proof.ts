import { concatHex, encodeAbiParameters, type Hex, keccak256 } from "viem";
import { merkleTree } from "../crypto/merkle.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { evidenceBounds } from "./bounds.ts";
import { sha256Of } from "./digest.ts";
import { requireEvidencePath } from "./path.ts";
import type { EvidenceFile, EvidenceManifest } from "./types.ts";

/** Proves to someone who knows the Merkle root of a manifest that one file is in it. */
export interface EvidenceProof {
  readonly path: string;
  readonly sha256: Hex;
  /** Merkle root of the manifest. */
  readonly root: Hex;
  /** Hashes beside the way from the file up to the root; of no more than 32. */
  readonly siblings: readonly Hex[];
}

type Leaf = Pick<EvidenceFile, "path" | "sha256">;

/** As OpenZeppelin's StandardMerkleTree has it: hashed twice, so that no inner node passes for a leaf. */
function leafOf({ path, sha256 }: Leaf): Hex {
  return keccak256(keccak256(encodeAbiParameters([{ type: "string" }, { type: "bytes32" }], [path, sha256])));
}

/** The Merkle root over path and SHA-256 of files, of which there is at least one. */
export function rootOf(files: readonly Leaf[]): Hex {
  return merkleTree(files.map(leafOf)).root;
}

/**
 * Proves that one file is in a bundle, without the other files. OpenZeppelin's `StandardMerkleTree` of `["string", "bytes32"]`
 * makes the same proof, and its `MerkleProof` checks it on a chain. It shows hashes of other files, at which one can guess.
 *
 * @throws InvalidFieldError when the manifest has no such file.
 * @example
 * import { createBundle, proveEvidenceFile, verifyEvidenceFile } from "quittance/evidence";
 *
 * const hash = `0x${"11".repeat(32)}` as const;
 * const bytes = new TextEncoder().encode("42");
 * const files = new Map([["answer.txt", bytes]]);
 * const { manifest } = await createBundle({ deal: hash, milestone: 0, pact: hash, files });
 * const proof = proveEvidenceFile({ manifest, path: "answer.txt" });
 * console.log(await verifyEvidenceFile({ proof, root: manifest.root, bytes })); // true
 */
export function proveEvidenceFile(input: {
  readonly manifest: EvidenceManifest;
  readonly path: string;
}): EvidenceProof {
  requireOptions(input, "manifest path");
  const { manifest, path } = input;
  const file = manifest.files.find((each) => each.path === path);
  if (file === undefined) {
    const problem = "must be a file of the manifest";
    throw new InvalidFieldError({
      field: "path",
      value: path,
      problem,
      remedy: "Take one of manifest.files.",
    });
  }
  const tree = merkleTree(manifest.files.map(leafOf));
  return { path, sha256: file.sha256, root: tree.root, siblings: tree.proofOf(leafOf(file)) ?? [] };
}

const MOST_SIBLINGS = Math.ceil(Math.log2(evidenceBounds.maxFiles)) + 1;

/**
 * Whether these bytes are the file of a proof, and the file is under this root.
 *
 * @throws InvalidFieldError when the proof's path is none that a bundle can have.
 * @example
 * import { createBundle, proveEvidenceFile, verifyEvidenceFile } from "quittance/evidence";
 *
 * const hash = `0x${"11".repeat(32)}` as const;
 * const files = new Map([["answer.txt", new TextEncoder().encode("42")]]);
 * const { manifest } = await createBundle({ deal: hash, milestone: 0, pact: hash, files });
 * const proof = proveEvidenceFile({ manifest, path: "answer.txt" });
 * const bytes = new TextEncoder().encode("43");
 * console.log(await verifyEvidenceFile({ proof, root: manifest.root, bytes })); // false
 */
export async function verifyEvidenceFile(input: {
  readonly proof: EvidenceProof;
  /** The root that the caller trusts. */
  readonly root: Hex;
  readonly bytes: Uint8Array;
}): Promise<boolean> {
  requireOptions(input, "proof root bytes");
  const { proof, root, bytes } = input;
  requireOptions(proof, "path sha256 root siblings", "proof");
  requireEvidencePath({ path: proof.path, field: "proof.path" });
  if (proof.siblings.length > MOST_SIBLINGS || !proof.siblings.every(isHash)) return false;
  if ((await sha256Of(bytes)) !== proof.sha256) return false;
  const reached = proof.siblings.reduce<Hex>(
    (node, sibling) => keccak256(concatHex(node < sibling ? [node, sibling] : [sibling, node])),
    leafOf(proof),
  );
  return reached === root.toLowerCase();
}

const isHash = (value: unknown) => typeof value === "string" && /^0x[0-9a-f]{64}$/.test(value);
