import { existsSync } from "node:fs";
import { expect } from "chai";
import type { Abi } from "viem";
import { operationPageOf } from "../../scripts/docs/pages.ts";
import * as sdk from "../../sdk/index.ts";
import { links, readPage, section, tableRows } from "./support/markdown.ts";

const { contractErrorClasses, erc792ArbiterAbi, jurorPoolAbi, quittanceAbi } = sdk;
const SECTIONS = [
  "Who may call",
  "Flow",
  "Parameters",
  "State before and after",
  "Events",
  "Errors",
  "Example",
];

const functionsOf = (abi: Abi) =>
  abi
    .filter((item) => item.type === "function")
    .filter(({ stateMutability }) => stateMutability === "nonpayable" || stateMutability === "payable");

/** Functions that change something and have a page each. What the court calls on the bridge is told on `enforce`. */
const operations = [
  ...functionsOf(quittanceAbi),
  ...functionsOf(jurorPoolAbi),
  ...functionsOf(erc792ArbiterAbi).filter(({ name }) => name !== "rule"),
];
const pages = operations.map(({ name }) => operationPageOf(name));

const everything = [...quittanceAbi, ...jurorPoolAbi, ...erc792ArbiterAbi];
const errors = everything.filter((item) => item.type === "error");
const errorNames = [...new Set<string>(errors.map(({ name }) => name))];
const eventNames = [
  ...new Set<string>(everything.filter((item) => item.type === "event").map(({ name }) => name)),
].filter((name) => name !== "EIP712DomainChanged");

/** Events as pages write them: with the names of their parameters. */
const events = everything
  .filter((item) => item.type === "event")
  .map(({ name, inputs }): string => `${name}(${inputs.map((input) => input.name).join(", ")})`);

/** Names in backticks in the first cell of the rows of a text. */
const namesIn = (markdown: string) =>
  tableRows(markdown).flatMap(([first = ""]) => [...first.matchAll(/`(\w+)/g)].map(([, name]) => name ?? ""));

describe("pages of operations", () => {
  it("exist for each function that changes anything", () => {
    expect(operations.length).to.be.greaterThan(0);
    expect(pages.filter((page) => !existsSync(page))).to.deep.equal([]);
  });

  it("are one for each function", () => {
    expect(pages).to.have.lengthOf(new Set(pages).size);
  });

  for (const path of pages) {
    describe(path, () => {
      const page = () => readPage(path);

      it("has every section", () => {
        for (const heading of SECTIONS) expect(section(page(), heading).trim()).to.not.equal("", heading);
      });

      it("writes each event with its parameters", () => {
        const written = tableRows(section(page(), "Events")).flatMap(
          ([first = ""]) => /^`(\w+\(.*\))`$/.exec(first)?.[1] ?? [],
        );
        expect(written.length).to.be.greaterThan(0);
        expect(written.filter((event) => !events.includes(event))).to.deep.equal([]);
      });

      it("names only events and errors that the contracts have", () => {
        expect(
          namesIn(section(page(), "Events")).filter((event) => !eventNames.includes(event)),
        ).to.deep.equal([]);
        expect(
          namesIn(section(page(), "Errors")).filter((error) => !errorNames.includes(error)),
        ).to.deep.equal([]);
      });
    });
  }

  for (const { name, inputs } of operations) {
    it(`${name}: lists each parameter with its type, in order`, () => {
      const listed = tableRows(section(readPage(operationPageOf(name)), "Parameters")).map(
        ([first, type]) => [first, type],
      );
      expect(listed).to.deep.equal(inputs.map((input) => [`\`${input.name}\``, `\`${input.type}\``]));
    });
  }
});

describe("verbs of the SDK", () => {
  it("are each named on a page of an operation, or with the registry of identities", () => {
    const actions = Object.entries(sdk).flatMap(([name, value]) =>
      typeof value === "function" && "simulate" in value ? [name] : [],
    );
    expect(actions.length).to.be.greaterThan(operations.length - 1);
    const told = [
      ...pages.map((page) => /^SDK: [\s\S]*?\n\n/m.exec(readPage(page))?.[0] ?? ""),
      readPage("docs/identity.md"),
    ].join("\n");
    expect(actions.filter((name) => !told.includes(`\`${name}\``))).to.deep.equal([]);
  });
});

describe("events", () => {
  it("are each on a page of an operation", () => {
    const told = new Set(pages.flatMap((page) => namesIn(section(readPage(page), "Events"))));
    expect(eventNames.filter((name) => !told.has(name))).to.deep.equal([]);
  });
});

describe("errors", () => {
  const rows = () => tableRows(readPage("docs/errors.md"));
  const explains = (page: string, error: string) =>
    namesIn(section(readPage(page), "Errors")).includes(error);

  it("of the contracts each have a class, a row in docs/errors.md, and links to the pages that explain them", () => {
    const wrong = errorNames.filter((error) => {
      const errorClass = contractErrorClasses.find(({ contractError }) => contractError === error);
      const row = rows().find(([first]) => first?.startsWith(`<a id="error-${error}"></a>\`${error}(`));
      const explained = pages.filter((page) => explains(page, error));
      return (
        row?.[1] !== `\`${errorClass?.name}\`` ||
        explained.length === 0 ||
        links(row[2] ?? "").join() !==
          explained
            .map((page) => `${page.replace("docs/", "")}#errors`)
            .sort()
            .join()
      );
    });
    expect(wrong).to.deep.equal([]);
  });

  it("of the contracts are written with their values", () => {
    const written = rows().flatMap(([first = ""]) => /<\/a>`(\w+\(.*\))`$/.exec(first)?.[1] ?? []);
    const real = errors.map(({ name, inputs }) => `${name}(${inputs.map((input) => input.name).join(", ")})`);
    expect(written).to.have.members([...new Set(real)]);
  });

  it("of the contracts point at the page that explains them, or at their row where several do", () => {
    const astray = contractErrorClasses.flatMap((errorClass) => {
      const { contractError } = errorClass;
      const { docsPath } = Reflect.construct(errorClass, [new Proxy({}, { get: () => 0n })]);
      const [page, ...others] = pages.filter((each) => explains(each, contractError));
      const right = others.length === 0 ? page : `docs/errors.md#error-${contractError}`;
      return docsPath === right ? [] : [`${errorClass.name}: ${docsPath} is not ${right}`];
    });
    expect(astray).to.deep.equal([]);
  });

  it("of the SDK are each in docs/errors.md", () => {
    const classes = Object.entries(sdk)
      .filter(([, value]) => typeof value === "function" && value.prototype instanceof sdk.BaseError)
      .map(([name]) => name);
    expect(classes.length).to.be.greaterThan(contractErrorClasses.length);
    const listed = new Set(rows().flatMap((cells) => cells.slice(0, 2)));
    expect(classes.filter((name) => !listed.has(`\`${name}\``))).to.deep.equal([]);
  });
});
