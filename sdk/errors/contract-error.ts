import type { AbiParameterToPrimitiveType } from "viem";
import type { contractErrorsAbi } from "../abi/fragments/errors.ts";
import { BaseError, type BaseErrorOptions, type DocsPage } from "./base.ts";

type AbiErrorEntry = (typeof contractErrorsAbi)[number];

/** Name of an error in the ABI of one of the contracts. */
export type ContractErrorName = AbiErrorEntry["name"];

type InputsOf<Name extends ContractErrorName> = Extract<AbiErrorEntry, { readonly name: Name }>["inputs"];

/** The values an error carries, by parameter name. */
export type ContractErrorValues<Name extends ContractErrorName> = {
  readonly [Input in InputsOf<Name>[number] as Input["name"]]: AbiParameterToPrimitiveType<Input>;
};

/** Parameters as Solidity writes them: `bytes32 dealId, uint256 milestone`. */
type TextOf<Inputs> = Inputs extends readonly [
  { readonly type: infer Type extends string; readonly name: infer Name extends string },
  ...infer Others,
]
  ? `${Type} ${Name}${Others extends readonly [] ? "" : `, ${TextOf<Others>}`}`
  : "";

interface Wording<Name extends ContractErrorName> {
  /** Its parameters, which the ABI says, too: an app that brings these classes need not bring the ABI beside them. */
  readonly inputs: TextOf<InputsOf<Name>>;
  /** The page that lists it; an error that several pages list leads to its row in `docs/errors.md`, which names them. */
  readonly docsPage?: DocsPage;
  readonly says: (values: ContractErrorValues<Name>) => string;
  readonly remedy: string;
}

/** An error that one of the contracts reverted with. `values` are its parameters by name. */
export interface ContractError<Name extends ContractErrorName = ContractErrorName> extends BaseError {
  readonly contractError: Name;
  readonly values: ContractErrorValues<Name>;
}

/** What is known beyond the error itself: more facts, and a sentence and a remedy that fit them better than the usual ones. */
type Circumstances = Pick<BaseErrorOptions, "cause" | "metaMessages" | "remedy"> & { readonly says?: string };

/** What `contractError` makes: the class of one contract error. */
export interface ContractErrorConstructor<Name extends ContractErrorName> {
  new (values: ContractErrorValues<Name>, options?: Circumstances): ContractError<Name>;
  readonly contractError: Name;
  /** Its parameters as Solidity writes them. */
  readonly inputs: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** Makes the class of one contract error: `class DealUnknownError extends contractError("Quittance_DealUnknown", …) {}`. */
export function contractError<const Name extends ContractErrorName>(
  contractError: Name,
  wording: Wording<Name>,
): ContractErrorConstructor<Name> {
  return class extends BaseError implements ContractError<Name> {
    static readonly contractError: Name = contractError;
    static readonly inputs: string = wording.inputs;
    /** What to do about it. */
    static readonly remedy: string = wording.remedy;
    override readonly name: string = classNameOf(contractError);
    readonly contractError: Name = contractError;
    readonly values: ContractErrorValues<Name>;

    constructor(
      values: ContractErrorValues<Name>,
      { metaMessages = [], says, ...options }: Circumstances = {},
    ) {
      const facts = Object.entries(values).map(([field, value]) => `${field}: ${String(value)}`);
      super(says ?? wording.says(values), {
        remedy: wording.remedy,
        ...options,
        docsPage: wording.docsPage,
        docsSection: `error-${contractError}`,
        metaMessages: [...facts, ...metaMessages],
        details: contractError,
      });
      this.values = values;
    }
  };
}

/** The name of an error's class follows from the contract's: `JurorPool_SeatVacant` is a `PoolSeatVacantError`. */
function classNameOf(contractError: ContractErrorName): string {
  const name = contractError
    .replace(/^Quittance_/, "")
    .replace(/^JurorPool_/, "Pool")
    .replace(/^Erc792Arbiter_/, "Erc792");
  return `${name}Error`;
}
