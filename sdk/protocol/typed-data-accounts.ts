/** What names an account, and what a controller signs for one. */
export const accountTypes = {
  Account: [
    { name: "principal", type: "address" },
    { name: "index", type: "uint32" },
  ],
  Approval: [
    { name: "account", type: "address" },
    { name: "digest", type: "bytes32" },
  ],
} as const;
