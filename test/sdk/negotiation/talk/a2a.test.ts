import { type Message, Role } from "@a2a-js/sdk";
import type { AgentExecutor } from "@a2a-js/sdk/server";
import { RequestContext, ServerCallContext } from "@a2a-js/sdk/server";
import { expect } from "chai";
import { CounterpartyRefusedError, CounterpartyUnreachableError } from "../../../../sdk/index.ts";
import {
  a2aChannel,
  NEGOTIATION_EXTENSION,
  negotiationExecutor,
} from "../../../../sdk/negotiation/a2a/index.ts";
import { messageWith } from "../../../../sdk/negotiation/a2a/parts.ts";
import { refusalOf } from "../../support/refusal.ts";
import { cardAt } from "../support/serve.ts";
import { buysUpTo, HOUR, sellsFrom, termsFor, twoSides } from "../support/sides.ts";

describe("negotiating over A2A", () => {
  const opened = async () => {
    const sides = await twoSides({ buys: buysUpTo(150n), sells: sellsFrom(100n) });
    const { negotiation } = await sides.bought.begin({ terms: termsFor(120n), validFor: HOUR });
    return { ...sides, negotiation, sent: await sides.bought.envelope(negotiation) };
  };
  /** Has an executor answer one message. */
  const answerOf = async (executor: AgentExecutor, message: Message): Promise<Message | undefined> => {
    const request = { tenant: "", message, configuration: undefined, metadata: undefined };
    const context = new ServerCallContext({ requestedVersion: "1.0" });
    const published: unknown[] = [];
    const bus = { publish: (event: unknown) => published.push(event), finished: () => undefined };
    await executor.execute(new RequestContext(request, "task", "context", context), bus as never);
    return Reflect.get(Object(published[0]), "data") as Message | undefined;
  };
  const valueIn = (message: Message | undefined) => {
    const content = message?.parts[0]?.content;
    return content?.$case === "data" ? content.value : undefined;
  };

  it("names the extension in the card and in each message", async () => {
    const { sold, sent } = await opened();
    const [named] = cardAt("https://seller.example.com/").capabilities?.extensions ?? [];
    expect(named?.uri).to.equal(NEGOTIATION_EXTENSION);
    const executor = negotiationExecutor({ negotiator: sold });
    const answer = await answerOf(executor, messageWith({ envelope: sent }, "user", { messageId: "1" }));
    expect(answer).to.deep.include({ role: Role.ROLE_AGENT, extensions: [NEGOTIATION_EXTENSION] });
    expect(valueIn(answer)?.envelope.messages[0].kind).to.equal("acceptance");
  });

  it("leaves other messages to another executor", async () => {
    const { sold } = await opened();
    const seen: string[] = [];
    const otherwise: AgentExecutor = {
      execute: async ({ userMessage }) => {
        seen.push(userMessage.messageId);
      },
      cancelTask: async (id) => {
        seen.push(id);
      },
    };
    const executor = negotiationExecutor({ negotiator: sold, otherwise });
    const text: Message = {
      ...messageWith({ error: { status: 400, problem: "" } }, "user", { messageId: "talk" }),
      parts: [
        { content: { $case: "text", value: "hello" }, metadata: undefined, filename: "", mediaType: "" },
      ],
    };
    await answerOf(executor, text);
    await executor.cancelTask("7", { finished: () => undefined } as never);
    expect(seen).to.deep.equal(["talk", "7"]);
    const alone = await answerOf(negotiationExecutor({ negotiator: sold }), text);
    expect(valueIn(alone)?.error.status).to.equal(400);
  });

  it("refuses wrong data parts", async () => {
    const { sold, sent } = await opened();
    const executor = negotiationExecutor({ negotiator: sold });
    const good = messageWith({ envelope: sent }, "user", { messageId: "1" });
    const [part] = good.parts;
    if (part === undefined) throw new Error("no part");
    const withValue = (value: unknown): Message => ({
      ...good,
      parts: [{ ...part, content: { $case: "data", value } }],
    });
    const cases: readonly (readonly [Message, number])[] = [
      [{ ...good, parts: [part, part] }, 400],
      [withValue(null), 400],
      [withValue({ envelope: { ...sent, key: `0x${"00".repeat(32)}`, messages: [] } }), 404],
      [withValue({ envelope: "x".repeat(600_000) }), 413],
    ];
    for (const [message, status] of cases)
      expect(valueIn(await answerOf(executor, message))?.error.status).to.equal(status);
    expect(sold.list()).to.deep.equal([]);
  });

  it("tells refusals from failures", async () => {
    const { sent } = await opened();
    const asking = (answer: unknown) => {
      let asked = 0;
      const client = {
        sendMessage: async () => {
          asked += 1;
          if (answer instanceof Error) throw answer;
          return answer as Message;
        },
      };
      return { channel: a2aChannel({ client, pauseMs: 1, attempts: 2 }), asked: () => asked };
    };
    const failing = (status: number) =>
      asking(messageWith({ error: { status, problem: "No.\u001b[2J" } }, "agent", { messageId: "1" }));
    const refused = failing(404);
    const { message } = await refusalOf(CounterpartyRefusedError, () => refused.channel(sent));
    expect([message.includes("\\u001b[2J"), refused.asked()]).to.deep.equal([true, 1]);
    for (const one of [failing(503), asking(new Error("reset"))]) {
      await refusalOf(CounterpartyUnreachableError, () => one.channel(sent));
      expect(one.asked()).to.equal(2);
    }
    await refusalOf(CounterpartyRefusedError, () => asking({ parts: [] }).channel(sent));
  });
});
