import type { Environment } from "./settings.ts";
import { flagIn, wholeNumberIn } from "./values.ts";

/** How callers are told apart, and how much each may ask. */
export interface CallerSettings {
  /** Points of one caller in a minute. */
  readonly perMinute: number;
  /** Whether a proxy of the operator's writes `x-forwarded-for`. */
  readonly isProxied: boolean;
}

const MOST_PER_MINUTE = 1_000_000;

/** @param name Of the variable that has the points. Throws `SettingsError`. */
export const readCallers = (env: Environment, name: string, otherwise: number): CallerSettings => ({
  perMinute: wholeNumberIn(env, name, { otherwise, most: MOST_PER_MINUTE }),
  isProxied: readProxied(env),
});

/** Throws `SettingsError`. */
export const readProxied = (env: Environment): boolean =>
  flagIn(env, "QUITTANCE_PROXIED", "where your own proxy is in front of the indexer");
