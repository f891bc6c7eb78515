export { checkSettlementDocument } from "./check.ts";
export { type DocumentParty, type SettlementDocument, settlementDocument } from "./document.ts";
export { renderSettlementDocument } from "./html/render.ts";
export type { Parted, SettlementItem } from "./lines.ts";
export type { Money } from "./money.ts";
export type { PartyDetails, TaxDetails } from "./party.ts";
