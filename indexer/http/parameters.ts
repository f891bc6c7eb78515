/** A parameter of a request that cannot be used; the message names it, its value and the remedy. */
export class ParameterError extends Error {
  override readonly name = "ParameterError";
}

type Given = string | undefined;

const DAY_MS = 86_400_000;
/** The contract's times have 40 bits. */
export const MAX_TIME = 2 ** 40 - 1;

/** An address of a path, in lower case. Throws `ParameterError`. */
export function addressIn(name: string, given: Given): `0x${string}` {
  if (given !== undefined && /^0x[0-9a-f]{40}$/i.test(given)) return given.toLowerCase() as `0x${string}`;
  throw new ParameterError(`${name} is ${JSON.stringify(given ?? "")}. Give 0x and 40 hex digits.`);
}

/** A hash or an id of a path, in lower case. Throws `ParameterError`. */
export function hashIn(name: string, given: Given): `0x${string}` {
  if (given !== undefined && /^0x[0-9a-f]{64}$/i.test(given)) return given.toLowerCase() as `0x${string}`;
  throw new ParameterError(
    `${name} is ${JSON.stringify((given ?? "").slice(0, 100))}. Give 0x and 64 hex digits.`,
  );
}

/** A whole number of a query; undefined when it is not given. Throws `ParameterError` unless it is within the bounds. */
export function wholeNumber(
  name: string,
  given: Given,
  { least = 0, most = Number.MAX_SAFE_INTEGER }: { readonly least?: number; readonly most?: number } = {},
): number | undefined {
  if (given === undefined) return undefined;
  const value = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new ParameterError(
    `${name} is ${JSON.stringify(given)}. Give a whole number from ${least} to ${most}.`,
  );
}

/** Unix seconds of a query about a state; undefined when they are not given. The rows know the state at `head` and later only. */
export function momentIn(name: string, given: Given, head: number): number | undefined {
  const moment = wholeNumber(name, given, { most: MAX_TIME });
  if (moment === undefined || moment >= head) return moment;
  throw new ParameterError(
    `${name} is ${JSON.stringify(given)}, before the latest indexed block, whose time is ${head}. What was left of a limit ` +
      `then is not kept: give ${head} or later, or leave ${name} out. The lines of /statement say what was left after each.`,
  );
}

/** A day of a query as `2026-11-21`; undefined when it is not given. Throws `ParameterError` for what is no day. */
export function dayIn(name: string, given: Given): string | undefined {
  if (given === undefined) return undefined;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(given) ? Date.parse(given) : Number.NaN;
  const isDay = time % DAY_MS === 0 && new Date(time).toISOString().startsWith(given);
  if (isDay) return given;
  throw new ParameterError(`${name} is ${JSON.stringify(given)}. Give a day of UTC such as 2026-11-21.`);
}

/** One of the words that a query's parameter can be; undefined when it is not given. Throws `ParameterError`. */
export function oneOf<const Word extends string>(
  name: string,
  given: Given,
  words: readonly Word[],
): Word | undefined {
  if (given === undefined) return undefined;
  const word = words.find((known) => known === given);
  if (word !== undefined) return word;
  throw new ParameterError(`${name} is ${JSON.stringify(given)}. Give one of ${words.join(", ")}.`);
}
