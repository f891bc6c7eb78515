// What a typed client of the indexer imports.
import { deal } from "@quittance/indexer/schema";

if (deal === undefined) throw new Error("@quittance/indexer/schema exports no table of deals");
