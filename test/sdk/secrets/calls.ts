import * as sdk from "../../../sdk/index.ts";
import * as node from "../../../sdk/node.ts";
import { actionCalls } from "./action-calls.ts";
import { nodeCalls } from "./node-calls.ts";
import { pureCalls } from "./pure-calls.ts";
import { asked, readCalls } from "./read-calls.ts";
import type { Calls } from "./scene.ts";
import { signingCalls, verifyingCalls } from "./signing-calls.ts";

/** A call of every exported function that takes an object. */
export const calls: Calls = {
  ...signingCalls,
  ...verifyingCalls,
  ...actionCalls,
  ...readCalls,
  ...pureCalls,
  ...nodeCalls,
};

export const exported = { ...sdk, ...node };

/** The export that a call is of: what stands before the comma. */
export const exportOf = (name: string): string => name.split(",")[0] ?? name;

export type Callable = (...args: readonly unknown[]) => unknown;

export const functionOf = (name: string): Callable =>
  (asked[name] ?? Reflect.get(exported, name)) as Callable;

/** What a call threw; undefined when it threw nothing. */
export async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}
