/** The functions of the contract that batches take. A test asks the contract for each that it has. */
export const BATCHED: readonly string[] = [
  ...["open", "deliver", "submitVerdict", "settle", "release", "refund", "reclaim", "redeem", "pay"],
  ...["withdraw", "claimPayout"],
];
