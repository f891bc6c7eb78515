import type { Address, Hash, Log } from "viem";
import type {
  ActingClient,
  CallRequest,
  Outcome,
  PreparedRequest,
  Sending,
  Target,
  Waiting,
  WriteAction,
} from "./action-types.ts";

/** The deployment that actions are bound to. */
export interface BoundTarget {
  readonly address: Address;
  /** Held against the node before the first send; the client's `chain` when left out. */
  readonly chainId?: number | undefined;
}

/** Parameters, which may be left out when none is needed. */
type Given<Parameters> = object extends Parameters ? [parameters?: Parameters] : [parameters: Parameters];

/** An action bound to a client and a deployment. Call it to do everything, or take its steps one by one. */
export interface BoundWriteAction<Parameters, Result> {
  (...parameters: Given<Parameters & Sending & Waiting>): Promise<Outcome<Result>>;
  /** The request alone: checks the parameters, asks no node. */
  readonly call: (...parameters: Given<Parameters>) => CallRequest;
  /** The request with its sender, after the chain id was checked. */
  readonly prepare: (...parameters: Given<Parameters & Sending>) => Promise<PreparedRequest>;
  /** Runs it without sending; throws the error the contract or the token would revert with. */
  readonly simulate: (...parameters: Given<Parameters & Sending>) => Promise<PreparedRequest>;
  /** Prepares, simulates and sends, without waiting. */
  readonly send: (...parameters: Given<Parameters & Sending>) => Promise<Hash>;
  /** Waits for a transaction that was sent before, and returns its outcome. */
  readonly wait: (parameters: Waiting & { readonly hash: Hash }) => Promise<Outcome<Result>>;
  /** What happened, from the logs of a receipt. */
  readonly extractEvent: (logs: readonly Log[]) => Result;
}

/** An action bound to a client and a deployment: without client and target, and with every step. */
export type BoundAction<Action> =
  Action extends WriteAction<infer Parameters, infer Result>
    ? BoundWriteAction<Parameters, Result>
    : Action extends (client: ActingClient, parameters: infer Parameters) => infer Result
      ? (...parameters: Given<Omit<Parameters, keyof Target>>) => Result
      : never;

/**
 * Actions by name, each bound. The mapping keeps the comments of the actions, so that editors show them on the client.
 */
export type BoundActions<Actions> = { readonly [Name in keyof Actions]: BoundAction<Actions[Name]> };

type AnyAction = (client: ActingClient, parameters: never) => unknown;

/** Binds actions to a client and a deployment. */
export function bindActions<Actions extends object>(
  actions: Actions,
  client: ActingClient,
  target: BoundTarget,
): BoundActions<Actions> {
  const bound = Object.entries(actions).map(([name, action]: [string, AnyAction]) => [
    name,
    isWriteAction(action) ? bindWriteAction(action, client, target) : bindAction(action, client, target),
  ]);
  return Object.fromEntries(bound);
}

function isWriteAction(action: AnyAction): action is AnyAction & WriteAction<object, object> {
  return "extractEvent" in action;
}

function bindAction(action: AnyAction, client: ActingClient, target: BoundTarget): unknown {
  return (parameters: object = {}) => action(client, { ...parameters, address: target.address } as never);
}

function bindWriteAction(
  action: WriteAction<object, object>,
  client: ActingClient,
  target: BoundTarget,
): BoundWriteAction<object, object> {
  const bound: BoundWriteAction<object, object> = Object.assign(
    (parameters: object = {}) => action(client, { ...parameters, ...target }),
    {
      call: (parameters: object = {}) => action.call({ ...parameters, ...target }),
      prepare: (parameters: object = {}) => action.prepare(client, { ...parameters, ...target }),
      simulate: (parameters: object = {}) => action.simulate(client, { ...parameters, ...target }),
      send: (parameters: object = {}) => action.send(client, { ...parameters, ...target }),
      wait: (parameters: Waiting & { readonly hash: Hash }) =>
        action.wait(client, { ...parameters, address: target.address }),
      extractEvent: (logs: readonly Log[]) => action.extractEvent(logs, target),
    },
  );
  return bound;
}
