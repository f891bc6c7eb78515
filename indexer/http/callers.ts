import { isIPv6 } from "node:net";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** A caller asked too much; the seconds after which it may ask again. */
export class TooMany extends Error {
  override readonly name = "TooMany";
  readonly seconds: number;

  constructor(seconds: number) {
    super(`Too many questions from this address. Ask again in ${seconds} seconds.`);
    this.seconds = seconds;
  }
}

const MINUTE = 60;
const LONGEST = 64;

/** Takes points from callers, so many a minute for each. */
export class Callers {
  readonly #limiter: RateLimiterMemory;
  readonly #callerOf: (context: Context) => string;
  readonly #perMinute: number;

  constructor({ perMinute, isProxied }: { readonly perMinute: number; readonly isProxied: boolean }) {
    this.#limiter = new RateLimiterMemory({ points: perMinute, duration: MINUTE });
    this.#callerOf = callersBy(isProxied);
    this.#perMinute = perMinute;
  }

  /** Throws `TooMany` when the caller's points of this minute are used up. */
  async take(context: Context, points: number): Promise<void> {
    try {
      await this.#limiter.consume(this.nameOf(context), Math.min(points, this.#perMinute));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw new TooMany(Math.max(1, Math.ceil(error.msBeforeNext / 1_000)));
    }
  }

  /** Throws `TooMany` while the caller has been refused and its minute is not over. */
  async check(context: Context): Promise<void> {
    const used = await this.#limiter.get(this.nameOf(context));
    if (used === null || used.consumedPoints <= this.#perMinute) return;
    throw new TooMany(Math.max(1, Math.ceil(used.msBeforeNext / 1_000)));
  }

  /** Takes points for what has been done already: the caller may go below none. */
  async charge(context: Context, points: number): Promise<void> {
    if (points > 0) await this.#limiter.penalty(this.nameOf(context), points);
  }

  /** The same for all requests of one caller. */
  nameOf(context: Context): string {
    return this.#callerOf(context);
  }
}

/** Says who asks: its address, or its network of IPv6. `isProxied`: the last address that the operator's own proxy wrote down. */
export function callersBy(isProxied: boolean): (context: Context) => string {
  return (context) => {
    const forwarded = isProxied
      ? context.req.header("x-forwarded-for")?.split(",").at(-1)?.trim()
      : undefined;
    return networkOf(withoutPort((forwarded || addressOf(context)).slice(0, LONGEST)));
  };
}

function addressOf(context: Context): string {
  try {
    return getConnInfo(context).remote.address ?? "";
  } catch {
    return "";
  }
}

/** Proxies may write the port behind the address, which is another one for each connection: `203.0.113.7:50001`, `[2001:db8::7]:50001`. */
function withoutPort(address: string): string {
  const [, inner] = /^\[([^\]]+)\](?::\d+)?$/.exec(address) ?? /^([\d.]+):\d+$/.exec(address) ?? [];
  return inner ?? address;
}

/** Of an address of IPv6 the first 64 bits: a network is given out as a whole, with all addresses that begin with them. */
function networkOf(address: string): string {
  const [plain = ""] = address.split("%");
  if (!isIPv6(plain) || plain.includes(".")) return address;
  const [head = "", tail] = plain.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill("0");
  const groups = [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.slice(0, 4).join(":")}::/64`;
}
