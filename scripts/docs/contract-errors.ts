import type { ContractErrorClass } from "../../sdk/errors/index.ts";
import type { Declaration } from "./natspec.ts";

/** What a table says of one error. */
export interface ErrorFacts {
  /** What its documentation says after "Thrown when". */
  readonly when: string;
  readonly remedy: string;
}

/** An error of the contracts, with its name and those of its values, and the class of the SDK for it. */
export interface ContractErrorFacts extends ErrorFacts {
  readonly signature: string;
  readonly className: string;
}

/** An entry of an ABI, as far as it is read here. */
export interface AbiItem {
  readonly type: string;
  readonly name?: string;
  readonly inputs?: readonly { readonly name?: string }[];
}

const OPENING = "Thrown when ";

/** Errors of OpenZeppelin's code that the contracts can pass on; their own documentation names no cause. */
const OF_OPENZEPPELIN: Readonly<Record<string, string>> = {
  CheckpointUnorderedInsertion:
    "Thrown when the number of seats is recorded out of order. No known path leads there.",
  InvalidShortString:
    "Thrown when the EIP-712 name or version of the contract cannot be read. No deployment of this code has such a name.",
  SafeCastOverflowedUintDowncast:
    "Thrown when there are more seats than 208 bits can count. No known path leads there.",
  SafeERC20FailedOperation: "Thrown when the token answers that it did not transfer.",
  StringTooLong:
    "Thrown when the EIP-712 name or version of the contract is longer than 31 bytes. No deployment of this code has such a name.",
};

/** The cause that a documentation comment names. Throws when the comment does not start with "Thrown when". */
export function causeIn(comment: string, owner: string): string {
  if (comment.startsWith(OPENING)) return comment.slice(OPENING.length);
  const found = comment === "" ? "it has none" : `it starts with ${JSON.stringify(comment.slice(0, 40))}`;
  throw new Error(`the documentation of ${owner} must start with "${OPENING.trim()}": ${found}`);
}

/**
 * The errors of these ABIs by their names: causes from the NatSpec, remedies from the classes of the SDK. Throws when an
 * error has no cause, no class or no remedy.
 */
export function explainContractErrors(
  abi: readonly AbiItem[],
  declarations: readonly Declaration[],
  classes: readonly ContractErrorClass[],
): ReadonlyMap<string, ContractErrorFacts> {
  const comments = new Map(
    declarations.flatMap(({ kind, name, natspec }) =>
      kind === "error" ? [[name, natspec.notice] as const] : [],
    ),
  );
  const facts = new Map<string, ContractErrorFacts>();
  for (const { type, name = "", inputs = [] } of abi) {
    if (type !== "error" || facts.has(name)) continue;
    const errorClass = classes.find(({ contractError }) => contractError === name);
    if (errorClass === undefined) throw new Error(`the SDK has no error class for ${name}`);
    if (errorClass.remedy === "") throw new Error(`${errorClass.name} has no remedy`);
    facts.set(name, {
      signature: `${name}(${inputs.map((input) => input.name).join(", ")})`,
      className: errorClass.name,
      when: causeIn(comments.get(name) ?? OF_OPENZEPPELIN[name] ?? "", name),
      remedy: errorClass.remedy,
    });
  }
  return facts;
}
