import type {
  Abi,
  Account,
  Address,
  Chain,
  Client,
  Hash,
  Hex,
  Log,
  TransactionReceipt,
  Transport,
} from "viem";

/**
 * A client that can act: any viem client with a transport; its account sends unless the parameters name one. A client with a
 * `carrier` (`smartWalletClient`) sends by user operations. One that `sendsOnce` (`relayed`) may be asked again for the same call:
 * it is done once.
 */
export type ActingClient = Client<Transport, Chain | undefined, Account | undefined> & {
  readonly carrier?: Carrier | undefined;
  readonly sendsOnce?: boolean | undefined;
};

/** Takes to the chain what an account cannot send as a transaction of its own: the calls of a smart account. */
export interface Carrier {
  /** Whose calls it takes. */
  readonly address: Address;
  /** Hands over one call, and gives the hash by which `wait` finds it. */
  readonly send: (call: CarriedCall) => Promise<Hash>;
  /** Hands over once more what had this hash, the same bytes, and gives the hash. */
  readonly again: (hash: Hash) => Promise<Hash>;
  /** The receipt of what had this hash, with the logs that are its own. */
  readonly wait: (hash: Hash, waiting: Waiting) => Promise<TransactionReceipt>;
}

/** One call of a smart account. */
export interface CarriedCall extends Omit<Sending, "account"> {
  readonly to: Address;
  readonly data: Hex;
  /** Wei that go along; none when left out. */
  readonly value?: bigint | undefined;
  readonly chainId: number;
  /** Gas beyond the estimate, where `gas` is left out. */
  readonly margin?: bigint | undefined;
}

/** The contract an operation is for. */
export interface Target {
  /** Address of the Quittance contract; of the juror pool or the bridge for their own operations. */
  readonly address: Address;
  /** The chain it is on; the client's `chain` when left out. Held against the node before the first send. */
  readonly chainId?: number | undefined;
}

/** How an operation is sent. */
export interface Sending {
  /** Who sends; the client's account when left out. */
  readonly account?: Account | Address | undefined;
  /** Gas limit; estimated when left out. */
  readonly gas?: bigint | undefined;
  readonly nonce?: number | undefined;
  readonly maxFeePerGas?: bigint | undefined;
  readonly maxPriorityFeePerGas?: bigint | undefined;
}

/** How a receipt is waited for. */
export interface Waiting {
  /** Milliseconds to wait for the receipt; 60,000 when left out. */
  readonly timeout?: number | undefined;
  /** How many blocks deep the transaction must be; 1, its own, when left out. */
  readonly confirmations?: number | undefined;
}

/** What to call: a function of an ABI and its arguments. */
export interface ContractCall {
  readonly abi: Abi;
  readonly functionName: string;
  readonly args: readonly unknown[];
  /** Wei that go along; none when left out. */
  readonly value?: bigint | undefined;
}

/** A request that is not sent yet. */
export interface CallRequest extends ContractCall {
  readonly to: Address;
  readonly data: Hex;
}

/** A request with its sender, held against the chain. */
export interface PreparedRequest extends CallRequest {
  readonly account: Account | Address;
  readonly chainId: number;
}

/** An operation that was mined, and what its events say. */
export type Outcome<Result> = Result & { readonly hash: Hash; readonly receipt: TransactionReceipt };

/**
 * One operation. Call it to prepare, simulate, send and wait, and to learn what happened; or take its steps one by one.
 * (The signature has no comment of its own, so that editors show the operation's where it is called.)
 */
export interface WriteAction<Parameters, Result> {
  (client: ActingClient, parameters: Parameters & Target & Sending & Waiting): Promise<Outcome<Result>>;
  /** The request alone: checks the parameters, asks no node. */
  readonly call: (parameters: Parameters & Target) => CallRequest;
  /** The request with its sender, after the chain id was checked. */
  readonly prepare: (
    client: ActingClient,
    parameters: Parameters & Target & Sending,
  ) => Promise<PreparedRequest>;
  /** Runs it without sending; throws the error the contract or the token would revert with. */
  readonly simulate: (
    client: ActingClient,
    parameters: Parameters & Target & Sending,
  ) => Promise<PreparedRequest>;
  /** Prepares, simulates and sends, without waiting. */
  readonly send: (client: ActingClient, parameters: Parameters & Target & Sending) => Promise<Hash>;
  /** Waits for a transaction that was sent before, and returns its outcome. */
  readonly wait: (
    client: ActingClient,
    parameters: Pick<Target, "address"> & Waiting & { readonly hash: Hash },
  ) => Promise<Outcome<Result>>;
  /** What happened, from the logs of a receipt. */
  readonly extractEvent: (logs: readonly Log[], from: { readonly address: Address }) => Result;
}
