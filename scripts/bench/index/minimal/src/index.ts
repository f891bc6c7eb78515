import { ponder } from "ponder:registry";
import schema from "ponder:schema";
import { jurorPoolAbi, quittanceAbi } from "quittance/abi";

const CONTRACTS = { Quittance: quittanceAbi, JurorPool: jurorPoolAbi };
const worded = (_key: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);

for (const [contract, abi] of Object.entries(CONTRACTS)) {
  for (const item of abi) {
    if (item.type !== "event") continue;
    ponder.on(`${contract}:${item.name}` as "Quittance:DealOpened", async ({ event, context }) => {
      await context.db.insert(schema.event).values({
        id: event.id,
        name: item.name,
        args: JSON.stringify(event.args, worded),
        blockNumber: event.block.number,
        timestamp: event.block.timestamp,
        transactionHash: event.transaction.hash,
      });
    });
  }
}
