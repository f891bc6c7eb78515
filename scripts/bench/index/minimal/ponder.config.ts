import { createConfig } from "ponder";
import { jurorPoolAbi, quittanceAbi } from "quittance/abi";

const { BENCH_CHAIN_ID, BENCH_RPC_URL, BENCH_QUITTANCE, BENCH_JUROR_POOL, BENCH_PGLITE_DIRECTORY } =
  process.env;

export default createConfig({
  chains: { chain: { id: Number(BENCH_CHAIN_ID), rpc: BENCH_RPC_URL } },
  contracts: {
    Quittance: {
      chain: "chain",
      abi: quittanceAbi,
      address: BENCH_QUITTANCE as `0x${string}`,
      startBlock: 1,
    },
    JurorPool: {
      chain: "chain",
      abi: jurorPoolAbi,
      address: BENCH_JUROR_POOL as `0x${string}`,
      startBlock: 1,
    },
  },
  // With DATABASE_URL, Ponder takes PostgreSQL by itself.
  ...(BENCH_PGLITE_DIRECTORY && { database: { kind: "pglite", directory: BENCH_PGLITE_DIRECTORY } }),
});
