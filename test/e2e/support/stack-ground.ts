import { type Address, encodeFunctionData } from "viem";
import { jurorPoolAbi } from "../../../sdk/abi/juror-pool.ts";
import { readTokenDomain } from "../../../sdk/client/token-domain.ts";
import { poolParameters, type Stack } from "../../../sdk/testing/index.ts";
import { excludedBy } from "../../model/second-round.ts";
import { openChain } from "./blocks.ts";
import { usdcOf } from "./contract-state.ts";
import type { Ground } from "./ground.ts";
import type { People } from "./people.ts";

/** What a stack must be started with so that a run on it depends on nothing but its seed. */
export const ONE_CLOCK = { startTime: 1_800_000_000, blockTime: 1 } as const;

/** More blocks than lie between a contest and the hash that seeds its draw. */
const SEED_BLOCKS = 27;

/** A stack to play on; nobody else may send to it meanwhile. It mines at once again after `close`. */
export async function stackGround(
  stack: Stack,
  people: People,
): Promise<Ground & { readonly close: () => Promise<void> }> {
  const { publicClient, domain } = stack;
  const [contract, tokenAddress, pool] = [stack.address, stack.token, stack.pool].map(lowerCase);
  const issuer = stack.accounts.at(-1)?.address;
  if (!contract || !tokenAddress || !pool || !issuer) throw new Error("the stack has no issuer");
  const token = await readTokenDomain(publicClient, { token: stack.token });
  const wallets = new Map<Address, bigint>();
  for (const { address } of people.all) wallets.set(address, await usdcOf(stack, address));
  const senders = [...people.all.map(({ address }) => address), lowerCase(issuer)];
  const startsAt = await stack.now();
  const chain = await openChain(stack, senders);
  let openedInBlock = 0n;
  return {
    ...{ domain, token, issuer: lowerCase(issuer), startsAt },
    start: {
      contract,
      token: tokenAddress,
      pool: { address: pool, seatFee: poolParameters.seatFee },
      wallets: wallets.set(contract, 0n),
    },
    mine: (timestamp, expectations) =>
      chain.mineBlock(
        timestamp,
        expectations.map(({ call }) => call),
      ),
    passToDraw: async () => {
      openedInBlock = await chain.blockNumber();
      const now = (await chain.passBlocks(SEED_BLOCKS)) + 1;
      // Pinned, the draw of a contest stays the same however long the run goes on.
      const pin = { abi: jurorPoolAbi, functionName: "pinSeed", args: [openedInBlock] } as const;
      await chain.mineBlock(now, [
        { from: people.outsider.address, to: pool, data: encodeFunctionData(pin) },
      ]);
      return now;
    },
    panelOf: async (world, dealId, milestone, openedAt) => {
      const terms = world.deals.get(dealId)?.terms;
      if (terms === undefined) throw new RangeError(`no deal ${dealId} in this world`);
      const excluded = excludedBy(terms);
      const panel = await publicClient.readContract({
        address: pool,
        abi: jurorPoolAbi,
        functionName: "draw",
        args: [
          // Every seat is older than any deal, so that it does not matter since when the payout is provisional.
          ...([dealId, BigInt(milestone), BigInt(openedAt), BigInt(openedAt), openedInBlock] as const),
          ...([BigInt(terms.panel.length), excluded] as const),
        ],
      });
      return panel.map(lowerCase);
    },
    close: chain.close,
  };
}

const lowerCase = (address: Address) => address.toLowerCase() as Address;
