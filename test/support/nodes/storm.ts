import type { Random } from "../relayer/random.ts";
import type { Answer, Behaviour } from "./loopback-node.ts";

const LATE_MS = 300;

/** Refuses, breaks off and takes its time now and then; where it lies, `eth_getLogs` is wrong now and then. */
export function stormy(random: Random, { lies }: { readonly lies: boolean }): Behaviour {
  return async ({ method }, forward) => {
    // All is drawn before anything is awaited.
    const [fault, isLate, isWrong, kind] = [
      random.next(),
      random.chance(0.05),
      random.chance(0.3),
      random.whole(0, 3),
    ];
    if (fault < 0.03) return { status: 429 };
    if (fault < 0.06) return { status: 503 };
    if (fault < 0.08) return "broken off";
    if (fault < 0.1) return { error: { code: -32_603, message: "internal error" } };
    if (isLate) await new Promise((resolve) => setTimeout(resolve, LATE_MS));
    const answer = await forward();
    return lies && isWrong && method === "eth_getLogs" ? wrong(answer, kind) : answer;
  };
}

interface Log {
  readonly data: string;
}

function wrong(answer: Answer, kind: number): Answer {
  if (!(answer instanceof Object && "result" in answer)) return answer;
  const logs = answer.result as readonly Log[];
  if (logs.length === 0) return answer;
  switch (kind) {
    case 0:
      return { result: [] };
    case 1:
      return { result: logs.slice(1) };
    case 2:
      return { result: [...logs, ...logs.slice(-1)] };
    default:
      return { result: logs.map((log) => ({ ...log, data: log.data.replace(/.$/, "7") })) };
  }
}
