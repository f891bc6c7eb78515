import { type Address, concatHex, keccak256, pad, toHex } from "viem";
import { quittanceDomain } from "../../../sdk/protocol/domain.ts";
import { poolParameters } from "../../../sdk/testing/index.ts";
import { excludedBy } from "../../model/second-round.ts";
import { diceOf } from "../../support/dice.ts";
import type { Ground } from "./ground.ts";
import type { People } from "./people.ts";

const FUNDS = 200_000_000_000n;
const STARTS_AT = 1_800_000_000;
const DRAWS_AFTER = 28;

const addressOf = (number: number): Address => pad(toHex(number), { size: 20 });

/** Ground that says what the model says, without a chain: how a run is drawn can be looked at in no time. */
export function paperGround(people: People, seed: number): Ground & { readonly diary: () => string } {
  const pooled = diceOf(seed);
  const [contract, token, pool, issuer] = [
    addressOf(0xa1),
    addressOf(0xa2),
    addressOf(0xa3),
    addressOf(0xa4),
  ];
  let now = STARTS_AT;
  let diary = keccak256("0x");
  return {
    domain: quittanceDomain({ chainId: 31_337, address: contract }),
    token: { name: "USD Coin", version: "2", chainId: 31_337, verifyingContract: token },
    issuer,
    startsAt: STARTS_AT,
    start: {
      ...{ contract, token, pool: { address: pool, seatFee: poolParameters.seatFee } },
      wallets: new Map([...people.traders.map(({ address }) => [address, FUNDS] as const), [contract, 0n]]),
    },
    mine: async (timestamp, expectations) => {
      now = timestamp;
      const calls = expectations.flatMap(({ call }) => [call.from, call.to, call.data]);
      diary = keccak256(concatHex([diary, toHex(timestamp, { size: 8 }), ...calls]));
      return expectations.map(({ refusals }) => refusals?.[0]);
    },
    passToDraw: async () => {
      now += DRAWS_AFTER;
      return now;
    },
    panelOf: async (world, dealId) => {
      const terms = world.deals.get(dealId)?.terms;
      if (terms === undefined) throw new RangeError(`no deal ${dealId} in this world`);
      const barred: readonly Address[] = excludedBy(terms);
      const seated = people.poolJurors
        .map(({ address }) => address)
        .filter((juror) => !barred.includes(juror));
      return pooled.draw(seated, terms.panel.length).sort();
    },
    /** A hash of every block so far: when each was mined, and what was in it. */
    diary: () => diary,
  };
}
