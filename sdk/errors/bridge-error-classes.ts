import type { ContractErrorClass } from "./contract-errors.ts";
import * as erc792Arbiter from "./erc792-arbiter.ts";

/** Every class of an error of the bridge to ERC-792 courts. */
export const bridgeErrorClasses: readonly ContractErrorClass[] = [
  erc792Arbiter.Erc792WithoutCodeError,
  erc792Arbiter.Erc792ChoicesOutOfRangeError,
  erc792Arbiter.Erc792NotTheArbiterError,
  erc792Arbiter.Erc792NotBeforeTheArbiterError,
  erc792Arbiter.Erc792AlreadyDisputedError,
  erc792Arbiter.Erc792FeeTooSmallError,
  erc792Arbiter.Erc792RefundRefusedError,
  erc792Arbiter.Erc792DisputeIdRefusedError,
  erc792Arbiter.Erc792NotTheArbitratorError,
  erc792Arbiter.Erc792DisputeUnknownError,
  erc792Arbiter.Erc792AlreadyRuledError,
  erc792Arbiter.Erc792RulingOutOfRangeError,
  erc792Arbiter.Erc792NotDisputedError,
  erc792Arbiter.Erc792NotRuledError,
  erc792Arbiter.Erc792ArbitrationRefusedError,
  erc792Arbiter.Erc792NothingOwedError,
  erc792Arbiter.Erc792NotThePayerError,
];
