import { type Hex, keccak256, numberToHex, zeroHash } from "viem";
import type { NegotiationMessage } from "../../../sdk/negotiation/index.ts";
import type { OfferNode, Side } from "../../../sdk/negotiation/record/tree.ts";
import type { Dice } from "../dice.ts";

/** Of both sides, and of no one else. */
export const PARTIES = { buyer: `0x${"b".repeat(40)}`, seller: `0x${"5".repeat(40)}` } as const;

/** The last second of the longest offer. */
export const LATEST = 100;

/** A message with the name that both sides know it by. */
export interface Named {
  readonly name: Hex;
  readonly message: NegotiationMessage;
  readonly by: Side;
}

const sides = ["buyer", "seller"] as const;

/** An offer without a signature and with nothing in its terms but the parties, for what looks at neither. */
function offerOf(by: Side, answers: Hex, validUntil: number): OfferNode["offer"] {
  const unsigned = { chainId: 1, contract: `0x${"c".repeat(40)}`, signature: "0x" } as const;
  const terms = PARTIES as unknown as OfferNode["offer"]["terms"];
  return { ...unsigned, terms, answers, from: PARTIES[by], validUntil };
}

/**
 * A random dialogue, of which both sides may have been at odds, late or deceitful: offers that answer any offer of the other side, several
 * to the same one, acceptances of any offer by any side, withdrawals, and ends.
 */
export function dialogueOf(dice: Dice, length: number): readonly Named[] {
  let count = 0;
  const nameOf = () => keccak256(numberToHex(BigInt(dice.between(0, 2 ** 31)) * 1_000n + BigInt(count++)));
  const first: Named & { readonly by: Side } = {
    ...{ name: nameOf(), by: dice.pick(sides) },
    message: { kind: "offer", offer: offerOf("buyer", zeroHash, LATEST) },
  };
  const root = {
    ...first,
    message: { kind: "offer", offer: offerOf(first.by, zeroHash, dice.between(1, LATEST)) } as const,
  };
  const offers: Named[] = [root];
  const said: Named[] = [root];
  const names = new Set<Hex>();
  while (said.length < length) {
    const about = dice.chance(0.6) ? (offers.at(-1) ?? root) : dice.pick(offers);
    const next = nextOf(dice, about, nameOf);
    if (names.has(next.name)) continue;
    names.add(next.name);
    said.push(next);
    if (next.message.kind === "offer") offers.push(next);
  }
  return said;

  function nextOf(dice: Dice, about: Named, fresh: () => Hex): Named {
    const kind = dice.weighted({ offer: 6, acceptance: 3, withdrawal: 2, end: dice.chance(0.2) ? 1 : 0 });
    const other = about.by === "buyer" ? "seller" : "buyer";
    if (kind === "offer") {
      const offer = offerOf(other, about.name, dice.between(1, LATEST));
      return { name: fresh(), message: { kind, offer }, by: other };
    }
    if (kind === "acceptance") {
      const party = dice.pick(sides);
      const acceptance = { answers: about.name, dealId: zeroHash, party, signature: "0x" } as const;
      return {
        name: keccak256(`${about.name}0${party === "buyer" ? 1 : 2}`),
        message: { kind, acceptance },
        by: party,
      };
    }
    if (kind === "withdrawal") {
      const withdrawal = { offer: about.name, from: PARTIES[about.by], signature: "0x" } as const;
      return { name: keccak256(`${about.name}03`), message: { kind, withdrawal }, by: about.by };
    }
    const by = dice.pick(sides);
    const reason = dice.pick(["price", "trust", "stalled"] as const);
    const end = { offer: root.name, from: PARTIES[by], reason, note: "", signature: "0x" } as const;
    return { name: fresh(), message: { kind: "end", end }, by };
  }
}
