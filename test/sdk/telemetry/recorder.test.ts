import { readFileSync } from "node:fs";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { expect } from "chai";
import { parse } from "yaml";
import { InvalidFieldError } from "../../../sdk/index.ts";
import { computeKpis, recordSteps, type StepEvent } from "../../../sdk/telemetry/index.ts";
import { readPage, section, tableRows } from "../../docs/support/markdown.ts";
import { refusalOf } from "../support/refusal.ts";
import { BUYER, hexOf, LATER, OTHER, SELLER, smallMarket } from "./market.ts";

/** OpenTelemetry's own SDK, with what it would export in memory. */
function openTelemetry() {
  const spans = new InMemorySpanExporter();
  const tracing = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] });
  const exported = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: exported });
  const metering = new MeterProvider({ readers: [reader] });
  const measured = async () => {
    await metering.forceFlush();
    const scopes = exported.getMetrics().at(-1)?.scopeMetrics ?? [];
    return scopes.flatMap(({ metrics }) => metrics);
  };
  return {
    recorderOf: (agents = [BUYER, SELLER]) =>
      recordSteps({ tracer: tracing.getTracer("test"), meter: metering.getMeter("test"), agents }),
    spans: () => spans.getFinishedSpans(),
    measured,
    /** A metric's values, by its attributes. */
    valuesOf: async (name: string) => {
      const points = (await measured()).find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? [];
      return points.map(({ attributes, value }) => ({ ...attributes, value }));
    },
    stop: () => metering.shutdown(),
  };
}

