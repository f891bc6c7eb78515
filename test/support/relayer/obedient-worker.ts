import type { LocalAccount } from "viem";
import { createEngine } from "../../../apps/relayer/engine/engine.ts";
import type { NodeClient } from "../../../apps/relayer/engine/node.ts";
import type { EngineSettings } from "../../../apps/relayer/engine/settings.ts";
import type { Store } from "../../../apps/relayer/store/store.ts";
import { type FaultPoint, nodeWithFaults, withFaults } from "./faults.ts";
import { OWNER } from "./owner.ts";
import type { Command } from "./worker-process.ts";

/**
 * A worker that does one thing at a time, when it is told, by a clock that it is told.
 *
 * @param end Called at the point that it is armed with, for the first time that it comes there.
 */
export function obedientWorker(
  {
    node,
    account,
    store,
    settings,
  }: { node: NodeClient; account: LocalAccount; store: Store; settings: EngineSettings },
  end: () => void,
): (command: Command) => Promise<void> {
  let armed: FaultPoint | undefined;
  let time = 0;
  const at = (point: FaultPoint) => {
    if (point === armed) end();
  };
  const passing = withFaults(store, at);
  const engine = createEngine({
    node: nodeWithFaults(node, at, (_, forward) => forward()),
    store: passing,
    ...{ account, settings, now: () => time },
  });
  return async (command) => {
    if ("now" in command) time = command.now;
    switch (command.do) {
      case "arm":
        armed = command.point;
        return;
      case "ask":
        for (const { id, data } of command.intents)
          await passing.addIntent({ id, owner: OWNER, data, fee: 0n, askedAt: time });
        return;
      case "step":
        await engine.step();
        return;
      case "yield":
        await engine.yield();
    }
  };
}
