import { encodeFunctionData, erc20Abi, type Hex } from "viem";
import { CHAIN_ID, type Ground, openGround, type RawBlock } from "../chain/ground.ts";
import { populate } from "../chain/population.ts";
import { openWriter } from "./file.ts";
import { type Profile, UNFINAL_BLOCKS } from "./profiles.ts";

/** Of how far a recording is. */
export type Progress = (line: string) => void;

/** Blocks between two lines of progress. */
const REPORT_EACH = 100;

/**
 * Makes a chain with the real contracts and writes it down: so many events in final blocks, and the blocks after them that
 * Ponder does not take as final yet.
 */
export async function record(
  folder: string,
  profile: Profile,
  events: number,
  report: Progress,
): Promise<void> {
  const ground = await openGround();
  try {
    const writer = openWriter(folder);
    const setUp = Number(await ground.request("eth_blockNumber"));
    const own = new Set([ground.address, ground.pool].map((address) => address.toLowerCase()));
    const heldAt = holdings(ground);
    let made = 0;
    const add = async (mined: RawBlock) => {
      const count = mined.logs.filter(({ address }) => own.has(address.toLowerCase())).length;
      made += count;
      writer.add(mined, { events: count, held: await heldAt(mined.block.number as Hex) });
    };
    for (let number = 0; number <= setUp; number++) await add(await ground.blockAt(number));
    const population = populate(ground);
    for (let rest = UNFINAL_BLOCKS, block = 1; rest > 0; block++) {
      if (made >= events) rest -= 1;
      await add((await population.nextBlock(profile.perBlock)).mined);
      if (block % REPORT_EACH === 0)
        report(`${profile.name}: ${made} of ${events} events are on the chain …`);
    }
    writer.finish(await factsOf(ground));
  } finally {
    await ground.close();
  }
}

/** What the token says at a block that the contract holds. */
function holdings({ request, token, address }: Ground) {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: "balanceOf", args: [address] });
  return async (block: Hex): Promise<string> => {
    // Where there is no token yet, it answers nothing.
    const answer = (await request("eth_call", { to: token.verifyingContract, data }, block)) as Hex;
    return answer === "0x" ? "0" : String(BigInt(answer));
  };
}

async function factsOf({ address, pool, token, request }: Ground) {
  const places = [address, pool, token.verifyingContract];
  const codes = await Promise.all(
    places.map(async (place) => [place.toLowerCase(), await request("eth_getCode", place, "latest")]),
  );
  return {
    chainId: CHAIN_ID,
    quittance: address,
    pool,
    usdc: token.verifyingContract,
    codes: Object.fromEntries(codes),
  };
}
