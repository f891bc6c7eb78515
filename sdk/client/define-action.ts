import type { Account, Address, Hash, Log } from "viem";
import { parseAccount } from "viem/accounts";
import { call, estimateGas } from "viem/actions";
import { BaseError } from "../errors/base.ts";
import { type ContractErrorClass, knowErrors } from "../errors/contract-errors.ts";
import { decodeError } from "../errors/decode.ts";
import { InvalidFieldError } from "../errors/field.ts";
import {
  AccountMissingError,
  ContractMissingError,
  GasLimitTooLowError,
  TransactionTimeoutError,
  TransactionUncertainError,
} from "../errors/transport.ts";
import { requireOptions } from "../json/options.ts";
import { isSameAddress, requireAddress } from "../protocol/address.ts";
import type {
  ActingClient,
  CallRequest,
  ContractCall,
  PreparedRequest,
  Sending,
  Target,
  Waiting,
  WriteAction,
} from "./action-types.ts";
import { encodeCall } from "./calldata.ts";
import { chainOf, requireChain } from "./chain.ts";
import { requireCode } from "./code.ts";
import { type Doubt, doubtOf, endDoubt, endDoubtOf, keepDoubt, keyOf } from "./doubts.ts";
import { getDomain } from "./get-domain.ts";
import { missingSignatureOr } from "./missing-signature.ts";
import { transactionOfNonce } from "./nonce-search.ts";
import { isKeyedParty } from "./party.ts";
import { isBareRevert } from "./read.ts";
import { isCall, resume } from "./resume.ts";
import { type WalletPayment, withShortage } from "./shortage.ts";
import { requireClient, requireSender } from "./signer.ts";
import { type Sent, submit } from "./submit.ts";
import { waitForReceipt } from "./wait.ts";

interface ActionDefinition<Parameters, Result> {
  readonly name: string;
  /** The names of its own parameters, in one text; any other, but those of every action, is refused. */
  readonly fields: string;
  /** Checks the parameters and says what to call. */
  readonly call: (parameters: Parameters & Target) => ContractCall;
  /** Refuses parameters of which nothing can come when this account sends them. */
  readonly sentBy?: (parameters: Parameters & Target, sender: Address) => void;
  /** Reads from the contract what the caller left out. */
  readonly complete?: <Given extends Parameters & Target>(
    client: ActingClient,
    parameters: Given,
  ) => Promise<Given>;
  /** What it takes from a wallet, to say by how much that is too much. */
  readonly pays?: (parameters: Parameters & Target, sender: Address) => WalletPayment | undefined;
  /** Where the call goes when that is not the Quittance contract. */
  readonly to?: (parameters: Parameters & Target) => Address;
  /** Whether `address` is that of another contract than Quittance. */
  readonly elsewhere?: boolean;
  /** Errors that only such actions fail with: its own, or those of another contract. */
  readonly errors?: readonly ContractErrorClass[];
  /** Gas beyond the estimate, where what is called can take more of it than while it was estimated. */
  readonly margin?: bigint;
  /** Other parameters to try when simulating failed; undefined to stop trying. */
  readonly retry?: <Given extends Parameters>(error: unknown, parameters: Given) => Given | undefined;
  /** The same parameters with a salt of 0, where each call has a random one; undefined where the caller gave one. */
  readonly unsalted?: <Given extends Parameters>(parameters: Given) => Given | undefined;
  /** Whether the contract does it again for each transaction, however often the same is asked. */
  readonly repeats?: boolean;
  /** The transaction that did this before, when `error` is that the contract does not do it twice. */
  readonly earlier?: (
    client: ActingClient,
    error: unknown,
    parameters: Parameters & Target & Sending,
  ) => Promise<Hash | undefined>;
  /** Reads what happened from the logs; `from` is the address the call went to. */
  readonly extract: (logs: readonly Log[], from: Address) => Result;
}

/** What every action takes beside its own parameters, whichever of its steps is asked. */
const COMMON = "address chainId account gas nonce maxFeePerGas maxPriorityFeePerGas timeout confirmations";

