import type { Verdict } from "./checker.ts";

/** A verdict as JSON: amounts as text. */
export function checkAnswer({ agrees, problem, remedy, look, ageMs }: Verdict) {
  return {
    agrees,
    problem,
    remedy,
    block: look?.block ?? null,
    secondsAgo: ageMs === null ? null : Math.floor(ageMs / 1_000),
    money: (look?.money ?? []).map(({ name, holder, held, balance, plain }) => ({
      contract: name,
      address: holder,
      rows: String(held),
      chain: String(balance),
      plainTransfers: plain === undefined ? null : String(plain),
    })),
  };
}

/** What `/ready` answers; the text is empty when all is well. */
export function readyAnswer(
  isComplete: boolean,
  { agrees, problem, remedy }: Verdict,
): { status: 200 | 503; text: string } {
  if (!isComplete)
    return {
      status: 503,
      text: ["Historical indexing is not complete.", problem, remedy].filter(Boolean).join(" "),
    };
  if (agrees === true) return { status: 200, text: "" };
  if (agrees === null) {
    const why = problem === null ? "" : ` ${problem}`;
    return { status: 503, text: `The rows are not compared with the chain yet.${why}` };
  }
  return { status: 503, text: `The rows do not agree with the chain. ${problem} ${remedy}` };
}
