import type { Address } from "viem";
import type { ScriptDeal } from "../script.ts";
import { type Rule, tierOfAverage } from "./rule.ts";

/** What buyers said of a seller. */
const ratingsOf = (deals: readonly ScriptDeal[], subject: Address): number[] =>
  deals
    .filter(({ seller }) => seller === subject)
    .flatMap(({ ratings }) => ratings.filter(({ side }) => side === "buyer").map(({ score }) => score));

/** A plain average of the ratings of deals. */
export const plainAverage: Rule = {
  name: "average of ratings",
  on: (market) => (attack) => tierOfAverage(ratingsOf([...market.deals, ...attack.deals], attack.subject)),
};

/** Averages of feedback as an ERC-8004 registry gives them: each client's latest, whether it bought anything or not. */
export const feedbackAverage: Rule = {
  name: "ERC-8004 feedback",
  on: (market) => (attack) => {
    const byClient = new Map<Address, number>();
    for (const { seller, buyer, ratings } of [...market.deals, ...attack.deals]) {
      if (seller !== attack.subject) continue;
      for (const { side, score } of ratings) if (side === "buyer") byClient.set(buyer, score);
    }
    for (const { client, score } of attack.feedback ?? []) byClient.set(client, score);
    return tierOfAverage([...byClient.values()]);
  },
};
