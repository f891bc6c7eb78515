import { isIPv6 } from "node:net";

/** A bucket of requests for each address: it fills with time, and each request takes one. */
export interface Limiter {
  /** Whether an address may ask now. */
  allows(address: string): boolean;
}

/** Addresses that are remembered; of more, the one that asked least recently is forgotten. */
const MOST_ADDRESSES = 20_000;
const MINUTE_MS = 60_000;

/** So many requests a minute for each address, and as many at once. */
export function openLimiter(perMinute: number, now: () => number = Date.now): Limiter {
  const buckets = new Map<string, { readonly left: number; readonly at: number }>();
  return {
    allows: (asking) => {
      const address = networkOf(asking);
      const at = now();
      const known = buckets.get(address) ?? { left: perMinute, at };
      const left = Math.min(perMinute, known.left + ((at - known.at) * perMinute) / MINUTE_MS);
      buckets.delete(address);
      if (buckets.size >= MOST_ADDRESSES) buckets.delete(buckets.keys().next().value ?? "");
      buckets.set(address, { left: left >= 1 ? left - 1 : left, at });
      return left >= 1;
    },
  };
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
