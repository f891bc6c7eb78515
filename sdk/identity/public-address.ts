import { lookup as lookUp } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** An address of a host. */
export interface HostAddress {
  readonly address: string;
  /** 4 or 6. */
  readonly family: number;
}

/** Finds the addresses of a host. */
export type Resolve = (hostname: string) => Promise<readonly HostAddress[]>;

/** Networks of IPv4 that are not the public internet's. */
const PRIVATE = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
  ...["192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"],
  ...["198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"],
];
/** Networks of IPv6 within 2000::/3 that lead elsewhere: to IPv4, into tunnels, or nowhere. */
const SPECIAL = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

function networks(list: readonly string[], family: "ipv4" | "ipv6"): BlockList {
  const blocks = new BlockList();
  for (const network of list) {
    const [address = "", bits] = network.split("/");
    blocks.addSubnet(address, Number(bits), family);
  }
  return blocks;
}

/** Whether an IP address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !networks(PRIVATE, "ipv4").check(address, "ipv4");
  if (family !== 6) return false;
  const isGlobal = networks(["2000::/3"], "ipv6").check(address, "ipv6");
  return isGlobal && !networks(SPECIAL, "ipv6").check(address, "ipv6");
}

/** All addresses of a host, by the machine's own resolver. */
export const resolveHost: Resolve = (hostname) => lookUp(hostname, { all: true });

/** A function that a connection of Node looks its host up with. */
type Lookup = (
  hostname: string,
  options: { readonly all?: boolean | undefined },
  callback: (error: Error | null, address: string | HostAddress[], family?: number) => void,
) => void;

/**
 * What a connection looks its host up with: it connects to the addresses that were checked, and to none when one of them is not
 * public, so that a name which changes its address in between gains nothing.
 *
 * @param refusal What it fails with then.
 */
export function checkedLookup(resolve: Resolve, refusal: () => Error): Lookup {
  return (hostname, options, callback) => {
    const fail = (error: Error) => callback(error, "", 0);
    resolve(hostname).then((addresses) => {
      const [first] = addresses;
      if (first === undefined || addresses.some(({ address }) => !isPublicAddress(address)))
        return fail(refusal());
      if (options.all === true) return callback(null, [...addresses]);
      return callback(null, first.address, first.family);
    }, fail);
  };
}
