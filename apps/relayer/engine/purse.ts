/** What a key has for gas, so that it takes no intents that another key could pay for. */
export interface Purse {
  /** Notes what the key has beside what its open transactions can cost, in wei. */
  fill(wei: bigint): void;
  /** Whether it can pay for something: it is not empty, and has more than when it could not pay. */
  isOpen(): boolean;
  /** Sets aside what a transaction can cost at most, in wei; false when that is too much. */
  spend(cost: bigint): boolean;
}

/** The data of a transaction on Ethereum, which Base takes from the same balance, costs less than the gas does at most. */
const ROOM = 2n;

/** A purse that is empty until it is filled. */
export function openPurse(): Purse {
  let left = 0n;
  let tooLittle = 0n;
  return {
    fill: (wei) => {
      left = wei;
    },
    isOpen: () => left > tooLittle,
    spend: (cost) => {
      if (left < ROOM * cost) {
        tooLittle = left;
        return false;
      }
      left -= cost;
      tooLittle = 0n;
      return true;
    },
  };
}
