import type { Address, Hash } from "viem";
import * as z from "zod/mini";
import { lazily } from "../../errors/lazily.ts";
import { address, bytes32, record, type Schema, text } from "../../json/fields.ts";
import { parseWith } from "../../json/parse.ts";

/** Where the contract was deployed, and since when: what indexer and SDK need to find it. */
export interface DeploymentRecord {
  readonly chainId: number;
  /** Name of the network, such as `base-sepolia` or `local`. */
  readonly network: string;
  readonly quittance: Address;
  readonly usdc: Address;
  /** A juror pool that came with it; terms may name another. */
  readonly jurorPool?: Address | undefined;
  /** First block that can hold an event of the contract. */
  readonly startBlock: number;
  /** ISO 8601, in UTC. */
  readonly deployedAt: string;
  readonly transactionHash: Hash;
}

const recordSchema = /* @__PURE__ */ lazily(
  (): Schema<DeploymentRecord> =>
    record({
      chainId: countFrom(1),
      network: text(({ length }) => length > 0, "must be text, and not empty"),
      quittance: address(),
      usdc: address(),
      jurorPool: z.optional(address()),
      startBlock: countFrom(0),
      deployedAt: z.iso.datetime({ error: "must be an ISO 8601 time in UTC" }),
      transactionHash: bytes32(),
    }),
);

/** Numbers only: the indexer reads records, too, and takes nothing else. */
function countFrom(minimum: number): Schema<number> {
  return z.custom<number, unknown>((value) => Number.isSafeInteger(value) && Number(value) >= minimum, {
    error: `must be a whole number of at least ${minimum}`,
  });
}

/**
 * A deployment record: an object, or its JSON text.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseDeployment } from "quittance";
 *
 * const record = parseDeployment({
 *   chainId: 84532,
 *   network: "base-sepolia",
 *   quittance: "0x00000000000000000000000000000000000000aa",
 *   usdc: "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
 *   startBlock: 1,
 *   deployedAt: "2026-11-21T00:00:00.000Z",
 *   transactionHash: `0x${"11".repeat(32)}`,
 * });
 * console.log(record.network);
 */
export function parseDeployment(input: unknown): DeploymentRecord {
  return parseWith("deployment", recordSchema(), input);
}
