import type { Intent } from "../store/records.ts";
import type { EngineContext } from "./context.ts";
import { recheck } from "./deploying.ts";
import { gasOfCall, mostFor } from "./gas.ts";
import type { Simulated } from "./node.ts";

/** An intent as it goes through now, with the gas of its call. Refused without a reason where that is much more than was priced. */
export async function lookAgain(context: EngineContext, intent: Intent): Promise<Simulated<Intent>> {
  const { node, settings, simulator } = context;
  const { data, deploying } = intent;
  if (deploying !== undefined) {
    const again = await recheck(node, settings, intent);
    if ("reason" in again || again.result.deploying !== undefined) return again;
  }
  const priced = deploying === undefined ? intent.gas : gasOfCall(deploying.gas, data);
  const simulated = await simulator.run(data);
  if ("reason" in simulated) return simulated;
  if (priced !== undefined && simulated.result > mostFor(priced)) return { reason: "0x" };
  return { result: { ...intent, deploying: undefined, gas: simulated.result } };
}
