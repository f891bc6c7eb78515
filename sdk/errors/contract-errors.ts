import * as authority from "./authority.ts";
import type { BaseError } from "./base.ts";
import * as batches from "./batches.ts";
import * as contests from "./contests.ts";
import type { ContractErrorName } from "./contract-error.ts";
import * as deals from "./deals.ts";
import * as deliveries from "./deliveries.ts";
import * as equivocations from "./equivocations.ts";
import * as erc792Arbiter from "./erc792-arbiter.ts";
import * as jurorPool from "./juror-pool.ts";
import { lazily } from "./lazily.ts";
import * as ledger from "./ledger.ts";
import * as payments from "./payments.ts";
import * as principals from "./principals.ts";
import * as ratings from "./ratings.ts";
import * as rounds from "./rounds.ts";
import * as rulings from "./rulings.ts";
import * as settlements from "./settlements.ts";
import * as tabs from "./tabs.ts";
import * as verdicts from "./verdicts.ts";

/** What all classes of contract errors have in common; `values` differ. */
export interface AnyContractError extends BaseError {
  readonly contractError: ContractErrorName;
  readonly values: object;
}

export interface ContractErrorClass {
  new (values: never): AnyContractError;
  readonly contractError: ContractErrorName;
  /** Its parameters as Solidity writes them. */
  readonly inputs: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** Every class of a contract error. A test holds this list against the ABI. */
export const contractErrorClasses: readonly ContractErrorClass[] = /* @__PURE__ */ [
  authority,
  batches,
  contests,
  deals,
  deliveries,
  equivocations,
  erc792Arbiter,
  jurorPool,
  ledger,
  payments,
  principals,
  ratings,
  rounds,
  rulings,
  settlements,
  tabs,
  verdicts,
].flatMap((classes): ContractErrorClass[] => Object.values(classes));

/** The ABI of every contract error, made of the classes. */
export const contractErrorsAbi = /* @__PURE__ */ lazily(() =>
  contractErrorClasses.map(({ contractError, inputs }) => ({
    type: "error" as const,
    name: contractError,
    inputs: inputs === "" ? [] : inputs.split(", ").map(parameterOf),
  })),
);

/** A parameter that is no list and no tuple: no error has one of these. */
function parameterOf(text: string): { readonly type: string; readonly name: string } {
  const [type = "", name = ""] = text.split(" ");
  return { type, name };
}

let byName: ReadonlyMap<string, ContractErrorClass> | undefined;

/** The error for a name and its values as the ABI decoded them; undefined for a name that is not the contract's. */
export function contractErrorOf(
  name: string,
  values: Readonly<Record<string, unknown>>,
): AnyContractError | undefined {
  byName ??= new Map(contractErrorClasses.map((errorClass) => [errorClass.contractError, errorClass]));
  const errorClass = byName.get(name);
  return errorClass === undefined ? undefined : Reflect.construct(errorClass, [values]);
}
