import { type Command, InvalidArgumentError } from "commander";
import type { KeyGrant } from "quittance/accounts";
import { type Capability, capabilityNames } from "quittance/protocol";
import { timeOf } from "../../output/text.ts";
import { UsageRefusal } from "../../refusal.ts";
import type { Session } from "../../session/session.ts";
import { asParty, collecting, resolveTime, type Time, timeOption } from "../../session/values.ts";

/** Which keys get which rights. */
export interface GrantOptions {
  readonly key?: readonly string[];
  readonly can?: readonly Capability[];
  readonly expires: Time;
}

/** Adds what says which keys may do what, and until when. */
export function withGrants(command: Command): Command {
  return command
    .option("--key <party>", "a key that may act for the account; once for each", collecting(asParty))
    .option(
      "--can <list>",
      `what the keys may do: ${capabilityNames.join(", ")}; with commas`,
      asCapabilities,
    )
    .addOption(timeOption("--expires <time>", "until when", { after: 30 * 86_400 }, "30 days from now"));
}

function asCapabilities(value: string): readonly Capability[] {
  return value.split(",").map((each) => {
    const found = capabilityNames.find((name) => name === each.trim());
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`It must be some of ${capabilityNames.join(", ")}, with commas.`);
  });
}

/** The grants that options give. */
export async function grantsOf(
  session: Session,
  { key: keys = [], can, expires }: GrantOptions,
  now: number,
): Promise<KeyGrant[]> {
  if (keys.length === 0) return [];
  if (can === undefined) throw new UsageRefusal("Give --can: what the keys may do, such as commit,deliver.");
  const expiry = resolveTime(expires, now);
  return Promise.all(
    keys.map(async (each) => ({ key: await session.party(each), expiry, capabilities: can })),
  );
}

/** Grants in words, a line each. */
export const grantLines = (grants: readonly KeyGrant[]): string[] =>
  grants.map(
    ({ key, expiry, capabilities }) => `key ${key} may ${capabilities.join(", ")} until ${timeOf(expiry)}`,
  );
