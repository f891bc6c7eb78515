import type { Answer, Behaviour } from "./loopback-node.ts";

/** Does what it is asked, and breaks off before it answers, as many times as given. */
export function losingAnswers(methods: readonly string[], times = Number.POSITIVE_INFINITY): Behaviour {
  let left = times;
  return async ({ method }, forward) => {
    const answer = await forward();
    if (!methods.includes(method) || left-- <= 0) return answer;
    return "broken off";
  };
}

/** Answers so in the place of doing anything, as many times as given. */
export function answering(
  methods: readonly string[],
  answer: Answer,
  times = Number.POSITIVE_INFINITY,
): Behaviour {
  let left = times;
  return async ({ method }, forward) => (methods.includes(method) && left-- > 0 ? answer : forward());
}

/** The first behaviour that answers otherwise than the real node does. */
export function both(first: Behaviour, second: Behaviour): Behaviour {
  return (call, forward) => first(call, async () => second(call, forward));
}
