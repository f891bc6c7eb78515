import { type Environment, SettingsError } from "./settings.ts";

const LONGEST_SHOWN = 20;

const shown = (given: string) => JSON.stringify(given.slice(0, LONGEST_SHOWN));

/**
 * A whole number from 1 to `most`, or `otherwise` where the variable is not set. Throws `SettingsError`.
 * @param unit What it counts, for the message.
 */
export function wholeNumberIn(
  env: Environment,
  name: string,
  { otherwise, most, unit }: { readonly otherwise: number; readonly most: number; readonly unit?: string },
): number {
  const given = env[name];
  if (!given) return otherwise;
  const value = /^\d{1,7}$/.test(given) ? Number(given) : 0;
  if (value >= 1 && value <= most) return value;
  const counted = unit === undefined ? "" : ` of ${unit}`;
  throw new SettingsError(`${name} is ${shown(given)}. Give a whole number${counted} from 1 to ${most}.`);
}

/**
 * Whether a variable is 1; 0 and nothing say no. Throws `SettingsError`.
 * @param when When to set it to 1, for the message: `where …`, `to …`.
 */
export function flagIn(env: Environment, name: string, when: string): boolean {
  const given = env[name];
  if (!given || given === "0") return false;
  if (given === "1") return true;
  throw new SettingsError(`${name} is ${shown(given)}. Give 1 ${when}, else 0.`);
}
