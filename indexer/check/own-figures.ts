import type { LaneCounts } from "../nodes/lane.ts";

/** What a process knows of its nodes and of its views, beside the verdict about its rows. */
export interface OwnFigures {
  /** Of each node, in the order of `PONDER_RPC_URL`; none where there is one node, which Ponder asks by itself. */
  readonly nodes: readonly LaneCounts[];
  readonly unconfirmedRanges: number | undefined;
  readonly nodesDiffer: boolean | undefined;
  /** Undefined without a schema for views. */
  readonly viewsTaken: boolean | undefined;
}

/** These figures in the text form of Prometheus. */
export function figuresText({ nodes, unconfirmedRanges, nodesDiffer, viewsTaken }: OwnFigures): string {
  const samples = (name: string, parts: readonly (keyof LaneCounts)[], label: string) =>
    nodes.flatMap((counts, place) =>
      parts.map((part) => `${name}{node="${place + 1}",${label}="${part}"} ${counts[part]}`),
    );
  return [
    ...family(
      ["quittance_node_questions_total", "counter", "Questions to a node by what became of them"],
      samples("quittance_node_questions_total", ["answered", "refused", "silent"], "outcome"),
    ),
    ...family(
      ["quittance_node_questions", "gauge", "Questions to a node that are not answered yet"],
      samples("quittance_node_questions", ["asking", "waiting"], "state"),
    ),
    ...single("quittance_unconfirmed_ranges", "Ranges whose logs one node alone has said", unconfirmedRanges),
    ...single(
      "quittance_nodes_differ",
      "1 while nodes differ about logs, or rows were made of wrong ones",
      nodesDiffer,
    ),
    ...single("quittance_views_taken", "1 while the views show the rows of this process", viewsTaken),
    "",
  ].join("\n");
}

function single(name: string, help: string, value: number | boolean | undefined): string[] {
  return family([name, "gauge", help], value === undefined ? [] : [`${name} ${Number(value)}`]);
}

function family([name, type, help]: readonly [string, string, string], samples: readonly string[]): string[] {
  return samples.length === 0 ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples];
}
