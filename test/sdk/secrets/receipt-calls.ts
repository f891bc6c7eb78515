import { settlementDocument } from "../../../sdk/receipts/index.ts";
import { dealOf, domain } from "../receipts/support/settled.ts";
import type { RoomCalls } from "./room-scene.ts";

const deal = () => dealOf([{ amount: 10_000_000n, toSeller: 4_000_000n }]);
const seller = { name: "Example Ltd", address: ["1 Main Street"], country: "IE", taxId: "IE123" };
const made = () => settlementDocument({ kind: "invoice", domain, deal: deal(), seller });

export const receiptCalls: RoomCalls = {
  checkSettlementDocument: () => [{ ...made() }],
  renderSettlementDocument: () => [{ ...made() }],
  settlementDocument: () => [
    {
      ...{
        kind: "invoice",
        domain,
        deal: deal(),
        milestones: [0],
        seller,
        buyer: seller,
        note: "Thank you.",
      },
      ...{ tax: { label: "VAT", rate: 1_900, note: "" }, explorer: "https://basescan.org/tx/" },
    },
  ],
};
