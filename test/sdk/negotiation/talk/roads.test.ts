import { expect } from "chai";
import { CounterpartyUnreachableError } from "../../../../sdk/index.ts";
import {
  converse,
  type NegotiationChannel,
  type NegotiationState,
} from "../../../../sdk/negotiation/index.ts";
import { type Dice, diceOf } from "../../../support/dice.ts";
import { ROADS } from "../support/serve.ts";
import { buysUpTo, HOUR, sellsFrom, termsFor, twoSides } from "../support/sides.ts";

/** A road on which requests and answers get lost, come twice, and come again much later. */
function faulty(channel: NegotiationChannel, dice: Dice): NegotiationChannel {
  const old: Parameters<NegotiationChannel>[0][] = [];
  return async (envelope, signal) => {
    old.push(envelope);
    if (dice.chance(0.3)) await channel(dice.pick(old), signal);
    if (dice.chance(0.2)) throw new CounterpartyUnreachableError("the request got lost");
    const answer = await channel({ ...envelope, messages: shuffled(dice, envelope.messages) }, signal);
    if (dice.chance(0.2)) throw new CounterpartyUnreachableError("the answer got lost");
    if (dice.chance(0.3)) await channel(dice.pick(old), signal);
    return answer;
  };
}

function shuffled<Item>(dice: Dice, items: readonly Item[]): Item[] {
  const [first, ...rest] = items;
  if (first === undefined) return [];
  // The first one opens a negotiation that is not known yet.
  return [first, ...rest.sort(() => (dice.chance(0.5) ? 1 : -1))];
}

/** `npm run test:deep` loses other envelopes, too. */
const SEEDS = process.env.QUITTANCE_DEEP === "1" ? Array.from({ length: 20 }, (_, index) => index) : [7];
/** What the buyer pays at most, what the seller takes at least, and a seed for the faults of the road. */
const DIALOGUES = SEEDS.flatMap((seed) => [[150n, 130n, seed] as const, [120n, 130n, seed] as const]);

describe("roads between two sides", () => {
  const common = { everyMs: 1 } as const;

  it("brings both sides to the same state on every road", async () => {
    for (const [most, least, seed] of DIALOGUES) {
      const ends: Record<string, NegotiationState> = {};
      for (const [name, open] of Object.entries(ROADS)) {
        const { bought, sold } = await twoSides({ buys: buysUpTo(most), sells: sellsFrom(least) });
        const road = await open(sold, bought);
        try {
          const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
          const channel = faulty(road.channel, diceOf(seed));
          const carry = () => converse({ ...common, negotiator: bought, negotiation, channel });
          const isOver = async () => {
            const [mine, yours] = [await bought.status(negotiation), sold.list()];
            const other = yours.length === 0 ? undefined : await sold.status(negotiation);
            return /agreed|ended/.test(mine.status) && other?.status === mine.status;
          };
          for (let tries = 0; tries < 200 && !(await isOver()); tries += 1) {
            await carry().catch((error: unknown) => {
              if (!(error instanceof CounterpartyUnreachableError)) throw error;
            });
          }
          const [mine, yours] = [await bought.status(negotiation), await sold.status(negotiation)];
          expect(yours.state, name).to.deep.equal(mine.state);
          expect((await sold.envelope(negotiation)).have).to.deep.equal(
            (await bought.envelope(negotiation)).have,
          );
          ends[name] = mine.state;
        } finally {
          await road.stop();
        }
      }
      const [first, ...others] = Object.values(ends);
      expect(first?.phase).to.equal(most < least ? "ended" : "agreed");
      expect(others).to.have.length(3);
      for (const other of others) expect(other).to.deep.equal(first);
    }
  });

  it("stops while the principal is asked, and goes on afterwards", async () => {
    const { bought, sold } = await twoSides(
      { buys: buysUpTo(150n), sells: sellsFrom(130n) },
      {
        ofBuyer: {
          review: async ({ kind }) =>
            kind === "accept"
              ? { kind: "ask", reasons: [{ rule: "any", text: "Each deal." }] }
              : { kind: "allow" },
        },
      },
    );
    const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
    const carry = () => converse({ ...common, negotiator: bought, negotiation, channel: sold.receive });
    const { status, held } = await carry();
    expect(status).to.equal("held");
    expect((await carry()).held).to.deep.equal(held);
    await bought.answer(held?.approval ?? "0x", "allow");
    expect((await carry()).status).to.equal("agreed");
    expect((await sold.status(negotiation)).status).to.equal("agreed");
  });

  it("stops by its signal", async () => {
    const { bought, sold } = await twoSides({ buys: buysUpTo(150n), sells: () => ({ kind: "wait" }) });
    const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
    const end = new AbortController();
    const carried = converse({
      ...{ ...common, negotiator: bought, negotiation, signal: end.signal },
      channel: async (envelope) => {
        setTimeout(() => end.abort(new Error("enough")), 1);
        return sold.receive(envelope);
      },
    });
    expect(await carried.catch(({ message }) => message)).to.equal("enough");
  });
});
