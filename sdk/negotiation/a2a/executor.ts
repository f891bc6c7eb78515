import { AgentEvent, type AgentExecutor } from "@a2a-js/sdk/server";
import { requireOptions } from "../../json/options.ts";
import { refusalFor } from "../roads/refusals.ts";
import { MOST_ENVELOPE_BYTES } from "../talk/envelope.ts";
import type { Negotiator } from "../talk/negotiator.ts";
import { NEGOTIATION_EXTENSION } from "./extension.ts";
import { type Carried, carriedIn, messageWith } from "./parts.ts";

/**
 * Lets an A2A agent negotiate: messages with a data part of the extension go to the negotiator, and its envelope comes back in a message.
 * All others go to your own executor. Name `negotiationExtension()` in the agent's card.
 *
 * @param options.otherwise Executes messages that are no part of a negotiation; they are refused when it is left out.
 * @param options.onError Is told what went wrong on this side.
 * @example
 * import { openNegotiator } from "quittance/negotiation";
 * import { negotiationExecutor } from "quittance/negotiation/a2a";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller: account } = stack;
 * const negotiator = await openNegotiator({ domain, account, strategy: () => ({ kind: "accept" }) });
 * const executor = negotiationExecutor({ negotiator }); // new DefaultRequestHandler(card, store, executor)
 * console.log(typeof executor.execute); // function
 * await stack.stop();
 */
export function negotiationExecutor(options: {
  readonly negotiator: Pick<Negotiator, "receive">;
  readonly otherwise?: AgentExecutor;
  readonly onError?: (error: unknown) => void;
}): AgentExecutor {
  requireOptions(options, "negotiator otherwise onError", "options");
  const { negotiator, otherwise, onError } = options;

  const carried = async (given: unknown): Promise<Carried> => {
    const envelope: unknown = Reflect.get(Object(given), "envelope");
    try {
      const text = JSON.stringify(envelope) ?? "";
      if (text.length > MOST_ENVELOPE_BYTES)
        return { error: { status: 413, problem: `An envelope has at most ${MOST_ENVELOPE_BYTES} bytes.` } };
      return { envelope: await negotiator.receive(text) };
    } catch (error) {
      const refused = refusalFor(error);
      if (refused.status === 500) onError?.(error);
      return { error: refused };
    }
  };

  return {
    execute: async (request, bus) => {
      const { userMessage, contextId, context } = request;
      const [given, ...more] = carriedIn(userMessage);
      if (given === undefined && otherwise !== undefined) return otherwise.execute(request, bus);
      const one = "Send one data part with an envelope.";
      const answer: Carried =
        given === undefined || more.length > 0
          ? { error: { status: 400, problem: one } }
          : await carried(given);
      context.addActivatedExtension(NEGOTIATION_EXTENSION);
      const messageId = globalThis.crypto.randomUUID();
      bus.publish(AgentEvent.message(messageWith(answer, "agent", { messageId, contextId })));
      bus.finished();
    },
    cancelTask: async (taskId, bus) => {
      if (otherwise !== undefined) return otherwise.cancelTask(taskId, bus);
      bus.finished();
    },
  };
}
