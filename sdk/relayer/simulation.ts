import type { Address, Hex } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { isSameAddress } from "../protocol/address.ts";
import type { WalletDeployment } from "../protocol/wrapped-signature.ts";
import { callWithDeployments } from "./deployments.ts";
import { IntentReverts } from "./exchange.ts";
import { findNeededDeployments } from "./needed-deployments.ts";

type Ask = (ask: { readonly method: string; readonly params?: unknown }) => Promise<unknown>;

/** A call as a node is asked to run it. */
interface Asked {
  readonly from?: Address;
  readonly to?: Address;
  readonly data?: Hex;
}

/**
 * Answers `eth_call` and `eth_estimateGas` as the relayer will make the call: where it fails alone, after the deployment of the
 * wallets that signed.
 *
 * @throws What the node threw; IntentReverts with what the call reverts with after the deployments.
 */
export async function simulateAsRelayed(input: {
  readonly ask: Ask;
  readonly asked: { readonly method: string; readonly params?: unknown };
  readonly address: Address;
  readonly stranger: Address;
  readonly deploymentsFor: (data: Hex) => readonly WalletDeployment[];
}): Promise<unknown> {
  const { ask, asked, address, stranger, deploymentsFor } = input;
  try {
    return await ask(asked);
  } catch (error) {
    const [call, ...rest] = (Array.isArray(asked.params) ? asked.params : []) as [Asked?, ...unknown[]];
    const { to, data } = call ?? {};
    const deployments = data === undefined ? [] : deploymentsFor(data);
    if (data === undefined || to === undefined || !isSameAddress(to, address) || deployments.length === 0) {
      throw error;
    }
    const intent = { address, data, deployments, from: call?.from ?? stranger };
    const found = await findNeededDeployments(
      (attempt) =>
        ask({ method: "eth_call", params: [attempt, "latest"] }).then(
          (result) => ({ result: result as Hex }),
          (failure: unknown) => ({ reason: revertDataIn(failure) }),
        ),
      intent,
    );
    if ("isWithoutMulticall" in found) return refuseChain();
    if ("reason" in found) throw new IntentReverts(found.reason);
    if (asked.method === "eth_call") return found.result;
    if (found.deployments.length === 0) return ask(asked);
    const together = callWithDeployments({ ...intent, deployments: found.deployments });
    return ask({ method: asked.method, params: [{ from: intent.from, ...together }, ...rest] });
  }
}

/** What a node says that a call reverted with, in `data` or `data.data`. Throws what is no revert again. */
function revertDataIn(failure: unknown): Hex {
  for (let link = failure; typeof link === "object" && link !== null; link = Reflect.get(link, "cause")) {
    const data: unknown = Reflect.get(link, "data");
    const inner: unknown = typeof data === "object" && data !== null ? Reflect.get(data, "data") : data;
    if (typeof inner === "string" && /^0x(?:[0-9a-f]{2})*$/i.test(inner)) return inner as Hex;
    if (Reflect.get(link, "code") === EXECUTION_REVERTED) return "0x";
    if (ENDED.test(String(Reflect.get(link, "message")))) return "0x";
  }
  throw failure;
}

const EXECUTION_REVERTED = 3;
/** How nodes put it, without data, that the call's own code ended it. */
const ENDED = /out ?of ?gas|gas required exceeds|invalid ?(?:fe ?)?opcode|invalid ?jump|address collision/i;

function refuseChain(): never {
  throw new InvalidFieldError({
    field: "deployments",
    value: undefined,
    problem: "need Multicall3, which this chain does not have",
    remedy: "Deploy the wallet first, by a transaction of its own.",
  });
}
