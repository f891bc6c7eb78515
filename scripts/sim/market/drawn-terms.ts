import { buildTerms, hashPact, type Terms } from "quittance";
import type { Dice } from "../../../test/support/dice.ts";

const DAY = 86_400;
const address = (digits: string) => `0x${digits.padStart(40, "0")}` as const;

/** Where the time of drawn negotiations begins, in unix seconds. */
export const START = 1_800_000_000;
/** Deals open until then at the latest. */
export const OPEN_BY = START + DAY;

/** Terms that two sides negotiate about: one to eight milestones of uneven amounts, with fees and a contest window now and then. */
export function drawTerms(dice: Dice): Terms {
  const milestones = Array.from({ length: dice.between(1, 8) }, (_, index) => ({
    amount: dice.amount(5_000_000n, 40_000_000n),
    deadline: START + (index + 2) * DAY,
  }));
  const disputed = {
    contestWindow: 7_200,
    disputes: { bond: 10_000_000n, pool: address("ee") },
  };
  return buildTerms(
    {
      ...{ buyer: address("b1"), seller: address("5e11e4"), panel: [address("d3")], milestones },
      ...{ marketplace: address("f4") },
      ...{ pact: PACT, salt: 7n, openBy: OPEN_BY, silencePayout: 2_500 },
      ...(dice.chance(0.3) ? disputed : {}),
    },
    { now: START },
  );
}

const PACT = hashPact({ task: "translate the attached page to French" });
