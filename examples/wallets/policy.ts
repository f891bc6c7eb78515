import { dealIdOf, explain, type QuittanceDomain, type Terms, type TokenDomain, totalOf } from "quittance";
import { type Address, isAddressEqual, type TypedDataDefinition } from "viem";

/** What a hosted wallet may sign for its agent. */
export interface WalletPolicy {
  readonly quittance: QuittanceDomain;
  readonly token: TokenDomain;
  readonly sellers: readonly Address[];
  /** The most that a deal may cost the buyer, in USDC base units. */
  readonly most: bigint;
  /** The most that a release may pay, in USDC base units. */
  readonly mostAtOnce: bigint;
  /** Unix seconds; nothing that counts longer is signed. */
  readonly until: number;
}

/** Judges typed data by its fields. It keeps the deals that it was shown and found right, and pays for no other. */
export interface PolicyEngine {
  /** Why these terms are refused; undefined for terms that it will pay for from now on. */
  readonly announce: (terms: Terms) => string | undefined;
  /** Why this is not signed; undefined when it is. */
  readonly judge: (asked: TypedDataDefinition) => string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** An engine for a buyer. It signs payments for announced deals, and releases to their sellers; nothing else. */
export function policyEngine(policy: WalletPolicy): PolicyEngine {
  const { quittance, token, sellers, most, mostAtOnce, until } = policy;
  const announced = new Map<string, Terms>();
  const isSeller = (address: Address) => sellers.some((seller) => isAddressEqual(seller, address));

  const announce = (terms: Terms) => {
    if (!isSeller(terms.seller)) return "the seller is not on the list";
    if (totalOf(terms) > most) return "the deal costs more than is allowed";
    if (terms.openBy > until) return "the deal may be opened for too long";
    announced.set(dealIdOf({ domain: quittance, terms }), terms);
    return undefined;
  };

  const judges: Readonly<Record<string, (fields: Fields) => string | undefined>> = {
    ReceiveWithAuthorization: ({ nonce, value, validBefore }) => {
      const terms = announced.get(String(nonce));
      if (terms === undefined) return "it pays for a deal that was not announced";
      if (BigInt(String(value)) > totalOf(terms)) return "it pays more than the deal costs";
      return Number(validBefore) > until ? "the payment is valid for too long" : undefined;
    },
    Release: ({ deal, seller, amount }) => {
      const terms = announced.get(String(deal));
      if (terms === undefined || !isAddressEqual(terms.seller, seller as Address))
        return "it releases a deal that was not announced";
      return BigInt(String(amount)) > mostAtOnce ? "it releases more at once than is allowed" : undefined;
    },
  };

  const judge = (asked: TypedDataDefinition) => {
    const fields = asked.message as Fields;
    const judgeFields = Object.hasOwn(judges, asked.primaryType) ? judges[asked.primaryType] : undefined;
    if (judgeFields === undefined) return `${JSON.stringify(asked.primaryType)} is not signed here`;
    const paysFor = announced.has(String(fields.nonce)) ? (fields.nonce as `0x${string}`) : undefined;
    const problem = judgeFields(fields);
    if (problem !== undefined) return problem;
    // Compares the domain, the types and the recipient with what is expected, and refuses fields that are not signed.
    const { warnings } = explain(asked, { quittance, token, paysFor });
    return warnings[0];
  };
  return { announce, judge };
}
