import { deposit, withdraw } from "../../../../sdk/index.ts";
import { usd } from "../../../../test/support/usdc.ts";
import { type Life, type Scene, saltOf, step } from "./life.ts";

/** Money in and out of a balance. */
export async function* ledgerMoves(scene: Scene): Life {
  const { ground, dice } = scene;
  const { address, people } = ground;
  const owner = dice.pick(people.buyers).address;
  const amount = usd(5 + dice.below(50));
  yield step(owner, deposit.call({ address, recipient: owner, amount, salt: saltOf(scene, "deposit") }));
  yield step(owner, withdraw.call({ address, to: owner, amount, salt: saltOf(scene, "withdrawal") }));
}
