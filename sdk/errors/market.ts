import type { Address } from "viem";
import { BaseError } from "./base.ts";
import { startOf } from "./printable.ts";
import { withoutSecrets } from "./secrets.ts";
import { withoutUrls } from "./urls.ts";

/** A contract on a chain. */
interface Place {
  readonly chainId: number;
  readonly contract: Address;
}

const placeOf = ({ chainId, contract }: Place) => `contract ${contract} on chain ${chainId}`;

/** Thrown when a message of the market is for another chain or contract than the caller's own. */
export class MarketDomainMismatchError extends BaseError {
  override readonly name = "MarketDomainMismatchError";
  /** What the message names. */
  readonly named: Place;
  /** What the caller named. */
  readonly own: Place;

  constructor(what: string, named: Place, own: Place) {
    super(`The ${what} is for ${placeOf(named)}, not for your own deployment, ${placeOf(own)}.`, {
      remedy: "Take the contract's address from a source you trust, and ask for a message for that contract.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.named = { chainId: named.chainId, contract: named.contract };
    this.own = { chainId: own.chainId, contract: own.contract };
  }
}

/** Thrown when a message of the market came at a time at which it does not count. */
export class MarketTimeError extends BaseError {
  override readonly name = "MarketTimeError";
  /** Unix seconds: it counts while from <= now < until. */
  readonly from: number;
  readonly until: number;

  constructor(what: string, { from, until }: { readonly from: number; readonly until: number }, now: number) {
    super(`The ${what} counts from ${from} until before ${until}; it is ${now}.`, {
      remedy:
        now < from ? "Wait, or compare the clocks." : "Ask for a new one; no message counts after its time.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.from = from;
    this.until = until;
  }
}

/** Thrown when a bid does not fit its request or its commitment; `field` is the first that does not. */
export class BidMismatchError extends BaseError {
  override readonly name = "BidMismatchError";
  readonly field: string;

  constructor(field: string, problem: string) {
    super(`${field} ${problem}.`, {
      remedy:
        "Correct a bid of your own: its offer, its pact or its account. Leave that of another out of the ranking; it says other things than its bidder committed itself to, or was asked for.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.field = field;
  }
}

/** Thrown when an exchange does not take what it is given, or does not answer a question. `details` is what it said. */
export class ExchangeRefusedError extends BaseError {
  override readonly name = "ExchangeRefusedError";
  /** HTTP status. */
  readonly status: number;

  constructor(status: number, details: string) {
    super(`The exchange refused (status ${status}).`, {
      details: startOf(withoutUrls(withoutSecrets(details.slice(0, LONGEST))), LONGEST_SHOWN).start,
      remedy:
        "Read the details. For 402 give the account what the exchange asks of sellers, for 404 ask an exchange that has it, for 425 wait, and for 429 ask less often.",
      docsSection: "errors-on-the-way",
    });
    this.status = status;
  }
}

/** Characters of an answer that are looked at for a message. */
const LONGEST = 2_000;
/** Characters of it that are shown: what admits an account stands at its end. */
const LONGEST_SHOWN = 400;

/** Thrown when no answer came from an exchange, or one that is none. */
export class ExchangeUnreachableError extends BaseError {
  override readonly name = "ExchangeUnreachableError";

  constructor(details: string) {
    super("The exchange did not answer.", {
      details: startOf(withoutUrls(withoutSecrets(details.slice(0, LONGEST)))).start,
      remedy: "Ask again, or ask another exchange: what sellers signed is the same everywhere.",
      docsSection: "errors-on-the-way",
    });
  }
}
