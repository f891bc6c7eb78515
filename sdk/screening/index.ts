export { httpScreen } from "./http-screen.ts";
export { listScreen, parseScreeningList, type ScreeningEntry } from "./list.ts";
export { addressesIn, type Screen, type ScreeningAnswer, type ScreeningQuestion } from "./screen.ts";
export {
  type Screening,
  type ScreeningNews,
  type ScreeningOutcome,
  type ScreeningReply,
  screening,
  screeningReply,
} from "./screening.ts";
