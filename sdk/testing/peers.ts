/** Packages that only parts of `quittance/testing` need, and what installs each. */
const PEERS = {
  hardhat: { install: "npm install --save-dev hardhat@3.17.0", runtime: "Node 22.13 or newer" },
  "@quittance/indexer": { install: "npm install --save-dev @quittance/indexer", runtime: "Node 20 or newer" },
} as const;

export type Peer = keyof typeof PEERS;

/** A package that this use of `quittance/testing` needs is not installed. */
export class PeerMissingError extends Error {
  override readonly name = "PeerMissingError";

  constructor(peer: Peer, cause: unknown) {
    const { install, runtime } = PEERS[peer];
    super(`quittance/testing needs ${peer} here, under ${runtime}. Run: ${install}`, { cause });
  }
}

/**
 * Imports an optional peer when it is first needed.
 *
 * @throws PeerMissingError when it is not installed; whatever else its import throws.
 */
export async function importPeer<Module>(peer: Peer, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    throw isMissing(error) ? new PeerMissingError(peer, error) : error;
  }
}

/** Whether an import failed because there is no such package. */
export function isMissing(error: unknown): boolean {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
}
