import { type Command, InvalidArgumentError } from "commander";
import type { ExpectedContracts } from "quittance/protocol";
import { type Hex, isAddress } from "viem";

/** What `quittance explain` is told to compare with. */
export interface ExpectedOptions {
  readonly chain?: number;
  readonly quittance?: Hex;
  readonly jurorPool?: Hex;
  readonly token?: Hex;
  readonly paysFor?: Hex;
}

/** The names of the options that are addresses, by what they are of. */
const ADDRESSES = { quittance: "--quittance", jurorPool: "--juror-pool", token: "--token" } as const;

/** Adds the options that say what a signer expects. */
export function withExpectedOptions(command: Command): Command {
  return command
    .option("--chain <id>", "the chain that you use, such as 8453 for Base", asChainId)
    .option("--quittance <address>", "the money contract that you use", asContract)
    .option("--juror-pool <address>", "the juror pool that you use", asContract)
    .option("--token <address>", "USDC on this chain", asContract)
    .option("--pays-for <id>", "what a payment should be for: an id that you computed yourself", asId);
}

/** What the options expect. An address alone is none: contracts of several chains can have the same. */
export function expectedOf(options: ExpectedOptions, command: Command): ExpectedContracts {
  const { chain, paysFor } = options;
  const given = (Object.keys(ADDRESSES) as (keyof typeof ADDRESSES)[]).filter((name) => name in options);
  const [first] = given;
  if (chain === undefined && first !== undefined) {
    command.error(`error: ${ADDRESSES[first]} needs --chain <id>, the chain that the address is on.`);
  }
  if (chain !== undefined && first === undefined) {
    const names = Object.values(ADDRESSES);
    command.error(`error: --chain needs an address on that chain: ${names.join(", ")}.`);
  }
  const contracts = given.map((name) => [name, { chainId: chain, verifyingContract: options[name] }]);
  return { ...Object.fromEntries(contracts), ...(paysFor === undefined ? {} : { paysFor }) };
}

function asChainId(value: string): number {
  const id = /^\d{1,16}$/.test(value) ? Number(value) : 0;
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new InvalidArgumentError("It must be a chain's id, a whole number above 0.");
}

function asContract(value: string): Hex {
  if (isAddress(value)) return value;
  throw new InvalidArgumentError(
    "It must be an address: 0x and 40 hex digits, with the right checksum if in mixed case.",
  );
}

function asId(value: string): Hex {
  if (/^0x[0-9a-f]{64}$/i.test(value)) return value as Hex;
  throw new InvalidArgumentError("It must be an id: 0x and 64 hex digits.");
}
