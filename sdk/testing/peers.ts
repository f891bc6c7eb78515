import { BaseError } from "../errors/base.ts";

/** Packages that only parts of `quittance/testing` need, the oldest Node that runs them, and what installs each. */
const PEERS = {
  hardhat: { install: "npm install --save-dev hardhat@3.17.0", node: "22.13" },
  "@quittance/indexer": { install: "npm install --save-dev @quittance/indexer", node: "20.0" },
} as const;

export type Peer = keyof typeof PEERS;

/** Thrown when a package that this use of `quittance/testing` needs is not installed. */
export class PeerMissingError extends BaseError {
  override readonly name = "PeerMissingError";

  constructor(peer: Peer, cause: unknown) {
    const { install, node } = PEERS[peer];
    const remedy = `Run the command under Node ${node} or newer.`;
    // The first line says it all: it is the one that a terminal shows.
    super(`quittance/testing needs ${peer} here, and it is not installed. Run: ${install}`, {
      cause,
      remedy,
      docsSection: "errors-before-anything-is-sent",
    });
  }
}

/** Thrown when a package that this use of `quittance/testing` needs does not run under a Node as old as this one. */
export class NodeTooOldError extends BaseError {
  override readonly name = "NodeTooOldError";

  constructor(peer: Peer, node: string) {
    super(`This is Node ${node}; ${peer} needs ${PEERS[peer].node} or newer.`, {
      remedy: "Use a newer Node, then run npm install again: under an old one it leaves parts out.",
      docsSection: "errors-before-anything-is-sent",
    });
  }
}

/**
 * Imports an optional peer when it is first needed. Under a Node that is too old it is not imported at all: npm leaves
 * out hardhat's native part there, and hardhat then leaves a promise that fails, which ends the program even where the error
 * is caught.
 *
 * @throws NodeTooOldError when this Node does not run it; PeerMissingError when it is not installed; whatever else its import
 * throws.
 */
export async function importPeer<Module>(
  peer: Peer,
  load: () => Promise<Module>,
  node: string = process.versions.node,
): Promise<Module> {
  if (isOlder(node, PEERS[peer].node)) throw new NodeTooOldError(peer, node);
  try {
    return await load();
  } catch (error) {
    throw isMissing(error) ? new PeerMissingError(peer, error) : error;
  }
}

/** Whether one version, of which major and minor count, comes before another. */
function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = than.split(".").map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

/** Whether an import failed because there is no such package. */
export function isMissing(error: unknown): boolean {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
}
