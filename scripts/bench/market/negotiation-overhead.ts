import type { Terms } from "quittance";
import type { NegotiationMessage } from "quittance/negotiation";
import { type TypedDataDefinition, verifyTypedData } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { offerMessage } from "../../../sdk/negotiation/offers/offer.ts";
import { termsMessage } from "../../../sdk/protocol/deal-id.ts";
import { definitionOf } from "../../../sdk/protocol/hash-typed.ts";
import { typedDataTypes } from "../../../sdk/protocol/typed-data.ts";
import { atMost, type MarketBench } from "./figure.ts";
import { DOMAIN, negotiateSigned, type Scene, sceneOf } from "./signed-negotiation.ts";

const ROUNDS = 12;
/** Negotiations of one round. Others come in each, so that nothing is known from the round before. */
const NEGOTIATIONS = 10;
const WARM_UP = 2;
const MOST = 1.5;

/** Microseconds of processor time that this process used: what else the machine does is not counted. */
async function timeOf(task: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await task();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const median = (values: readonly number[]) =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

/** What viem signs for each message: the offers as offers, the acceptances as the terms that they are of. */
function definitionsOf(said: readonly NegotiationMessage[]): readonly TypedDataDefinition[] {
  let terms: Terms | undefined;
  return said.flatMap((message): TypedDataDefinition[] => {
    if (message.kind === "offer") {
      terms = message.offer.terms;
      const { domain, ...signed } = offerMessage(message.offer);
      return [definitionOf(domain, "Offer", signed)];
    }
    if (message.kind !== "acceptance" || terms === undefined)
      throw new Error(`an unforeseen ${message.kind}`);
    return [
      {
        ...{ domain: DOMAIN, types: typedDataTypes, primaryType: "Terms" },
        message: termsMessage(terms),
      } as TypedDataDefinition,
    ];
  });
}

/** Processor time for all messages of negotiations, signed and taken by both sides, over viem's for as many. */
export function negotiationOverheadBench(rounds = ROUNDS, negotiations = NEGOTIATIONS): MarketBench {
  return {
    name: "negotiation_overhead",
    measure: async () => {
      const account = privateKeyToAccount(`0x${"11".repeat(32)}`);
      const [ours, theirs]: [number[], number[]] = [[], []];
      let messages = 0;
      for (let round = 0; round < rounds + WARM_UP; round++) {
        const scenes: Scene[] = Array.from({ length: negotiations }, (_, index) =>
          sceneOf(round * negotiations + index),
        );
        const said: (readonly NegotiationMessage[])[] = [];
        const own = await timeOf(async () => {
          for (const scene of scenes) said.push(await negotiateSigned(scene));
        });
        const definitions = said.flatMap(definitionsOf);
        const plain = await timeOf(async () => {
          for (const definition of definitions) {
            const signature = await account.signTypedData(definition as never);
            const isGood = await verifyTypedData({
              ...definition,
              address: account.address,
              signature,
            } as never);
            if (!isGood) throw new Error("viem does not verify what it signed");
          }
        });
        if (round < WARM_UP) continue;
        messages += definitions.length;
        ours.push(own / definitions.length);
        theirs.push(plain / definitions.length);
      }
      const ratio = median(ours.map((time, round) => time / (theirs[round] ?? Number.NaN)));
      const milliseconds = (values: readonly number[]) => (median(values) / 1_000).toFixed(2);
      return [
        atMost(
          {
            ...{ name: "negotiation_overhead", value: Math.round(ratio * 1_000) / 1_000, unit: "ratio" },
            what: `${milliseconds(ours)} ms of processor time for a message: decided, signed, sent as JSON, and checked and kept by both sides; ${messages} messages`,
            baseline: {
              what: `${milliseconds(theirs)} ms with signTypedData and verifyTypedData of viem, each once for a message`,
              value: 1,
            },
          },
          MOST,
        ),
      ];
    },
  };
}
