import type { BaseError } from "./base.ts";
import type { ContractErrorName } from "./contract-error.ts";
import * as deals from "./deals.ts";
import * as deliveries from "./deliveries.ts";
import * as ledger from "./ledger.ts";
import * as settlements from "./settlements.ts";
import * as verdicts from "./verdicts.ts";

/** What all classes of contract errors have in common; `values` differ. */
export interface AnyContractError extends BaseError {
  readonly contractError: ContractErrorName;
  readonly values: object;
}

export interface ContractErrorClass {
  new (values: never): AnyContractError;
  readonly contractError: ContractErrorName;
}

/** Every class of a contract error. A test holds this list against the ABI. */
export const contractErrorClasses: readonly ContractErrorClass[] = [
  ...Object.values(deals),
  ...Object.values(deliveries),
  ...Object.values(ledger),
  ...Object.values(settlements),
  ...Object.values(verdicts),
];

const byName: ReadonlyMap<string, ContractErrorClass> = new Map(
  contractErrorClasses.map((errorClass) => [errorClass.contractError, errorClass]),
);

/** The error for a name and its values as the ABI decoded them; undefined for a name that is not the contract's. */
export function contractErrorOf(
  name: string,
  values: Readonly<Record<string, unknown>>,
): AnyContractError | undefined {
  const errorClass = byName.get(name);
  return errorClass === undefined ? undefined : Reflect.construct(errorClass, [values]);
}
