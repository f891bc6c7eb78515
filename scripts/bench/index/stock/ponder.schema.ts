export * from "@quittance/indexer/schema";
