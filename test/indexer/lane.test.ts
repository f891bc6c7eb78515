import { expect } from "chai";
import { figuresText } from "../../indexer/check/own-figures.ts";
import { Lane } from "../../indexer/nodes/lane.ts";

describe("questions to a node that is slow", () => {
  it("go to it a few at once, the first first, and are counted by what became of them", async () => {
    const lane = new Lane(2);
    const answers: ((status: number) => void)[] = [];
    const asked: number[] = [];
    const ask = (number: number) =>
      lane.run(() => {
        asked.push(number);
        return new Promise<{ readonly status: number }>((resolve, reject) =>
          answers.push((status) => (status === 0 ? reject(new Error("silent")) : resolve({ status }))),
        );
      });
    const all = Promise.allSettled([0, 1, 2, 3].map(ask));
    expect(asked).to.deep.equal([0, 1]);
    expect(lane.counts).to.deep.equal({ answered: 0, refused: 0, silent: 0, asking: 2, waiting: 2 });
    for (const [place, status] of [200, 429, 0, 200].entries()) {
      answers[place]?.(status);
      await new Promise((resolve) => setImmediate(resolve));
      expect(asked.length).to.be.at.most(place + 3);
    }
    expect((await all).map(({ status }) => status)).to.deep.equal([
      ...["fulfilled", "fulfilled", "rejected", "fulfilled"],
    ]);
    expect(asked).to.deep.equal([0, 1, 2, 3]);
    expect(lane.counts).to.deep.equal({ answered: 2, refused: 1, silent: 1, asking: 0, waiting: 0 });
  });

  it("are figures for Prometheus, each family once; what is not known is left out", () => {
    const counts = { answered: 2, refused: 1, silent: 0, asking: 3, waiting: 4 };
    const text = figuresText({
      nodes: [counts, { ...counts, silent: 9 }],
      unconfirmedRanges: 5,
      nodesDiffer: true,
      viewsTaken: false,
    });
    for (const line of [
      'quittance_node_questions_total{node="1",outcome="answered"} 2',
      'quittance_node_questions_total{node="2",outcome="silent"} 9',
      'quittance_node_questions{node="1",state="waiting"} 4',
      "# TYPE quittance_node_questions_total counter",
      "quittance_unconfirmed_ranges 5",
      "quittance_nodes_differ 1",
      "quittance_views_taken 0",
    ]) {
      expect(text.split("\n").filter((each) => each === line)).to.deep.equal([line]);
    }
    const nothing = { unconfirmedRanges: undefined, nodesDiffer: undefined, viewsTaken: undefined };
    expect(figuresText({ nodes: [], ...nothing })).to.equal("");
  });
});
