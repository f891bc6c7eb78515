import type { Message, SendMessageRequest } from "@a2a-js/sdk";
import { type Client, ServiceParameters, withA2AExtensions } from "@a2a-js/sdk/client";
import { BaseError } from "../../errors/base.ts";
import { CounterpartyRefusedError, CounterpartyUnreachableError } from "../../errors/negotiation.ts";
import { printable } from "../../errors/printable.ts";
import { requireOptions, requirePositiveInteger } from "../../json/options.ts";
import type { NegotiationChannel } from "../roads/channel.ts";
import { pause } from "../roads/pause.ts";
import { isPassing } from "../roads/refusals.ts";
import { MOST_ENVELOPE_BYTES, type NegotiationEnvelope } from "../talk/envelope.ts";
import { NEGOTIATION_EXTENSION } from "./extension.ts";
import { carriedIn, messageWith } from "./parts.ts";

const ATTEMPTS = 4;
const TIMEOUT_MS = 30_000;
const PAUSE_MS = 500;
/** Characters of what the other side says is wrong. */
const LONGEST_PROBLEM = 300;

/**
 * The road to a counterparty that is an A2A agent. Make the client with a `fetch` that refuses private addresses, such as `guardedFetch()`
 * of `quittance/node`, where a stranger named the agent's URL.
 *
 * @param options.client Of `ClientFactory` of `@a2a-js/sdk/client`.
 * @param options.attempts Attempts in all, where there is no answer, or one that may pass; 4 when left out.
 * @param options.timeoutMs Milliseconds for each attempt; 30,000 when left out.
 * @param options.pauseMs Milliseconds before the second attempt, twice as many before each further one; 500 when left out.
 * @example
 * import { a2aChannel } from "quittance/negotiation/a2a";
 *
 * const client = { sendMessage: async () => ({ parts: [], messageId: "1" }) } as never; // of ClientFactory
 * console.log(typeof a2aChannel({ client })); // function: pass it to `converse`
 */
export function a2aChannel(options: {
  readonly client: Pick<Client, "sendMessage">;
  readonly attempts?: number;
  readonly timeoutMs?: number;
  readonly pauseMs?: number;
}): NegotiationChannel {
  requireOptions(options, "client attempts timeoutMs pauseMs", "options");
  const { client, attempts = ATTEMPTS, timeoutMs = TIMEOUT_MS, pauseMs = PAUSE_MS } = options;
  for (const [name, value] of Object.entries({ attempts, timeoutMs, pauseMs }))
    requirePositiveInteger(`options.${name}`, value);

  const askOnce = async (envelope: NegotiationEnvelope, signal: AbortSignal | undefined) => {
    const late = AbortSignal.timeout(timeoutMs);
    const message = messageWith({ envelope }, "user", { messageId: globalThis.crypto.randomUUID() });
    const request: SendMessageRequest = {
      tenant: "",
      message,
      configuration: undefined,
      metadata: undefined,
    };
    try {
      const result = await client.sendMessage(request, {
        serviceParameters: ServiceParameters.create(withA2AExtensions(NEGOTIATION_EXTENSION)),
        signal: signal === undefined ? late : AbortSignal.any([late, signal]),
      });
      return { answer: answerIn(result as Partial<Message>) };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof BaseError) throw error;
      return { problem: "the agent could not be asked" };
    }
  };

  return async (envelope, signal) => {
    for (let attempt = 1; ; attempt += 1) {
      const { answer, problem = "" } = await askOnce(envelope, signal);
      if (answer !== undefined && "envelope" in answer) return answer.envelope;
      if (answer !== undefined && !isPassing(answer.status))
        throw new CounterpartyRefusedError(answer.problem, answer.status);
      if (attempt >= attempts)
        throw new CounterpartyUnreachableError(
          answer === undefined ? problem : `it answered with ${answer.status}`,
        );
      await pause(pauseMs * 2 ** (attempt - 1), signal);
    }
  };
}

type Answer = { readonly envelope: unknown } | { readonly status: number; readonly problem: string };

/** What an agent answered: all of it is a stranger's. */
function answerIn(result: Partial<Message>): Answer {
  const [carried] = carriedIn({ parts: result.parts ?? [] });
  const envelope: unknown = Reflect.get(Object(carried), "envelope");
  if (envelope !== undefined) {
    const text = JSON.stringify(envelope);
    if (text.length <= MOST_ENVELOPE_BYTES) return { envelope: text };
    return { status: 413, problem: "its answer is too long." };
  }
  const error = Object(Reflect.get(Object(carried), "error"));
  const [status, problem] = [Reflect.get(error, "status"), Reflect.get(error, "problem")] as unknown[];
  if (typeof status !== "number" || typeof problem !== "string")
    return { status: 400, problem: "it answered with nothing of a negotiation." };
  return { status, problem: printable(problem.slice(0, LONGEST_PROBLEM)) };
}
