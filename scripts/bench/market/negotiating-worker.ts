import { parentPort, workerData } from "node:worker_threads";
import { negotiateSigned, sceneOf } from "./signed-negotiation.ts";

// Negotiates for so many milliseconds after a warm-up, and says how often it did.
const { seed, milliseconds, warmUp }: { seed: number; milliseconds: number; warmUp: number } = workerData;

for (let run = 0; run < warmUp; run++) await negotiateSigned(sceneOf(seed + run));
parentPort?.postMessage("ready");
parentPort?.once("message", async () => {
  const started = performance.now();
  let [negotiations, messages] = [0, 0];
  do {
    messages += (await negotiateSigned(sceneOf(seed + warmUp + negotiations))).length;
    negotiations += 1;
  } while (performance.now() - started < milliseconds);
  parentPort?.postMessage({ negotiations, messages, milliseconds: performance.now() - started });
});
