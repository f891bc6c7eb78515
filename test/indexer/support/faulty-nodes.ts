import type { Behaviour } from "../../support/nodes/loopback-node.ts";

/** A node that takes its time, and has time for so many questions at once: it answers more of them with 429. */
export function limited(
  atOnce: number,
  takesMs: number,
): Behaviour & { readonly most: () => number; readonly refused: () => number } {
  let [now, most, refused] = [0, 0, 0];
  const behaviour: Behaviour = async (_, forward) => {
    most = Math.max(most, now + 1);
    if (now >= atOnce) {
      refused += 1;
      return { status: 429 };
    }
    now += 1;
    try {
      await new Promise((resolve) => setTimeout(resolve, takesMs));
      return await forward();
    } finally {
      now -= 1;
    }
  };
  return Object.assign(behaviour, { most: () => most, refused: () => refused });
}

/** Answers nothing at all to its next questions of some methods, and keeps their connections open. */
export function hanging(methods: readonly string[], times: number): Behaviour {
  let left = times;
  return ({ method }, forward) =>
    methods.includes(method) && left-- > 0 ? new Promise<never>(() => undefined) : forward();
}

/** Takes its time. */
export const late =
  (takesMs: number): Behaviour =>
  async (_, forward) => {
    await new Promise((resolve) => setTimeout(resolve, takesMs));
    return forward();
  };

/** Says every log of its next answers that have any twice. */
export function doubling(times: number): Behaviour {
  let left = times;
  return async ({ method }, forward) => {
    const answer = await forward();
    if (method !== "eth_getLogs" || !(answer instanceof Object && "result" in answer)) return answer;
    const logs = answer.result as readonly unknown[];
    return logs.length > 0 && left-- > 0 ? { result: logs.flatMap((log) => [log, log]) } : answer;
  };
}
