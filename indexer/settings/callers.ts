import { type Environment, SettingsError } from "./settings.ts";

/** How callers are told apart, and how much each may ask. */
export interface CallerSettings {
  /** Points of one caller in a minute. */
  readonly perMinute: number;
  /** Whether a proxy of the operator's writes `x-forwarded-for`. */
  readonly isProxied: boolean;
}

const MOST_PER_MINUTE = 1_000_000;

/** Throws `SettingsError`. */
export function readPerMinute(env: Environment, name: string, otherwise: number): number {
  const given = env[name];
  if (!given) return otherwise;
  const value = /^\d{1,7}$/.test(given) ? Number(given) : 0;
  if (value >= 1 && value <= MOST_PER_MINUTE) return value;
  throw new SettingsError(
    `${name} is ${JSON.stringify(given.slice(0, 20))}. Give a whole number from 1 to ${MOST_PER_MINUTE}.`,
  );
}

/** Throws `SettingsError`. */
export function readFlag(env: Environment, name: string): boolean {
  const given = env[name];
  if (!given || given === "0") return false;
  if (given === "1") return true;
  throw new SettingsError(
    `${name} is ${JSON.stringify(given.slice(0, 20))}. Give 1 where your own proxy is in front of the indexer, else 0.`,
  );
}
