const ADDRESSES = [
  ...["address", "buyer", "seller", "juror", "account", "wallet", "marketplace", "panelAccount", "arbiter"],
  ...["pool", "contester", "payer", "rater", "rated", "owner", "key", "previousKey", "reporter", "contract"],
  ...[
    "principal",
    "buyerPrincipal",
    "sellerPrincipal",
    "controller",
    "offered",
    "subject",
    "payee",
    "voucherKey",
  ],
  ...["counterparty", "agent"],
];
const HASHES = [
  ...["id", "dealId", "evidence", "pact", "reasons", "seed", "transactionHash", "openedIn", "updatedIn"],
  ...["digest", "tabId", "orderId", "memo"],
];

const ADDRESS = { names: new Set(ADDRESSES), shape: /^0x[0-9a-f]{40}$/i, remedy: "0x and 40 hex digits" };
/** The row of sums is the only one with an id of another kind. */
const HASH = {
  names: new Set(HASHES),
  shape: /^(0x[0-9a-f]{64}|quittance)$/i,
  remedy: "0x and 64 hex digits",
};

/** A name in a query and the text, number or variable it is given. */
const GIVEN = /\b(\w+)\s*:\s*(?:"((?:[^"\\]|\\.)*)"|(-?\d+)\b|\$(\w+))/g;

/**
 * The first address, hash or limit in a query or its variables that cannot be one; undefined when all can. The database
 * would find nothing for it and not say why. Filters on a part of a value, such as `buyer_starts_with`, are not looked at.
 */
export function namesProblem(
  query: string,
  variables: Readonly<Record<string, unknown>>,
): string | undefined {
  for (const [, name = "", text, number, variable] of query.matchAll(GIVEN)) {
    const given = variable === undefined ? (text ?? number) : variables[variable];
    const problem = valueProblem(name, given);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function valueProblem(name: string, given: unknown): string | undefined {
  if (given !== null && typeof given === "object") {
    const problems = Object.entries(given).map(([inner, value]) =>
      valueProblem(Array.isArray(given) ? name : inner, value),
    );
    return problems.find((problem) => problem !== undefined);
  }
  if (name === "limit" && Number(given) < 0) {
    return `limit is ${given}. Give a number from 0 to 1000.`;
  }
  if (typeof given !== "string") return undefined;
  const kind = [ADDRESS, HASH].find(({ names }) => names.has(name.replace(/_(not|in|not_in)$/, "")));
  return kind === undefined || kind.shape.test(given)
    ? undefined
    : `${name} is ${JSON.stringify(given)}. Give ${kind.remedy}.`;
}
