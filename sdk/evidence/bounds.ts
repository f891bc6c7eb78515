const MEBIBYTE = 1_048_576;

/** What no bundle exceeds, whatever its pact allows. A reader reserves memory for at most so much. */
export const evidenceBounds = {
  /** Bytes of all files of a bundle together. */
  maxBytes: 256 * MEBIBYTE,
  /** Bytes of all files of a bundle that is encrypted. */
  maxPrivateBytes: 64 * MEBIBYTE,
  maxFiles: 10_000,
  /** Bytes of a manifest's canonical JSON. */
  maxManifest: 4 * MEBIBYTE,
  /** Bytes of a path in UTF-8. */
  maxPath: 240,
  /** Bytes of one part of a path. */
  maxPathPart: 120,
  /** Parts of a path. */
  maxDepth: 16,
  /** Characters of the remark in a manifest. */
  maxNote: 1_024,
} as const;
