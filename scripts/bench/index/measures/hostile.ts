import { type IndexFigure, medianOf, ratioOf } from "../figures/goals.ts";
import { ask, type Question, serveUnder } from "../http/load.ts";
import { HOT_QUERIES, requestOf } from "../http/questions.ts";
import type { Bench } from "./bench.ts";
import type { Servers } from "./serving.ts";

/** The most that one request may ask for, three lists inside each other by their limits. */
const GREEDY: Question = {
  name: "a greedy query",
  path: "/graphql",
  body: JSON.stringify({
    query: `{
      deals(limit: 50) { items { id buyer seller pact
        milestones(limit: 50) { items { index amount
          ballots(limit: 50) { items { juror score payout reasons } } } } } }
    }`,
  }),
};
const HOSTILE_CONNECTIONS = 16;
/** Between two questions of the honest client. */
const APART_MS = 50;
const ALONE = 40;

/** The longest that an honest client waits while another asks for as much as it may. */
export async function hostileFigure({ sizes, progress }: Bench, servers: Servers): Promise<IndexFigure> {
  const { indexer, known, size } = servers;
  const honest = HOT_QUERIES.slice(0, 1).map((query) => requestOf(query, known));
  const waitOf = async () => {
    const start = performance.now();
    for (const question of honest) await ask(indexer, question);
    return performance.now() - start;
  };
  await ask(indexer, GREEDY);
  const alone: number[] = [];
  for (let time = 0; time < ALONE; time++) alone.push(await waitOf());
  let isOver = false;
  const load = { connections: HOSTILE_CONNECTIONS, seconds: sizes.loadSeconds };
  const hostile = serveUnder(load, indexer, [GREEDY]).finally(() => {
    isOver = true;
  });
  const waits: number[] = [];
  while (!isOver) {
    waits.push(await waitOf());
    await new Promise((resolve) => setTimeout(resolve, APART_MS));
  }
  const { perSecond } = await hostile;
  const [measured, baseline] = [Math.max(...waits), medianOf(alone)];
  progress(`hostile: ${perSecond.toFixed(1)} greedy queries a second, ${waits.length} honest ones`);
  const said = `${HOSTILE_CONNECTIONS} hostile connections, ${waits.length} honest queries over ${size}`;
  return ratioOf("hostile_wait_ratio", { measured, baseline, size: said });
}
