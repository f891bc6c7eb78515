export { type BlockMark, parseCursor, type WatchCursor } from "./cursor.ts";
export { type Duty, type DutyFacts, type DutyRole, dutiesOf } from "./duties.ts";
export type { ChainReorganised, DealEvent, DealEventName, DealEventValues, EventPlace } from "./events.ts";
export type { Following } from "./follow.ts";
export { onVerdict, watchDeal, watchMilestone } from "./watch-deal.ts";
export { type DutyReport, type WatchingDuties, watchDuties } from "./watch-duties.ts";
export type { Watcher, WatchHandlers } from "./watcher.ts";
