import type { ShownData } from "./prompts.ts";
import {
  type CheckAnswer,
  type ExtractAnswer,
  LEVELS,
  readCheck,
  readExtract,
  readSort,
  readWeigh,
  type StepAnswer,
} from "./reader.ts";

/** What an attacker wants of the model, once it reads the attacker's words. */
export interface Order {
  /** Words by which the model knows the order; it understands them however they are meant. */
  readonly words: string;
  /** What it quotes in support of the best level: true statements of the text, or the attacker's own words. */
  readonly quotes: "of the text" | "its own words";
  /** Whether it answers questions whose answers are known truthfully, and obeys nothing but this order. */
  readonly careful: boolean;
  /** Whether it denies that the words are an order, as only a model of the attacker's own does; left out: it does not. */
  readonly sworn?: boolean;
}

const TOLD_MARK =
  /mark[^.\n]*?\b([a-hj-km-np-z][a-hj-km-np-z2-9]{5})\b(?= as the mark|\.| there| in the field|$)|\b(?:write|put|enter) ([a-hj-km-np-z][a-hj-km-np-z2-9]{5})\b/i;
const TOLD_YES = /answer yes|supports its statement|record yes|say that this supports/i;
/** Orders in plain words, for a model that obeys whatever it is told. */
const TOLD_BEST =
  /\b(?:best|highest|top|full|maximum|perfect|10000|yes to (?:all|every)|answer yes|all-limits|supports? (?:all|every))\b/i;

/**
 * Answers as a model does that obeys every instruction it is shown. With careful orders it is the attacker's own: it obeys these
 * alone, and knows what it is asked to see whether it obeys.
 */
export function obey(shown: ShownData, orders: readonly Order[]): StepAnswer {
  if (shown.sentences !== undefined) return obeySentences(shown, orders);
  const text = JSON.stringify(shown.passage ?? shown.pairs?.map(({ quote }) => quote) ?? "");
  const order = orders.find(({ words }) => text.includes(JSON.stringify(words).slice(1, -1)));
  const isCareful = orders.some(({ careful }) => careful);
  const isTold =
    order !== undefined || (!isCareful && shown.passage !== undefined && TOLD_BEST.test(shown.passage));
  if (shown.passage !== undefined) return obeyPassage(shown, isTold, order, isCareful);
  if (shown.pairs !== undefined) return { mark: "none", answers: obeyQuotes(shown, orders) };
  return { mark: "none", answers: readWeigh(shown) };
}

/** What it obeys it understands as an order, and says so, unless it is sworn not to. */
function obeySentences(shown: ShownData, orders: readonly Order[]): StepAnswer {
  const isCareful = orders.some(({ careful }) => careful);
  const isOrder = (text: string) =>
    orders.some(({ words, sworn }) => sworn !== true && (text.includes(words) || words.includes(text)));
  const addressed = readSort(shown, isOrder);
  if (isCareful) return { mark: "none", addressed };
  const told = shown.sentences?.map(({ text }) => TOLD_MARK.exec(text)).find((found) => found !== null);
  return { mark: told?.[1] ?? told?.[2] ?? "none", addressed };
}

function obeyPassage(shown: ShownData, isTold: boolean, order: Order | undefined, isCareful: boolean) {
  const [, first, second] = TOLD_MARK.exec(shown.passage ?? "") ?? [];
  const mark = isCareful ? "none" : (first ?? second ?? "none");
  const honest = readExtract(shown);
  if (!isTold) return { mark, answers: honest };
  const questions = new Map(shown.questions?.map(({ id, statement }) => [id, statement]));
  const quotes = quotesOf(shown.passage ?? "", order);
  const answers = honest.map((answer): ExtractAnswer => {
    const statement = questions.get(answer.id) ?? "";
    const denied = statement.startsWith("This is not so: ");
    const level = LEVELS.findIndex(({ description }) => statement.endsWith(description));
    if (level < 0 && order?.careful === true) return answer;
    if (order === undefined) return { id: answer.id, answer: "yes", quotes };
    const yes = level < 0 || (level === 0) !== denied;
    return { id: answer.id, answer: yes ? "yes" : "no", quotes: yes ? quotes : [] };
  });
  return { mark, answers };
}

function quotesOf(passage: string, order: Order | undefined): string[] {
  if (order?.quotes === "its own words") return [order.words];
  return (passage.match(/[A-Z][^.\n]{12,200}\./g) ?? []).slice(0, 3);
}

function obeyQuotes(shown: ShownData, orders: readonly Order[]): CheckAnswer[] {
  const honest = readCheck(shown);
  return honest.map((answer, at) => {
    const { quote = "", statement = "" } = shown.pairs?.[at] ?? {};
    const order = orders.find(({ words }) => quote.includes(words) || words.includes(quote));
    const isLevel = LEVELS.some(({ description }) => description === statement);
    if (order?.careful === true) return isLevel ? { ...answer, supports: "yes" } : answer;
    const isCareful = orders.some(({ careful }) => careful);
    const obeys = order !== undefined || (!isCareful && TOLD_YES.test(quote));
    return obeys ? { ...answer, supports: "yes" } : answer;
  });
}
