// The EIP-712 types of terms: every field has a name, so that a wallet can show what is agreed. They are nested so that a
// call repeats only the part that it needs; the lists `disputes` and `amends` have one entry or none.

export const termsType = [
  { name: "buyer", type: "address" },
  { name: "fundedFromLedger", type: "bool" },
  { name: "buyerToLedger", type: "bool" },
  { name: "sellerToLedger", type: "bool" },
  { name: "verificationFee", type: "uint96" },
  { name: "amounts", type: "uint96[]" },
  { name: "deadlines", type: "uint40[]" },
  { name: "adjudication", type: "Adjudication" },
] as const;

export const adjudicationType = [
  { name: "seller", type: "address" },
  { name: "panel", type: "address[]" },
  { name: "passingScore", type: "uint16" },
  { name: "payoutStep", type: "uint16" },
  { name: "contestWindow", type: "uint32" },
  { name: "marketplaceFee", type: "uint16" },
  { name: "conditions", type: "Conditions" },
] as const;

export const conditionsType = [
  { name: "verdictWindow", type: "uint32" },
  { name: "silencePayout", type: "uint16" },
  { name: "marketplace", type: "address" },
  { name: "panelAccount", type: "address" },
  { name: "pact", type: "bytes32" },
  { name: "salt", type: "uint64" },
  { name: "openBy", type: "uint40" },
  { name: "category", type: "uint32" },
  { name: "reference", type: "bytes32" },
  { name: "disputes", type: "DisputeRules[]" },
  { name: "amends", type: "Amendment[]" },
] as const;

export const disputeRulesType = [
  { name: "bond", type: "uint96" },
  { name: "pool", type: "address" },
  { name: "arbiter", type: "address" },
  { name: "rulingWindow", type: "uint32" },
] as const;

export const amendmentType = [
  { name: "deal", type: "bytes32" },
  { name: "remainder", type: "uint96" },
  { name: "delivered", type: "uint32" },
] as const;
