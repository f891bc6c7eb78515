import type { Address } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { requireList, requireOptions } from "../json/options.ts";
import { ALLOWED, stricter } from "./list.ts";
import type { Screen, ScreeningAnswer, ScreeningQuestion } from "./screen.ts";

/** What came of a question; `unavailable` where a screen gave no answer, and nothing passes without one. */
export type ScreeningOutcome = ScreeningAnswer["decision"] | "unavailable";

/** What an operator learns of a question: no address is in it. */
export interface ScreeningNews {
  readonly action: ScreeningQuestion["action"];
  readonly outcome: ScreeningOutcome;
  /** Whether a screen gave no answer. */
  readonly failed: boolean;
  /** Why, in short; of a list, the line that is wrong. */
  readonly problem?: string | undefined;
}

/** Asks all screens of an operator. */
export interface Screening {
  /** @param addresses All that are named in the request; the same twice counts once. */
  ask(action: ScreeningQuestion["action"], addresses: readonly Address[]): Promise<ScreeningOutcome>;
}

/**
 * Asks screens before a program relays or takes something. All of them are asked, and the strictest answer counts. Where one throws,
 * `failure` says what follows: `closed` lets nothing pass, `open` counts the others alone.
 *
 * @param input.onAsked Is told each outcome, for figures and logs.
 * @throws InvalidFieldError
 * @example
 * import { listScreen, parseScreeningList, screening } from "quittance/screening";
 *
 * const address = "0x00000000000000000000000000000000000000b2";
 * const screens = [listScreen(parseScreeningList(`${address},ask`)), () => Promise.reject(new Error("down"))];
 * console.log(await screening({ screens, failure: "open" }).ask("take", [address])); // ask
 * console.log(await screening({ screens, failure: "closed" }).ask("take", [address])); // unavailable
 */
export function screening(input: {
  readonly screens: readonly Screen[];
  readonly failure: "closed" | "open";
  readonly onAsked?: ((news: ScreeningNews) => void) | undefined;
}): Screening {
  requireOptions(input, "screens failure onAsked");
  const { screens, failure, onAsked } = input;
  requireList("screens", screens);
  if (failure !== "closed" && failure !== "open") {
    const remedy = "Give closed to let nothing pass while a screen gives no answer.";
    throw new InvalidFieldError({
      field: "failure",
      value: failure,
      problem: 'must be "closed" or "open"',
      remedy,
    });
  }
  return {
    ask: async (action, addresses) => {
      const question = { action, addresses: [...new Set(addresses)] };
      const answers = await Promise.allSettled(screens.map(async (screen) => screen(question)));
      const failed = answers.some(({ status }) => status === "rejected");
      const { decision } = answers
        .flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []))
        .reduce(stricter, ALLOWED);
      // What one screen refuses stays refused, whatever the others would have said.
      const outcome = failed && failure === "closed" && decision !== "refuse" ? "unavailable" : decision;
      const reasons = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []));
      onAsked?.({
        action,
        outcome,
        failed,
        ...(failed ? { problem: reasons.map(problemOf).join("; ") } : {}),
      });
      return outcome;
    },
  };
}

/** A message could hold an address or a URL with a password in it. */
function problemOf(error: unknown): string {
  if (error instanceof InvalidFieldError) return `${error.field} is wrong`;
  const code: unknown = Reflect.get(Object(error), "code");
  if (typeof code === "string" && /^\w{1,40}$/.test(code)) return code;
  return error instanceof Error ? error.name.slice(0, 40) : "an error";
}

/** What a program answers over HTTP. */
export interface ScreeningReply {
  readonly status: 403 | 503;
  readonly body: { readonly error: string; readonly screening: Exclude<ScreeningOutcome, "allow"> };
}

const REPLIES: Readonly<
  Record<
    Exclude<ScreeningOutcome, "allow">,
    Omit<ScreeningReply["body"], "screening"> & { readonly status: 403 | 503 }
  >
> = {
  refuse: { status: 403, error: "the operator of this service refuses a party of this request" },
  ask: {
    status: 403,
    error:
      "an operator has to decide about a party of this request first: nothing was done; ask the operator of this service",
  },
  unavailable: { status: 503, error: "the parties of this request cannot be screened now; ask again later" },
};

/**
 * The answer over HTTP to what may not pass; undefined for what may. It names neither the party nor the reason.
 *
 * @example
 * import { screeningReply } from "quittance/screening";
 *
 * console.log(screeningReply("ask")?.status); // 403
 * console.log(screeningReply("allow") === undefined); // true
 */
export function screeningReply(outcome: ScreeningOutcome): ScreeningReply | undefined {
  if (outcome === "allow") return undefined;
  const { status, error } = REPLIES[outcome];
  return { status, body: { error, screening: outcome } };
}
