// What names an account, and what a controller signs for one.
export const accountType = [
  { name: "principal", type: "address" },
  { name: "index", type: "uint32" },
] as const;

export const approvalType = [
  { name: "account", type: "address" },
  { name: "digest", type: "bytes32" },
] as const;
