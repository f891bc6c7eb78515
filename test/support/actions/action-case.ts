import type { HDAccount } from "viem";
import type { Stack } from "../../../sdk/testing/index.ts";

/** Who sends an action, and with what. */
export interface PreparedAction {
  readonly account: HDAccount;
  readonly parameters: object;
}

/**
 * What another process meets that repeats an action and knows nothing of the first time.
 *
 * - `found`: the first transaction.
 * - `refused`: an error by which the contract says that it is done.
 * - `set`: nothing that changes, as it sets what is set.
 * - `nonce`: the first transaction where both name its nonce; the contract does it again otherwise.
 * - `again`: it is done again, as it was not told by what to know it. This is not tried.
 */
export type Elsewhere = "found" | "refused" | "set" | "nonce" | "again";

/** An action with a chain on which it can be done. */
export interface ActionCase {
  readonly elsewhere: Elsewhere;
  readonly prepare: (stack: Stack) => Promise<PreparedAction>;
}

/** ActionCases by the name under which they are exported. */
export type ActionCases = Readonly<Record<string, ActionCase>>;

const by =
  (elsewhere: Elsewhere) =>
  (prepare: ActionCase["prepare"]): ActionCase => ({ elsewhere, prepare });

export const found = by("found");
export const refused = by("refused");
export const set = by("set");
export const nonce = by("nonce");
export const again = by("again");
