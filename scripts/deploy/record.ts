import { existsSync } from "node:fs";
import { isAddressEqual } from "viem";
import type { DeploymentRecord } from "../../sdk/index.ts";
import { readDeployment } from "../../sdk/node.ts";
import { DeployRefusal } from "./refusal.ts";

/** What decides whether a record may be written where there is one already. */
export interface RecordChoice {
  readonly record: string;
  readonly force: boolean;
  readonly dryRun: boolean;
}

/**
 * The record of a deployment that broke off between Quittance and its juror pool; undefined when there is none.
 *
 * @throws DeployRefusal when a whole record would be overwritten, unless that is forced or nothing is written.
 */
export function unfinishedRecord({ record, force, dryRun }: RecordChoice): DeploymentRecord | undefined {
  if (force || !existsSync(record)) return undefined;
  const found = readIfValid(record);
  if (found !== undefined && found.jurorPool === undefined) return found;
  if (dryRun) return undefined;
  throw new DeployRefusal(
    `${record} exists: something is deployed there already. Keep it, or overwrite it with --force, which deploys ` +
      "another juror pool; nothing was sent.",
  );
}

/**
 * Refuses to complete the record of another deployment.
 *
 * @throws DeployRefusal when the record is of another chain, or its Quittance is not the one that is deployed.
 */
export function requireSame(
  path: string,
  unfinished: DeploymentRecord,
  { chainId, quittance }: Pick<DeploymentRecord, "chainId" | "quittance">,
): void {
  if (unfinished.chainId === chainId && isAddressEqual(unfinished.quittance, quittance)) return;
  throw new DeployRefusal(
    `${path} names Quittance ${unfinished.quittance} on chain ${unfinished.chainId} and no juror pool; this would be ` +
      `${quittance} on chain ${chainId}. Repeat the options of that deployment, name another --record, or overwrite it ` +
      "with --force; nothing was sent.",
  );
}

function readIfValid(path: string): DeploymentRecord | undefined {
  try {
    return readDeployment(path);
  } catch {
    return undefined;
  }
}
