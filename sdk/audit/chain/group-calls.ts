import { concatHex, type Hex, size, sliceHex } from "viem";
import { verdictsOfGroups } from "../../deals/ballots/group-ballots.ts";
import { batchAuthorizationOf } from "../../deals/terms/batch-authorization.ts";
import { dealIdOf, hashConditions } from "../../protocol/deal-id.ts";
import { quittanceDomain } from "../../protocol/domain.ts";
import { decodeOpeningGroups, type PackedOpeningGroup } from "../../protocol/opening-group-codec.ts";
import type { Terms } from "../../protocol/terms.ts";
import { encodeConditions } from "../../protocol/terms-codec.ts";
import type { PackedVerdictGroup } from "../../protocol/verdict-group-codec.ts";
import { type AgreedBatch, type CallPlace, type MadeCall, madeAt } from "./call.ts";

const HASH_BYTES = 32;

/** For each deal of `openBatch` the call of `open` that it stands for. */
export function openingsIn(place: CallPlace, args: MadeCall["args"]): MadeCall[] {
  const domain = domainOf(place);
  const items = decodeOpeningGroups(args.groups as readonly PackedOpeningGroup[]);
  const [first] = items;
  if (first === undefined) return [];
  const batchSignature = args.batchSignature as Hex;
  const agreed: AgreedBatch | undefined =
    batchSignature === "0x"
      ? undefined
      : {
          buyer: first.terms.buyer,
          ...batchAuthorizationOf({ domain, terms: items.map(({ terms }) => terms), batchSignature }),
        };
  return items.map(({ terms, buyerSignature, sellerSignature }) => ({
    ...{ name: "open", args: { buyerSignature, sellerSignature }, ...madeAt(place) },
    ...{ dealId: dealIdOf({ domain, terms }), agreed },
  }));
}

/** For each milestone of `submitVerdicts` the call of `submitVerdict` that it stands for. */
export function verdictsIn(place: CallPlace, args: MadeCall["args"]): MadeCall[] {
  const domain = domainOf(place);
  const groups = (args.groups as readonly PackedVerdictGroup[]).map((group) => ({
    ...group,
    terms: wholeTerms(group.terms, place.terms),
  }));
  return verdictsOfGroups({ domain, groups }).map(({ dealId, milestone, evidence, ballots }) => ({
    ...{ name: "submitVerdict", args: { milestone, evidence }, ...madeAt(place) },
    ...{ dealId, ballots: { ballots: [...ballots], delivery: "0x" as const } },
  }));
}

const domainOf = ({ chainId, contract }: CallPlace) => quittanceDomain({ chainId, address: contract });

/** Brief terms that end with the hash of the deal's conditions, with these conditions; other terms as they are. */
function wholeTerms(packed: Hex, terms: Terms): Hex {
  const end = size(packed) - HASH_BYTES;
  if (end < 0 || sliceHex(packed, end) !== hashConditions(terms)) return packed;
  return concatHex([sliceHex(packed, 0, end), encodeConditions(terms)]);
}
