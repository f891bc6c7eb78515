import { expect } from "chai";
import { boundedFetch } from "../../../../sdk/jury/models/bounded-fetch.ts";
import {
  createBudget,
  criterionJudge,
  declinedCriteria,
  type JudgingModel,
  modelFrom,
  modelProfile,
  openModel,
} from "../../../../sdk/jury/models/index.ts";
import { errorOf, expectRefusedField } from "../../support/refusal.ts";
import { clauseOf, honest, KEY, SEED, withModels } from "./support.ts";

const local = { provider: "openai-compatible", model: "llama", baseURL: "http://localhost:1/v1" } as const;

describe("opening a model", () => {
  for (const provider of ["openai", "anthropic", "google", "mistral"] as const) {
    it(`works for ${provider} with a key, and shows no key`, async () => {
      const model = await openModel({ provider, model: "some-model", apiKey: KEY, family: "some" });
      expect(model).to.deep.equal({ provider, family: "some", name: "some-model" });
      expect(JSON.stringify(model)).to.not.include(KEY);
    });

    it(`needs a key for ${provider}, and looks for none in the environment`, async () => {
      await expectRefusedField("input.apiKey", "(not shown)", () =>
        openModel({ provider, model: "some-model" }),
      );
    });
  }

  it("refuses what it does not know", async () => {
    await expectRefusedField("input.provider", /openrouter/, () =>
      openModel({ ...local, provider: "openrouter" } as never),
    );
    await expectRefusedField("input.model", /.*/, () => openModel({ ...local, model: "" }));
    await expectRefusedField("input.key", /.*/, () => openModel({ ...local, key: KEY } as never));
    await expectRefusedField("input.price.input", "-1", () =>
      openModel({ ...local, price: { input: -1, output: 0 } }),
    );
  });

  for (const baseURL of [
    "not a url",
    "ftp://models.example/v1",
    "https://user:secret@models.example/v1",
    "http://models.example/v1",
  ]) {
    it(`refuses ${baseURL} for a key, and shows neither`, async () => {
      const error = await errorOf(() => openModel({ ...local, baseURL, apiKey: KEY }));
      expect(String(error)).to.include("baseURL").and.to.not.include(KEY).and.to.not.include("secret@");
    });
  }

  it("takes http without a key", async () => {
    expect(await openModel({ ...local, baseURL: "http://models.example/v1" })).to.include({ name: "llama" });
  });

  it("takes no name in the place of a model, which a gateway would be asked for", () => {
    const named = { provider: "a", family: "a", name: "a", model: "openai/gpt" as never };
    expect(() => modelFrom(named)).to.throw("must be a language model of the AI SDK");
  });
});

describe("requests of a model", () => {
  it("reach one host, and follow no redirect", async () => {
    const sent: (RequestInit | undefined)[] = [];
    const send = async (_: unknown, init?: RequestInit) => {
      sent.push(init);
      return new Response("{}");
    };
    const bounded = boundedFetch("https://models.example", send as typeof fetch);
    expect(await (await bounded("https://models.example/v1/a")).text()).to.equal("{}");
    expect(sent[0]).to.include({ redirect: "error" });
    expect(await errorOf(() => bounded("https://elsewhere.example/v1/a"))).to.be.instanceOf(TypeError);
    expect(sent).to.have.length(1);
  });

  it("stay with the first host where none is given", async () => {
    const bounded = boundedFetch(undefined, (async () => new Response("")) as unknown as typeof fetch);
    await bounded("https://a.example/");
    expect(await errorOf(() => bounded("https://b.example/"))).to.be.instanceOf(TypeError);
  });
});

