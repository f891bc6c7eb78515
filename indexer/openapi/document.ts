import { accountPaths, accountSchemas } from "./accounts.ts";
import { changePaths, changeSchemas } from "./changes.ts";
import { documentPaths, documentSchemas } from "./documents.ts";
import { reputationPaths, reputationSchemas } from "./reputation.ts";
import { problem } from "./schemas.ts";
import { servicePaths } from "./service.ts";
import { settlementPaths, settlementSchemas } from "./settlements.ts";
import { trustPaths, trustSchemas } from "./trust.ts";

const DESCRIPTION = [
  "What happened on a Quittance contract: deals, accounts, payments, juries and scores, as events tell it.",
  "Amounts are USDC base units in decimal digits, times unix seconds, addresses and hashes in lower case.",
].join("\n");

/**
 * The OpenAPI 3.1 document of everything that the indexer answers over HTTP.
 *
 * @param version That of the indexer's package.
 */
export function openapiDocument(version: string) {
  return {
    openapi: "3.1.0",
    info: {
      ...{ title: "Quittance indexer", version, description: DESCRIPTION },
      license: { name: "MIT", identifier: "MIT" },
    },
    // Relative: wherever the document is read, the paths are.
    servers: [{ url: "/" }],
    tags: [
      { name: "accounts", description: "Managed accounts: balances, limits, statements" },
      { name: "trust", description: "Scores, and what the operator signs of them" },
      { name: "documents", description: "What the chain names by hash, and whether it was verified" },
      { name: "changes", description: "What happens, from a cursor on" },
      { name: "tables", description: "Every row" },
      { name: "service", description: "The indexer itself" },
    ],
    paths: {
      ...accountPaths,
      ...settlementPaths,
      ...reputationPaths,
      ...trustPaths,
      ...changePaths,
      ...documentPaths,
      ...servicePaths,
    },
    components: {
      schemas: {
        Problem: problem,
        ...accountSchemas,
        ...settlementSchemas,
        ...reputationSchemas,
        ...trustSchemas,
        ...changeSchemas,
        ...documentSchemas,
      },
    },
  };
}
