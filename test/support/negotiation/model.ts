import { type Hex, zeroHash } from "viem";
import type { NegotiationState } from "../../../sdk/negotiation/index.ts";
import { type Named, PARTIES } from "./dialogue.ts";

/**
 * Where a negotiation is, computed from the list of all that was said by the words of the documentation alone, and by asking the whole list
 * again for each of them. It shares nothing with the code that it is compared with.
 */
export function modelOf(said: readonly Named[], now: number): NegotiationState {
  const offers = said.flatMap(({ name, message }) =>
    message.kind === "offer" ? [{ name, ...message.offer }] : [],
  );
  const offerOf = (name: Hex) => offers.find((offer) => offer.name === name);
  const accepts = (party: "buyer" | "seller", name: Hex) =>
    said.some(
      ({ message }) =>
        message.kind === "acceptance" &&
        message.acceptance.party === party &&
        message.acceptance.answers === name,
    );
  const withdraws = (name: Hex) =>
    said.some(({ message }) => message.kind === "withdrawal" && message.withdrawal.offer === name);
  const makerOf = (name: Hex) => (offerOf(name)?.from === PARTIES.buyer ? "buyer" : "seller");
  const other = (side: "buyer" | "seller"): "buyer" | "seller" => (side === "buyer" ? "seller" : "buyer");
  const pathTo = (name: Hex): Hex[] => {
    const answers = offerOf(name)?.answers ?? zeroHash;
    return answers === zeroHash ? [name] : [...pathTo(answers), name];
  };
  const best = (names: readonly Hex[]): Hex | undefined => {
    const longest = Math.max(...names.map((name) => pathTo(name).length));
    return names.filter((name) => pathTo(name).length === longest).sort()[0];
  };
  const ordered = (names: readonly Hex[]): Hex[] => {
    const next = best(names);
    return next === undefined ? [] : [next, ...ordered(names.filter((name) => name !== next))];
  };
  const all = offers.map(({ name }) => name);
  const refused = (name: Hex) => offers.some((answer) => answer.answers === name && !withdraws(answer.name));
  const stands = (name: Hex) => !withdraws(name) && !refused(name) && now < (offerOf(name)?.validUntil ?? 0);

  const agreed = ordered(all.filter((name) => accepts("buyer", name) && accepts("seller", name)));
  const doubled = ordered(all).flatMap((name) => {
    const live = offers
      .filter((offer) => offer.answers === name && !withdraws(offer.name))
      .map((offer) => offer.name);
    return live.length < 2 ? [] : [{ by: other(makerOf(name)), offers: live.sort() }];
  });
  const common = { agreed, doubled };
  const [deal] = agreed;
  if (deal !== undefined) return { phase: "agreed", offer: deal, path: pathTo(deal), ...common };

  const ends = said.flatMap(({ name, message }) =>
    message.kind === "end" ? [{ name, ...message.end }] : [],
  );
  const [ended] = ends.sort((one, two) => one.name.localeCompare(two.name));
  if (ended !== undefined) {
    const by = ended.from === PARTIES.buyer ? "buyer" : "seller";
    return { phase: "ended", path: [], ended: { by, reason: ended.reason, note: ended.note }, ...common };
  }
  const accepted = best(all.filter((name) => stands(name) && accepts(other(makerOf(name)), name)));
  if (accepted !== undefined)
    return { phase: "accepted", offer: accepted, path: pathTo(accepted), turn: makerOf(accepted), ...common };
  const open = best(all.filter(stands));
  if (open !== undefined)
    return { phase: "open", offer: open, path: pathTo(open), turn: other(makerOf(open)), ...common };
  const isLate = all.some((name) => !withdraws(name) && !refused(name));
  return { phase: isLate ? "expired" : "withdrawn", path: [], ...common };
}