describe("telemetry: the recorder", () => {
  const opened: ReturnType<typeof openTelemetry>[] = [];
  const start = () => {
    const telemetry = openTelemetry();
    opened.push(telemetry);
    return telemetry;
  };
  after(() => Promise.all(opened.map(({ stop }) => stop())));

  it("records a market as spans and metrics", async () => {
    const { recorderOf, spans, valuesOf } = start();
    recorderOf().take(smallMarket());
    const seconds = ([whole, rest]: readonly [number, number]) => whole + rest / 1e9;
    expect(
      spans().map(({ name, startTime, endTime }) => [name, seconds(endTime) - seconds(startTime)]),
    ).to.deep.equal([
      ...[
        ["negotiate", 31],
        ["negotiate", 10],
        ["work", 100],
        ["judge", 60],
        ["contest", 150],
        ["deal", 500],
      ],
    ]);
    const [agreed, ended] = spans();
    expect(agreed?.events.map(({ name }) => name)).to.deep.equal(["found", "offered", "offered", "offered"]);
    expect(agreed?.attributes).to.include({ "quittance.price": "150000000", "quittance.round": 3 });
    expect(ended?.status.message).to.equal("price");

    const kpis = computeKpis({ events: smallMarket(), now: LATER });
    expect(await valuesOf("quittance.negotiations.begun")).to.deep.equal([{ value: 3 }]);
    expect(await valuesOf("quittance.negotiations.concluded")).to.deep.equal([
      { outcome: "agreed", value: kpis.negotiations.agreed },
      { outcome: "ended", reason: "price", by: "buyer", value: kpis.negotiations.ended },
    ]);
    const sums = async (name: string) =>
      (await valuesOf(name)).map(({ value }) => (value as { readonly sum: number }).sum);
    expect(await sums("quittance.negotiation.duration")).to.deep.equal([kpis.timeToAgreement.median]);
    expect(await sums("quittance.negotiation.discount")).to.deep.equal([
      Number(kpis.discount.median) / 10_000,
    ]);
    expect(await sums("quittance.milestone.duration")).to.deep.equal([900]);
    expect(await valuesOf("quittance.milestones.contested")).to.deep.equal([{ value: 1 }]);
    expect(await valuesOf("quittance.agent.spent")).to.deep.equal([{ agent: BUYER, value: 100 }]);
    expect(await valuesOf("quittance.agent.earned")).to.deep.equal([{ agent: SELLER, value: 100 }]);
    expect(await valuesOf("quittance.agent.cost")).to.deep.equal([{ agent: SELLER, value: 33.000001 }]);
  });

  it("puts both sides of a deal into one trace", () => {
    const [buyers, sellers] = [start(), start()];
    buyers.recorderOf([BUYER]).take(smallMarket());
    sellers.recorderOf([SELLER]).take(smallMarket().filter((event) => !("negotiation" in event)));
    const traceOf = (telemetry: typeof buyers, name: string) =>
      telemetry
        .spans()
        .find((span) => span.name === name)
        ?.spanContext().traceId;
    expect(traceOf(sellers, "deal")).to.equal(traceOf(buyers, "judge"));
    expect(traceOf(buyers, "negotiate")).to.not.equal(traceOf(buyers, "deal"));
    const [negotiated] = buyers.spans();
    expect(negotiated?.links.map(({ context }) => context.traceId)).to.deep.equal([traceOf(buyers, "deal")]);
  });

  it("counts nothing twice", async () => {
    const { recorderOf, spans, valuesOf } = start();
    const recorder = recorderOf();
    recorder.take(smallMarket());
    recorder.take(smallMarket());
    const ended: StepEvent = {
      ...{ step: "ended", id: "late", at: LATER, negotiation: hexOf(1) },
      ...{ by: "seller", reason: "other" },
    };
    recorder.take([ended]);
    expect(spans()).to.have.length(6);
    expect(await valuesOf("quittance.negotiations.begun")).to.deep.equal([{ value: 3 }]);
    expect(await valuesOf("quittance.agent.spent")).to.deep.equal([{ agent: BUYER, value: 100 }]);
  });

  it("names only the agents that it was given", async () => {
    const { recorderOf, valuesOf } = start();
    recorderOf([OTHER]).take(smallMarket());
    expect(await valuesOf("quittance.agent.earned")).to.deep.equal([{ agent: "other", value: 100 }]);
    const wrong = "0x05" as `0x${string}`;
    const error = await refusalOf(InvalidFieldError, () => recordSteps({ agents: [BUYER, wrong] }));
    expect(error.field).to.equal("agents[1]");
  });

  it("names in rules and page what is recorded", async () => {
    const { recorderOf, measured } = start();
    recorderOf().take(smallMarket());
    const names = (await measured()).map(({ descriptor: { name, unit }, dataPointType }) => ({
      name,
      // As a collector's exporter names it: https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
      exported: [
        ...[name.replaceAll(".", "_"), ...(unit === "s" ? ["seconds"] : [])],
        dataPointType === 0 ? "bucket" : "total",
      ].join("_"),
    }));
    const rules = parse(readFileSync("deploy/telemetry/kpis.yaml", "utf8")) as {
      readonly groups: readonly [{ readonly rules: readonly { record: string; expr: string }[] }];
    };
    const asked = rules.groups[0].rules.flatMap(({ expr }) => expr.match(/quittance_\w+/g) ?? []);
    expect(asked.filter((each) => names.every(({ exported }) => exported !== each))).to.deep.equal([]);

    const page = readPage("docs/telemetry.md");
    const figures = tableRows(section(page, "Key figures"));
    expect(figures.map((row) => row.at(-1)?.replaceAll("`", ""))).to.deep.equal(
      rules.groups[0].rules.map(({ record }) => record),
    );
    const kpis = computeKpis({ events: smallMarket(), now: LATER });
    for (const row of figures) expect(kpis).to.have.property(String(row[1]).replace(/`|\[.*/g, ""));
    const metrics = section(page, "OpenTelemetry").match(/`quittance\.[a-z.]+`/g) ?? [];
    expect([...new Set(metrics.map((each) => each.slice(1, -1)))].sort()).to.deep.equal(
      names.map(({ name }) => name).sort(),
    );
  });
});
