import { type Address, decodeAbiParameters, encodeDeployData, type Hex, size } from "viem";
import { gasOfCall } from "../engine/gas.ts";
import { estimate, type NodeClient, type Simulated, simulateCreation } from "../engine/node.ts";
import { intentSimulationBytecode } from "./abi/intent-simulation-bytecode.ts";

/** Learns what calls would do, without sending them. */
export interface Simulator {
  /**
   * Gas that a call uses, without that of its bytes and of a transaction; or what it reverts with. Each call is looked at on
   * its own, on the state of the latest block.
   *
   * @throws What the node threw when it does not answer.
   */
  run(data: Hex): Promise<Simulated<bigint>>;
}

export interface SimulatorOptions {
  readonly node: NodeClient;
  /** The Quittance contract. */
  readonly address: Address;
  /** Gas that one call gets at most. */
  readonly mostGas: bigint;
}

interface Question {
  readonly data: Hex;
  readonly resolve: (simulated: Simulated<bigint>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Nodes refuse a creation of more than 49,152 bytes. Half of that is asked about at once, as what the engine asks the node waits
 * behind it.
 */
const MOST_BYTES = 20_000;
const BYTES_EACH = 128;
const MOST_CALLS = 100;
/** Questions that a node has at once. What comes meanwhile shares the next one; a second one is asked when it is full. */
const AT_ONCE = 2;

const CONSTRUCTOR = [
  {
    type: "constructor",
    stateMutability: "nonpayable",
    inputs: [
      { name: "target", type: "address" },
      { name: "calls", type: "bytes[]" },
      { name: "gasLimit", type: "uint256" },
    ],
  },
] as const;
const OUTCOMES = [
  {
    type: "tuple[]",
    components: [
      { name: "success", type: "bool" },
      { name: "gasUsed", type: "uint256" },
      { name: "reason", type: "bytes" },
    ],
  },
] as const;

export function openSimulator({ node, address, mostGas }: SimulatorOptions): Simulator {
  const waiting: Question[] = [];
  let open = 0;

  /** What many calls do, by one question; a call that reverts in it is undefined, as it may have lacked gas. */
  const runTogether = async (calls: readonly Hex[]): Promise<readonly (bigint | undefined)[]> => {
    const creation = encodeDeployData({
      ...{ abi: CONSTRUCTOR, bytecode: intentSimulationBytecode, args: [address, calls, mostGas] },
    });
    const [outcomes] = decodeAbiParameters(OUTCOMES, await simulateCreation(node, creation));
    return calls.map((_, index) => (outcomes[index]?.success ? outcomes[index].gasUsed : undefined));
  };

  const runAlone = async (data: Hex): Promise<Simulated<bigint>> => {
    const estimated = await estimate(node, address, data);
    return "reason" in estimated ? estimated : { result: gasOfCall(estimated.result, data) };
  };

  const answer = async (questions: readonly Question[]): Promise<void> => {
    // A node that refuses the question for all of them answers for each.
    const together = await runTogether(questions.map(({ data }) => data)).catch(() => []);
    await Promise.all(
      questions.map(async ({ data, resolve, reject }, index) => {
        const gas = together[index];
        if (gas !== undefined) return resolve({ result: gas });
        await runAlone(data).then(resolve, reject);
      }),
    );
  };

  const ask = async (): Promise<void> => {
    open++;
    // Requests that came in one go are asked about in one go.
    await new Promise(setImmediate);
    while (waiting.length > 0) await answer(waiting.splice(0, fittingOf(waiting)));
    open--;
  };

  return {
    run: (data) =>
      new Promise((resolve, reject) => {
        waiting.push({ data, resolve, reject });
        const isFull = fittingOf(waiting) < waiting.length;
        if (open === 0 || (isFull && open < AT_ONCE)) void ask();
      }),
  };
}

/** How many of those that wait fit into one question. */
function fittingOf(waiting: readonly Question[]): number {
  let bytes = 0;
  const tooMany = waiting.findIndex(({ data }, index) => {
    bytes += size(data) + BYTES_EACH;
    return index > 0 && (index >= MOST_CALLS || bytes > MOST_BYTES);
  });
  return tooMany < 0 ? waiting.length : tooMany;
}
