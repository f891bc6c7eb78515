import { askPrincipal, carryAnswers, type Negotiator, type Review } from "quittance/negotiation";
import type { QuittanceDomain } from "quittance/protocol";
import { clock, storeIn } from "../commands/approval/pending.ts";
import { termsText } from "../commands/deal/words.ts";
import type { Output } from "../output/output.ts";
import { strangersLine } from "../output/text.ts";
import { CommandRefusal } from "../refusal.ts";
import { askToGoOn } from "../session/ask.ts";
import type { SenderOptions } from "../session/options.ts";
import type { Session } from "../session/session.ts";

/** How often it is looked whether there is an answer. */
const EVERY_MS = 1_000;

/** Asks the person at the terminal. */
export function askingHere(session: Session, options: Pick<SenderOptions, "yes">): Review {
  return async (commitment, { offers }) => {
    const terms = commitment.kind === "offer" ? commitment.terms : offers.at(-1)?.terms;
    if (terms !== undefined) session.output.note(await termsText(session, terms));
    try {
      await askToGoOn(options, commitment.kind === "offer" ? "Offer these terms?" : "Sign these terms?");
      return { kind: "allow", byPrincipal: true };
    } catch (error) {
      if (!(error instanceof CommandRefusal)) throw error;
      return { kind: "refuse", reasons: [{ rule: "terminal", text: "The person at the terminal refused." }] };
    }
  };
}

/** Asks by `quittance approval`: each commitment waits there for an answer. */
export function askingByApproval(domain: QuittanceDomain): Review {
  const reasons = [
    { rule: "command", text: "The command was started with --ask, and asks about everything." },
  ];
  return askPrincipal({ domain, store: storeIn({}), review: async () => ({ kind: "ask", reasons }) });
}

/** Carries answers of `quittance approval` to a negotiator, until it is told to stop. */
export function carryingAnswers(negotiator: Negotiator, output: Output): () => void {
  let isCarrying = false;
  const carry = async () => {
    if (isCarrying) return;
    isCarrying = true;
    try {
      await carryAnswers({ negotiator, store: storeIn({}), now: clock() });
    } catch (error) {
      output.note(`An answer was not carried: ${strangersLine(error instanceof Error ? error.message : "")}`);
    } finally {
      isCarrying = false;
    }
  };
  const timer = setInterval(() => void carry(), EVERY_MS);
  return () => clearInterval(timer);
}
