// What names an account, and what a controller signs for one.
export const accountType = [
  { name: "principal", type: "address" },
  { name: "index", type: "uint32" },
] as const;

export const approvalType = [
  { name: "account", type: "address" },
  { name: "purpose", type: "string" },
  { name: "payees", type: "Payee[]" },
  { name: "total", type: "uint96" },
  { name: "validUntil", type: "uint40" },
  { name: "commitment", type: "bytes32" },
] as const;

export const payeeType = [
  { name: "payee", type: "address" },
  { name: "most", type: "uint96" },
] as const;

// What keys sign about themselves and their account.
export const freezeType = [
  { name: "account", type: "address" },
  { name: "nonce", type: "uint64" },
  { name: "validUntil", type: "uint40" },
] as const;

export const keyRevocationType = [
  { name: "account", type: "address" },
  { name: "key", type: "address" },
  { name: "nonce", type: "uint64" },
  { name: "validUntil", type: "uint40" },
] as const;
