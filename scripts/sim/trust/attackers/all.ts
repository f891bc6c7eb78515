import type { Attacker } from "../attack.ts";
import { bought } from "./bought.ts";
import { discounter } from "./discounter.ts";
import { jurors } from "./jurors.ts";
import { ring, stakedRing } from "./ring.ts";
import { swarm } from "./swarm.ts";
import { whitewasher } from "./whitewasher.ts";

/** Every attacker that wants to look good. */
export const ATTACKERS: readonly Attacker[] = [
  ring,
  stakedRing,
  swarm,
  discounter,
  jurors,
  whitewasher,
  bought,
];
