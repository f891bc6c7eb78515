import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import {
  clausesOfPact,
  hashTaskSchema,
  knownTask,
  knownTasks,
  parseTaskSchema,
} from "../../../sdk/market/index.ts";
import * as library from "../../../sdk/pact/library/index.ts";
import { expectRefusedField } from "../support/refusal.ts";

describe("task schemas", () => {
  it("has schemas that compile, each of a name of its own", () => {
    const tasks = knownTasks();
    expect(new Set(tasks.map(({ name, version }) => `${name}@${version}`))).to.have.property(
      "size",
      tasks.length,
    );
    for (const task of tasks) {
      expect(parseTaskSchema(JSON.stringify(task))).to.deep.equal(task);
      for (const schema of [task.input, task.output]) new Ajv2020({ strict: true }).compile({ ...schema });
    }
    const { output } = knownTask("translation@1");
    const validate = new Ajv2020().compile({ ...output });
    expect(validate({ language: "de", texts: { a: "eins" } })).to.equal(true);
    expect(validate({ language: "de", texts: { a: 1 } })).to.equal(false);
  });

  it("names kinds and clauses of the ready pacts", () => {
    const pacts = [
      library.researchSummaryExample(),
      library.dataTransformationExample(),
      library.codeChangeExample(),
      library.serviceLevelExample(),
      library.assetDeliveryExample(),
    ].map(({ pact }) => pact);
    for (const pact of pacts) {
      const task = knownTasks().find(({ pactKind }) => pactKind === pact.kind);
      const kinds = clausesOfPact({ pact }).map(({ kind }) => kind);
      expect(task?.clauses, pact.kind).to.include.members(kinds);
    }
  });

  it("hashes a schema by what it says", async () => {
    const task = knownTask("extraction@1");
    const reordered = Object.fromEntries(Object.entries(task).reverse()) as unknown as typeof task;
    expect(hashTaskSchema(reordered)).to.equal(hashTaskSchema(task));
    expect(hashTaskSchema({ ...task, version: 2 })).not.to.equal(hashTaskSchema(task));
    await expectRefusedField("task", '"extraction@9"', () => knownTask("extraction@9"));
  });

  it("refuses a schema that is too large, too deep, or leads elsewhere", async () => {
    const task = knownTask("extraction@1");
    const deep = JSON.parse(`${'{"not":'.repeat(60)}{}${"}".repeat(60)}`) as object;
    const schemas = [
      { enum: ["x".repeat(40_000)] },
      deep,
      { $ref: "https://elsewhere.example/schema.json" },
      { $id: "https://elsewhere.example/", $ref: "#/$defs/a" },
      { properties: { a: { $ref: "file:///etc/passwd" } } },
    ];
    for (const input of schemas) {
      await expectRefusedField("task.input", /.*/, () => parseTaskSchema({ ...task, input }));
    }
    await expectRefusedField("task.input", '"object"', () => parseTaskSchema({ ...task, input: "object" }));
    parseTaskSchema({ ...task, input: { $ref: "#/$defs/a", $defs: { a: true } } });
  });

  it("counts the clauses of a pact by the milestone where they weigh least", () => {
    const { pact } = library.researchSummaryExample();
    const [first, second] = pact.clauses;
    if (first === undefined || second === undefined) throw new Error("the pact has two clauses");
    const milestones = [
      { name: "draft", weights: { [first.id]: 10_000 } },
      { name: "end", weights: { [first.id]: 4_000, [second.id]: 6_000 } },
    ];
    const counted = clausesOfPact({ pact: { ...pact, milestones } });
    expect(counted.find(({ kind }) => kind === first.kind)?.weight).to.equal(4_000);
    expect(counted.find(({ kind }) => kind === second.kind)?.weight).to.equal(0);
    const whole = clausesOfPact({ pact }).reduce((sum, { weight }) => sum + weight, 0);
    expect(whole).to.equal(10_000);
  });
});
