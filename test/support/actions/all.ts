import type { WriteAction } from "../../../sdk/index.ts";
import * as sdk from "../../../sdk/index.ts";
import { accountCases } from "./accounts.ts";
import type { ActionCases } from "./action-case.ts";
import { dealCases } from "./deals.ts";
import { disputeCases } from "./disputes.ts";
import { moneyCases } from "./money.ts";

export type AnyAction = WriteAction<object, object>;

/** A case of each action; what stands after a comma tells two cases of one apart. */
export const actionCases: ActionCases = { ...moneyCases, ...dealCases, ...disputeCases, ...accountCases };

/** The actions that the library exports, by name: all that can be sent and waited for. */
export const exportedActions: ReadonlyMap<string, AnyAction> = new Map(
  Object.entries(sdk).filter((entry): entry is [string, AnyAction & (typeof entry)[1]] => {
    const [, value] = entry;
    return typeof value === "function" && "send" in value && "wait" in value;
  }),
);

/** The name of the export that a case is of. */
export const exportOf = (name: string): string => name.split(",")[0] ?? name;

/** The action that a case is of. */
export function actionOf(name: string): AnyAction {
  const action = exportedActions.get(exportOf(name));
  if (action === undefined) throw new Error(`${name} is no action of the library`);
  return action;
}