/** Makes an action from what to call and how to read its events. */
export function defineAction<Parameters, Result>(
  definition: ActionDefinition<Parameters, Result>,
): WriteAction<Parameters, Result> {
  const known = `${definition.fields} ${COMMON}`;

  const request = (parameters: Parameters & Target): CallRequest => {
    knowErrors(definition.errors ?? []);
    requireOptions(parameters, known, definition.name);
    requireAddress("address", parameters.address);
    const made = definition.call(parameters);
    const to = definition.to?.(parameters) ?? parameters.address;
    return { ...made, to, data: encodeCall(made) };
  };

  const prepare: WriteAction<Parameters, Result>["prepare"] = async (client, given) => {
    requireClient(client);
    const parameters = (await definition.complete?.(client, given)) ?? given;
    const account = parameters.account ?? client.account;
    if (account !== undefined) requireSending(account, client);
    const made = request(parameters);
    if (account === undefined) throw new AccountMissingError(definition.name);
    definition.sentBy?.(parameters, typeof account === "string" ? account : account.address);
    const isWallet = typeof account === "string" || account.type === "json-rpc";
    return { ...made, account, chainId: await requireChain(client, parameters.chainId, { isWallet }) };
  };

  const isQuittances = definition.elsewhere !== true && definition.to === undefined;

  /** Why the contract refuses, in terms of what it was given. */
  const explained = async (
    client: ActingClient,
    { account, to }: PreparedRequest,
    error: unknown,
    parameters: Parameters & Target,
  ) => {
    const named = missingSignatureOr(error, definition.fields, parameters);
    const payment = definition.pays?.(parameters, typeof account === "string" ? account : account.address);
    return missingOr(client, to, await withShortage(client, to, named, payment));
  };

  const simulate: WriteAction<Parameters, Result>["simulate"] = async (client, parameters) =>
    simulated(client, parameters, await prepare(client, parameters));

  const simulated = async (
    client: ActingClient,
    parameters: Parameters & Target & Sending,
    prepared: PreparedRequest,
  ): Promise<PreparedRequest> => {
    try {
      const { data } = await run(client, prepared, parameters, call);
      // An address without code takes every call.
      if (data === undefined) await requireCode(client, prepared, isQuittances ? undefined : "contract");
      return prepared;
    } catch (error) {
      const others = definition.retry?.(error, parameters);
      if (others === undefined) {
        await requireGas(client, prepared, parameters);
        throw isQuittances ? await explained(client, prepared, error, parameters) : error;
      }
      return simulate(client, others);
    }
  };

  /** The same call with the nonce that the caller gave: it was sent before. */
  const sentByNonce = async (client: ActingClient, parameters: Parameters & Target & Sending) => {
    const { nonce } = parameters;
    if (nonce === undefined || client.carrier !== undefined) return undefined;
    const { account, ...called } = await prepare(client, parameters);
    const used = await transactionOfNonce(client, parseAccount(account).address, nonce).catch(
      () => undefined,
    );
    return isCall(used, called) ? used.hash : undefined;
  };

  /** The transaction that did it before; throws the error again when there is none. Why one reverted is found out now. */
  const earlierOr = async (
    client: ActingClient,
    error: unknown,
    parameters: Parameters & Target & Sending,
  ) => {
    const own = await sentByNonce(client, parameters);
    if (own !== undefined) return own;
    const { earlier } = definition;
    if (earlier === undefined) throw error;
    const isReverted = error instanceof BaseError && /RevertedError$/.test(error.name);
    const reason = isReverted ? await simulate(client, parameters).catch((now: unknown) => now) : error;
    const hash = await earlier(client, reason, parameters);
    if (hash === undefined) throw error;
    return hash;
  };

  /** The name of what is asked for, by which it is known when it is asked for again. */
  const keyOfAct = (
    { account, chainId, to, data, value }: PreparedRequest,
    parameters: Parameters & Target,
  ) => {
    const unsalted = definition.unsalted?.(parameters);
    const same = unsalted === undefined ? data : request(unsalted).data;
    const from = parseAccount(account).address;
    return keyOf({ chainId, from, to, data: same, value, isUnsalted: unsalted !== undefined });
  };

  /** Hands it over, or finds that it was handed over before: then an answer was lost, and nothing is sent a second time. */
  const deliver = async (
    client: ActingClient,
    parameters: Parameters & Target & Sending,
  ): Promise<Delivered> => {
    const asked = await prepare(client, parameters);
    const key = keyOfAct(asked, parameters);
    const doubt = client.sendsOnce === true || parameters.nonce !== undefined ? undefined : doubtOf(key);
    if (doubt !== undefined) {
      const isDoneOnce = definition.repeats !== true && definition.unsalted?.(parameters) === undefined;
      const hash = await resume(client, doubt, { isDoneOnce });
      if (hash !== undefined) return { key, hash, doubt };
      endDoubt(key);
    }
    let sent: Doubt | undefined;
    try {
      const prepared = await simulated(client, parameters, asked);
      const { to, data, chainId } = prepared;
      const note = (known: Sent) => {
        sent = { ...known, to, data, from: parseAccount(prepared.account).address };
      };
      const { margin } = definition;
      const hash = await run(client, prepared, parameters, async (on, transaction) => {
        if (isSmart(prepared.account) && on.carrier !== undefined) {
          note({});
          return on.carrier.send({ ...transaction, chainId, margin });
        }
        const gas =
          margin && !transaction.gas ? (await estimateGas(on, transaction)) + margin : transaction.gas;
        return submit(on, { ...transaction, gas, chain: chainOf(on, chainId) }, note);
      });
      return { key, hash, doubt: sent && { ...sent, hash } };
    } catch (error) {
      if (error instanceof TransactionUncertainError) {
        if (sent !== undefined && client.sendsOnce !== true) keepDoubt(key, { ...sent, hash: error.hash });
        throw error;
      }
      return { key, hash: await earlierOr(client, error, parameters), doubt: undefined };
    }
  };

  const send: WriteAction<Parameters, Result>["send"] = async (client, parameters) => {
    const { key, hash } = await deliver(client, parameters);
    if (key !== undefined) endDoubt(key);
    return hash;
  };

  const wait: WriteAction<Parameters, Result>["wait"] = async (client, parameters) => {
    knowErrors(definition.errors ?? []);
    requireOptions(parameters, "address hash timeout confirmations", definition.name);
    const { address, hash, ...waiting } = parameters;
    const receipt = await waitForReceipt(client, hash, waiting).catch((error: unknown) => {
      if (!(error instanceof TransactionTimeoutError)) endDoubtOf(hash);
      throw error;
    });
    endDoubtOf(hash);
    return { ...definition.extract(receipt.logs, address), hash: receipt.transactionHash, receipt };
  };

  const whole = async (client: ActingClient, parameters: Parameters & Target & Sending & Waiting) => {
    let unsure: TransactionUncertainError | undefined;
    const { key, hash, doubt } = await deliver(client, parameters).catch((error: unknown): Delivered => {
      if (!(error instanceof TransactionUncertainError) || error.hash === undefined) throw error;
      unsure = error;
      return { key: undefined, hash: error.hash, doubt: undefined };
    });
    const { address, timeout, confirmations } = parameters;
    const waiting = { address, timeout, confirmations };
    try {
      const outcome = await wait(client, { ...waiting, hash });
      if (key !== undefined) endDoubt(key);
      return outcome;
    } catch (error) {
      if (error instanceof TransactionTimeoutError) {
        if (key !== undefined && doubt !== undefined && client.sendsOnce !== true) keepDoubt(key, doubt);
        throw unsure ?? error;
      }
      if (key !== undefined) endDoubt(key);
      // The same action may have been mined between simulating and sending.
      return wait(client, { ...waiting, hash: await earlierOr(client, error, parameters) });
    }
  };

  return Object.assign(whole, {
    call: request,
    prepare,
    simulate,
    send,
    wait,
    extractEvent: (logs: readonly Log[], from: { readonly address: Address }) =>
      definition.extract(logs, from.address),
  });
}

