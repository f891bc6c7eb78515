import type { AbiParameterToPrimitiveType } from "viem";
import type { erc792ArbiterAbi } from "../abi/erc792-arbiter.ts";
import type { jurorPoolAbi } from "../abi/juror-pool.ts";
import type { quittanceAbi } from "../abi/quittance.ts";
import { BaseError, type BaseErrorOptions, type DocsPage } from "./base.ts";

type AbiEntry = (typeof quittanceAbi | typeof jurorPoolAbi | typeof erc792ArbiterAbi)[number];
type AbiErrorEntry = Extract<AbiEntry, { readonly type: "error" }>;

/** Name of an error in the ABI of one of the contracts. */
export type ContractErrorName = AbiErrorEntry["name"];

type InputsOf<Name extends ContractErrorName> = Extract<AbiErrorEntry, { readonly name: Name }>["inputs"];

/** The values an error carries, by parameter name. */
export type ContractErrorValues<Name extends ContractErrorName> = {
  readonly [Input in InputsOf<Name>[number] as Input["name"]]: AbiParameterToPrimitiveType<Input>;
};

interface Wording<Name extends ContractErrorName> {
  readonly docsPage: DocsPage;
  readonly says: (values: ContractErrorValues<Name>) => string;
  readonly remedy: string;
}

/** An error that one of the contracts reverted with. `values` are its parameters by name. */
export interface ContractError<Name extends ContractErrorName = ContractErrorName> extends BaseError {
  readonly contractError: Name;
  readonly values: ContractErrorValues<Name>;
}

/** Makes the class of one contract error: `class DealUnknownError extends contractError("Quittance_DealUnknown", …) {}`. */
export function contractError<const Name extends ContractErrorName>(name: Name, wording: Wording<Name>) {
  return class extends BaseError implements ContractError<Name> {
    static readonly contractError: Name = name;
    readonly contractError: Name = name;
    readonly values: ContractErrorValues<Name>;

    constructor(values: ContractErrorValues<Name>, options: Pick<BaseErrorOptions, "cause"> = {}) {
      super(wording.says(values), {
        ...options,
        docsPage: wording.docsPage,
        remedy: wording.remedy,
        metaMessages: Object.entries(values).map(([field, value]) => `${field}: ${String(value)}`),
        details: name,
      });
      this.values = values;
    }
  };
}
