import { getSeats } from "quittance/disputes";
import { directoryHandler, type ProfileStore } from "quittance/jury";
import { jurorPoolDomain, type QuittanceDomain } from "quittance/protocol";
import type { Address, PublicClient } from "viem";
import type { Mount } from "../http/api.ts";

/** Milliseconds for which the keys of the pool's seats are not read again. */
const FRESH_MS = 60_000;

/** The directory of a pool's jurors, under `/directory`. */
export function directoryMount(options: {
  readonly node: PublicClient;
  readonly domain: QuittanceDomain;
  /** Address of the juror pool. */
  readonly pool: Address;
  readonly store: ProfileStore;
}): Mount {
  const { node, domain, pool, store } = options;
  const poolDomain = jurorPoolDomain({ chainId: domain.chainId, address: pool });
  const serve = directoryHandler({ domain: poolDomain, store, admits: seated(node, pool) });
  return { path: "/directory", serve };
}

/** Whether a juror has a key of a seat; any key can sign a profile. */
function seated(node: PublicClient, pool: Address): (juror: Address) => Promise<boolean> {
  let known: { readonly at: number; readonly keys: Promise<ReadonlySet<string>> } | undefined;
  const readKeys = async () => {
    const seats = await getSeats(node, { address: pool });
    return new Set(
      seats.flatMap(({ key, previousKey }) => [key, previousKey]).map((key) => key.toLowerCase()),
    );
  };
  return async (juror) => {
    if (known === undefined || Date.now() - known.at >= FRESH_MS) {
      const keys = readKeys();
      known = { at: Date.now(), keys };
      keys.catch(() => {
        known = undefined;
      });
    }
    return (await known.keys).has(juror.toLowerCase());
  };
}
