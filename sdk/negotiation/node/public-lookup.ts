import { CounterpartyUnreachableError } from "../../errors/negotiation.ts";
import { checkedLookup, type Resolve, resolveHost } from "../../identity/public-address.ts";
import { requireOptions } from "../../json/options.ts";

/**
 * Looks up a host that a stranger names, as the `lookup` of a connection by `ws`, `node:http` or `node:net`. It gives the addresses that
 * it checked, and none when one of them belongs to a private network.
 *
 * @param options.resolve Finds the addresses; the system's resolver when left out.
 * @example
 * import { publicLookup } from "quittance/node";
 *
 * const lookup = publicLookup({ resolve: async () => [{ address: "10.0.0.7", family: 4 }] });
 * lookup("seller.example.com", {}, (error) => console.log(error?.name)); // CounterpartyUnreachableError
 */
export function publicLookup(
  options: { readonly resolve?: Resolve | undefined } = {},
): ReturnType<typeof checkedLookup> {
  requireOptions(options, "resolve", "options");
  const refusal = () => new CounterpartyUnreachableError("its host has an address of a private network");
  return checkedLookup(options.resolve ?? resolveHost, refusal);
}
