import { BaseError } from "./base.ts";

/** Thrown when a relayer does not take an intent for a reason of its own, such as an unknown key or a used up quota. Nothing was sent. */
export class RelayerRefusedError extends BaseError {
  override readonly name = "RelayerRefusedError";
  /** HTTP status. */
  readonly status: number;

  constructor(status: number, details: string) {
    super(`The relayer refused the intent (status ${status}).`, {
      details,
      remedy:
        "Read the details. For 401 correct the API key, for 402 agree to a fee (`fee`, or `--relay-fee` of the command).",
      docsSection: "errors-on-the-way",
    });
    this.status = status;
  }
}

/** Thrown when a relayer asks for more than the caller agreed to pay. Nothing was signed or sent. */
export class RelayFeeTooHighError extends BaseError {
  override readonly name = "RelayFeeTooHighError";
  readonly fee: bigint;
  readonly most: bigint;

  constructor(fee: bigint, most: bigint) {
    super(`The relayer asks for a fee of ${fee} base units of USDC, and at most ${most} were agreed to.`, {
      remedy:
        "Wait until gas is cheaper, raise `fee.most` (`--relay-fee` of the command), or have anyone else send the same call.",
      docsSection: "errors-on-the-way",
    });
    this.fee = fee;
    this.most = most;
  }
}

/** Thrown when an intent was taken and no block has it yet. It may still be made: wait for it by its id. */
export class IntentPendingError extends BaseError {
  override readonly name = "IntentPendingError";
  /** `waiting`, `queued` or `sent`. */
  readonly state: string;

  constructor(state: string) {
    super(`The relayer has the intent, and it is ${state}.`, {
      remedy: "Wait for it by its id. The same call can be sent again: it is made once.",
      docsSection: "errors-on-the-way",
    });
    this.state = state;
  }
}
