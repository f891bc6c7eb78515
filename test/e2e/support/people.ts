import { type Address, encodeFunctionData, erc20Abi, type Hex, keccak256, toHex } from "viem";
import { jurorPoolAbi } from "../../../sdk/abi/juror-pool.ts";
import { fastSigner } from "../../../sdk/crypto/fast-signer.ts";
import { poolParameters, type Stack } from "../../../sdk/testing/index.ts";
import { rpc } from "./rpc.ts";

/** An account of the run. Its address in lower case, as the model has it. */
export interface Person {
  readonly address: Address;
  readonly sign: (hash: Hex) => Promise<Hex>;
}

/** Everybody in a run; nobody else on the chain knows them. */
export interface People {
  readonly traders: readonly Person[];
  /** Ascending, as panels are. */
  readonly jurors: readonly Person[];
  /** Who can be drawn for round 2, each with a seat. Two jurors and a trader have seats, too. */
  readonly poolJurors: readonly Person[];
  readonly arbiters: readonly Person[];
  /** Who opens accounts for agents, besides the first trader. */
  readonly principals: readonly Person[];
  /** Who can be granted a say for accounts, and signs vouchers. */
  readonly keys: readonly Person[];
  /** Who is only ever paid fees. */
  readonly feeAccounts: readonly Person[];
  /** Sends what others signed. */
  readonly outsider: Person;
  readonly all: readonly Person[];
  readonly of: (address: Address) => Person;
}

const FUNDS = 200_000_000_000n;
const { seatStake: SEAT_STAKE } = poolParameters;
const ETHER = 10n ** 20n;

function personOf(name: string): Person {
  const { address, sign } = fastSigner(keccak256(toHex(name)));
  if (sign === undefined) throw new Error("a fast signer signs hashes");
  return { address: address.toLowerCase() as Address, sign: (hash) => sign({ hash }) };
}

/** Everybody of a run. The same seed makes the same people. */
export function peopleOf(seed: number): People {
  const many = (role: string, count: number) =>
    Array.from({ length: count }, (_, index) => personOf(`${seed} ${role} ${index}`));
  const traders = many("trader", 6);
  const jurors = many("juror", 7).sort((a, b) => (a.address < b.address ? -1 : 1));
  const poolJurors = many("pool juror", 9);
  const arbiters = many("arbiter", 2);
  const feeAccounts = many("fee account", 3);
  const outsider = personOf(`${seed} outsider`);
  const principals = many("principal", 2);
  const keys = many("key", 5);
  const courts = [...jurors, ...poolJurors, ...arbiters];
  const all = [...traders, ...courts, ...principals, ...keys, ...feeAccounts, outsider];
  const known = new Map(all.map((person) => [person.address, person]));
  const of = (address: Address): Person => {
    const person = known.get(address);
    if (person === undefined) throw new RangeError(`${address} is nobody of this run`);
    return person;
  };
  return { traders, jurors, poolJurors, arbiters, principals, keys, feeAccounts, outsider, all, of };
}

/** Brings everybody to a stack: the node sends for them, traders have USDC and let the contract take it, jurors have seats. */
export async function gatherPeople(stack: Stack, seed: number): Promise<People> {
  const people = peopleOf(seed);
  const { all, traders, jurors, poolJurors } = people;
  const approval = { abi: erc20Abi, functionName: "approve", args: [stack.address, 2n ** 255n] } as const;
  const data = encodeFunctionData(approval);
  for (const { address } of all) {
    await rpc(stack.rpcUrl, "hardhat_impersonateAccount", [address]);
    await rpc(stack.rpcUrl, "hardhat_setBalance", [address, toHex(ETHER)]);
  }
  for (const { address } of traders) {
    await stack.fund(address, FUNDS);
    await rpc(stack.rpcUrl, "eth_sendTransaction", [{ from: address, to: stack.token, data }]);
  }
  for (const juror of [...poolJurors, ...jurors.slice(0, 2), ...traders.slice(0, 1)]) {
    await seat(stack, juror);
  }
  return people;
}

/** Buys somebody a seat in the pool. */
async function seat({ rpcUrl, token, pool, fund }: Stack, { address }: Person): Promise<void> {
  await fund(address, SEAT_STAKE);
  const allowance = { abi: erc20Abi, functionName: "approve", args: [pool, SEAT_STAKE] } as const;
  const taking = { abi: jurorPoolAbi, functionName: "takeSeats", args: [address, 1n, 0, "0x"] } as const;
  for (const [to, data] of [
    [token, encodeFunctionData(allowance)],
    [pool, encodeFunctionData(taking)],
  ]) {
    await rpc(rpcUrl, "eth_sendTransaction", [{ from: address, to, data }]);
  }
}