describe("models for criteria", () => {
  const opened = (name: string) => openModel({ ...local, model: name });
  const budget = createBudget({ perCase: { tokens: 1, cost: 1 }, perDay: { tokens: 1, cost: 1 } });
  const judgeWith = (models: readonly JudgingModel[]) =>
    criterionJudge({
      ...{ models, budget, secret: SEED, juror: `0x${"22".repeat(20)}` as const },
      question: { deal: SEED, milestone: 0, round: 1, evidence: SEED },
    });

  it("are at least two, and different: none is paid on one's word", async () => {
    const [one, same, other] = await Promise.all([opened("a"), opened("a"), opened("b")]);
    for (const models of [[], [one], [one, one], [one, same], [one, same, other]]) {
      expect(() => judgeWith(models)).to.throw("at least two different models");
    }
    expect(judgeWith([one, other])).to.be.a("function");
  });

  it("come from openModel, and are no copies", async () => {
    const copies = [{ ...(await opened("a")) }, { ...(await opened("b")) }];
    expect(() => judgeWith(copies)).to.throw("must come from openModel or modelFrom");
  });

  it("are in the profile, and without them so is no criterion", async () => {
    const models = [await opened("a"), await opened("b")];
    const entry = (name: string) => ({ provider: "openai-compatible", family: name, name });
    expect(modelProfile(models)).to.deep.equal({ measures: ["criterion"], models: [entry("a"), entry("b")] });
    expect(modelProfile([]).measures).to.deep.equal([]);
    expect(modelProfile(models.slice(1)).measures).to.deep.equal([]);
  });

  it("are what a juror without keys lacks: it declines beforehand", async () => {
    const models = [await opened("a"), await opened("b")];
    const clauses = [clauseOf()];
    expect(declinedCriteria({ clauses, models: [] })).to.deep.equal([
      { clause: "limits", problem: "it needs two different models, and there are 0" },
    ]);
    expect(declinedCriteria({ clauses, models })).to.deep.equal([]);
    const [pdf] = declinedCriteria({ clauses: [clauseOf({}, "report.pdf")], models });
    expect(pdf?.problem).to.include("text is not read");
    const long = [clauseOf({ longest: 1_000_000 })];
    expect(declinedCriteria({ clauses: long, models })[0]?.problem).to.include("may be longer");
  });
});

describe("a budget of models", () => {
  const price = { input: 2_000_000, output: 10_000_000 };
  const limit = { tokens: 1_000, cost: 5_000 };
  const open = (more = {}) =>
    createBudget({ perCase: limit, perDay: { tokens: 1_500, cost: 9_000 }, ...more });

  it("counts tokens and costs, rounded up", () => {
    const budget = open();
    const one = budget.openCase();
    one.reserve({ input: 100, output: 100 }, price).settle({ input: 51, output: 7 });
    expect(one.spent()).to.deep.equal({ tokens: 58, cost: 172 });
    expect(budget.spent()).to.deep.include({ tokens: 58, cost: 172 });
  });

  it("keeps what was set aside when a call's use is not known", () => {
    const one = open().openCase();
    one.reserve({ input: 100, output: 100 }, price).settle(undefined);
    expect(one.spent()).to.deep.equal({ tokens: 200, cost: 1_200 });
  });

  for (const [tokens, output, fits] of [
    [1_000, 0, true],
    [1_001, 0, false],
    [0, 500, true],
    [0, 501, false],
  ] as const) {
    it(`${fits ? "takes" : "refuses"} ${tokens} tokens read and ${output} written in a case`, () => {
      const one = open().openCase();
      const reserve = () => one.reserve({ input: tokens, output }, { input: 0, output: 10_000_000 });
      if (fits) reserve();
      else expect(reserve).to.throw("for a case would be passed");
    });
  }

  it("holds for all cases of a day together, and starts again the next day", () => {
    let now = Date.UTC(2026, 0, 1, 23);
    const budget = open({ now: () => now });
    budget.openCase().reserve({ input: 1_000, output: 0 }, undefined);
    const next = budget.openCase();
    expect(() => next.reserve({ input: 501, output: 0 }, undefined)).to.throw("for a day would be passed");
    now += 3_600_000;
    next.reserve({ input: 501, output: 0 }, undefined);
    expect(budget.spent()).to.deep.equal({ day: "2026-01-02", tokens: 501, cost: 0 });
  });

  it("goes on after a restart with what was used on that day", () => {
    const now = () => Date.UTC(2026, 0, 1);
    const spent = { day: "2026-01-01", tokens: 1_400, cost: 0 };
    const one = open({ now, spent }).openCase();
    expect(() => one.reserve({ input: 101, output: 0 }, undefined)).to.throw("for a day");
  });

  it("takes whole numbers", async () => {
    await expectRefusedField("input.perCase.tokens", "1.5", () =>
      open({ perCase: { tokens: 1.5, cost: 0 } }),
    );
  });

  it("is charged by what an endpoint reports", async () => {
    await withModels(honest, async ({ judge }) => {
      const budget = createBudget({ perCase: { tokens: 1e6, cost: 0 }, perDay: { tokens: 1e6, cost: 0 } });
      const { findings } = await judge({ budget });
      const calls = findings.models.flatMap((model) => model.calls);
      const sum = calls.reduce((total, call) => total + call.inputTokens + call.outputTokens, 0);
      expect(findings.spent.tokens).to.equal(sum);
      expect(budget.spent().tokens).to.equal(sum);
    });
  });
});