/** What was handed over now, or before. */
interface Delivered {
  /** Of its doubt; undefined where that is kept already. */
  readonly key: string | undefined;
  readonly hash: Hash;
  /** What to remember of it while no block has it. */
  readonly doubt: Doubt | undefined;
}

/** Refuses a gas limit without which the same call goes through. */
async function requireGas(
  client: ActingClient,
  prepared: PreparedRequest,
  { gas, ...sending }: Sending,
): Promise<void> {
  if (gas === undefined) return;
  const enough = await run(client, prepared, sending, call).catch(() => undefined);
  if (enough !== undefined) throw new GasLimitTooLowError(gas);
}

/**
 * A revert without data, as that there is no Quittance at the address, where that is so: a contract of another kind has no
 * such function. The contract is asked, as some nodes leave out the data of Quittance's own reverts.
 */
async function missingOr(client: ActingClient, address: Address, error: unknown): Promise<unknown> {
  if (!isBareRevert(error)) return error;
  const asked: unknown = await getDomain(client, { address }).catch((failure: unknown) => failure);
  return asked instanceof ContractMissingError ? asked : error;
}

/** Whether an account's calls go through a bundler. */
function isSmart(account: Account | Address): account is Account & { readonly type: "smart" } {
  return typeof account === "object" && account.type === "smart";
}

/** Refuses what can send nothing, and a smart account whose calls the client does not carry. */
function requireSending(account: Account | Address, { carrier }: ActingClient): void {
  if (isKeyedParty(account)) {
    throw new InvalidFieldError({
      field: "account",
      value: account.address,
      problem: "cannot be a managed account: it signs, and others send",
      remedy: "Pass what it signed as the signature, and let any wallet send, such as its key.",
    });
  }
  requireSender(account);
  if (!isSmart(account) || (carrier !== undefined && isSameAddress(carrier.address, account.address))) return;
  throw new InvalidFieldError({
    field: "account",
    value: account.address,
    problem: "is a smart account, which sends through a bundler",
    remedy: "Make the client with smartWalletClient(bundlerClient) of quittance/wallets.",
  });
}

type Transaction = Pick<PreparedRequest, "account" | "to" | "data" | "value"> & Omit<Sending, "account">;

async function run<Answer>(
  client: ActingClient,
  { account, to, data, value }: PreparedRequest,
  { gas, nonce, maxFeePerGas, maxPriorityFeePerGas }: Sending,
  action: (client: ActingClient, transaction: Transaction) => Promise<Answer>,
): Promise<Answer> {
  try {
    const fees = { gas, nonce, maxFeePerGas, maxPriorityFeePerGas };
    return await action(client, { account, to, data, value, ...fees });
  } catch (error) {
    throw decodeError(error);
  }
}
