import type { AbiEvent, Address, Hash, Log } from "viem";
import { getBlockNumber, getLogs, getTransactionReceipt } from "viem/actions";
import { BaseError } from "../errors/base.ts";
import type { ContractError } from "../errors/contract-error.ts";
import { TokenRefusedError } from "../errors/token.ts";
import { type QuittanceDomain, quittanceDomain } from "../protocol/domain.ts";
import type { ActingClient, Target } from "./action-types.ts";
import { requireChain } from "./chain.ts";
import { eventsIn } from "./logs.ts";

/** As many blocks as most nodes look through at once. */
const RECENT = 10_000n;

/** An event with what it says. */
export interface FoundEvent {
  readonly transactionHash: Hash;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Where an action leaves its trace. */
export interface Trace {
  readonly event: AbiEvent;
  /** Values of indexed fields of the event. */
  readonly by: Readonly<Record<string, unknown>>;
  /** Whether an event with these values is of the same action; each is when it is left out. */
  readonly is?: (args: never) => boolean;
  /** How many such events the action emits; 1 when left out. A batch of others has more, and its receipt tells of them, too. */
  readonly count?: number;
  /** What the receipt must hold besides. */
  readonly holds?: (logs: readonly Log[]) => boolean;
}

/**
 * Events with these indexed values: first those of the latest blocks, then, unless that is enough, all of them. What a node
 * does not answer counts as none.
 */
export async function* eventsBy(
  client: ActingClient,
  { address, event, by }: { readonly address: Address } & Pick<Trace, "event" | "by">,
): AsyncGenerator<{ readonly found: readonly FoundEvent[]; readonly isAll: boolean }> {
  const latest = await getBlockNumber(client).catch(() => undefined);
  if (latest === undefined) return;
  const recent = latest > RECENT ? latest - RECENT : 0n;
  for (const fromBlock of new Set([recent, 0n])) {
    const logs = await getLogs(client, { address, event, args: by, fromBlock, strict: true } as never).catch(
      () => [],
    );
    yield { found: logs as unknown as readonly FoundEvent[], isAll: fromBlock === 0n };
  }
}

type ErrorClass = abstract new (...given: never[]) => BaseError;

/**
 * For `earlier` of an action: when the contract refuses, the transaction that did the same before.
 *
 * @param traceOf Where that left its trace.
 * @param errors By which the contract says that it does not do this twice; any that it reverts with when left out, for what is done
 * once and never again.
 * @throws The error with the transaction's hash, when that did other things besides.
 */
export function doneBefore<Parameters>(
  traceOf: (parameters: Parameters & Target, domain: QuittanceDomain) => Trace,
  errors?: () => readonly ErrorClass[],
) {
  return async (
    client: ActingClient,
    error: unknown,
    parameters: Parameters & Target,
  ): Promise<Hash | undefined> => {
    if (!(errors?.().some((known) => error instanceof known) ?? isRevert(error))) return undefined;
    const { address } = parameters;
    const chainId = await requireChain(client, parameters.chainId);
    const trace = traceOf(parameters, quittanceDomain({ chainId, address }));
    const { event, count = 1, is = () => true, holds = () => true } = trace;
    for await (const { found } of eventsBy(client, { address, ...trace })) {
      const same = found
        .filter(({ args }) => is(args as never))
        .map(({ transactionHash }) => transactionHash);
      for (const hash of new Set(same.reverse())) {
        const receipt = await getTransactionReceipt(client, { hash }).catch(() => undefined);
        if (receipt === undefined || !holds(receipt.logs)) continue;
        const all = eventsIn(receipt.logs, address, event).length;
        if (all === count && same.filter((each) => each === hash).length === count) return hash;
        throw withTransaction(error, hash);
      }
    }
    return undefined;
  };
}

const isRevert = (error: unknown): error is BaseError =>
  error instanceof TokenRefusedError || isContractError(error);

const isContractError = (error: unknown): error is ContractError =>
  error instanceof BaseError && "contractError" in error;

/** The error of the contract, with the transaction by which it was done before. */
function withTransaction(error: unknown, hash: Hash): unknown {
  if (!isContractError(error)) return error;
  const Class = error.constructor as new (
    values: unknown,
    options: { readonly cause: unknown; readonly metaMessages: readonly string[] },
  ) => BaseError;
  return new Class(error.values, { cause: error, metaMessages: [`earlier transaction: ${hash}`] });
}
