import { existsSync } from "node:fs";
import { expect } from "chai";
import * as sdk from "../../sdk/index.ts";
import { links, readPage, section, tableRows } from "./support/markdown.ts";

const OPERATIONS = "docs/operations";
const { contractErrorClasses, quittanceAbi } = sdk;
const SECTIONS = [
  "Who may call",
  "Flow",
  "Parameters",
  "State before and after",
  "Events",
  "Errors",
  "Example",
];

/** File name of a function's page. */
const pageOf = (name: string) =>
  name === "open" ? "open-deal.md" : `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.md`;

const operations = quittanceAbi
  .filter((item) => item.type === "function")
  .filter(({ stateMutability }) => stateMutability === "nonpayable");
const errorNames = quittanceAbi.filter((item) => item.type === "error").map(({ name }) => name);
const eventNames = quittanceAbi
  .filter((item) => item.type === "event")
  .map(({ name }) => name)
  .filter((name) => name !== "EIP712DomainChanged");

/** Names in backticks in the first cell of the rows of a text. */
const namesIn = (markdown: string) =>
  tableRows(markdown).flatMap(([first = ""]) => [...first.matchAll(/`(\w+)/g)].map(([, name]) => name ?? ""));

describe("pages of operations", () => {
  it("exist for each function that changes anything", () => {
    expect(operations.length).to.be.greaterThan(0);
    expect(
      operations.map(({ name }) => pageOf(name)).filter((page) => !existsSync(`${OPERATIONS}/${page}`)),
    ).to.deep.equal([]);
  });

  for (const { name, inputs } of operations) {
    describe(name, () => {
      const page = () => readPage(`${OPERATIONS}/${pageOf(name)}`);

      it("has every section", () => {
        for (const heading of SECTIONS) expect(section(page(), heading).trim()).to.not.equal("", heading);
      });

      it("lists each parameter with its type, in order", () => {
        const listed = tableRows(section(page(), "Parameters")).map(([first, type]) => [first, type]);
        expect(listed).to.deep.equal(inputs.map((input) => [`\`${input.name}\``, `\`${input.type}\``]));
      });

      it("names only events and errors that the contract has", () => {
        expect(
          namesIn(section(page(), "Events")).filter((event) => !eventNames.some((known) => known === event)),
        ).to.deep.equal([]);
        const unknown = namesIn(section(page(), "Errors")).filter(
          (error) => !errorNames.some((known) => known === error),
        );
        expect(unknown).to.deep.equal([]);
      });
    });
  }
});

describe("events", () => {
  it("are each on a page of an operation", () => {
    const told = new Set(
      operations.flatMap(({ name }) => namesIn(section(readPage(`${OPERATIONS}/${pageOf(name)}`), "Events"))),
    );
    expect(eventNames.filter((name) => !told.has(name))).to.deep.equal([]);
  });
});

describe("errors", () => {
  const rows = () => tableRows(readPage("docs/errors.md"));
  const pages = operations.map(({ name }) => `${OPERATIONS}/${pageOf(name)}`);
  const explains = (page: string, error: string) =>
    namesIn(section(readPage(page), "Errors")).includes(error);

  it("of the contract each have a class, a row in docs/errors.md, and links to the pages that explain them", () => {
    const wrong = errorNames.filter((error) => {
      const errorClass = contractErrorClasses.find(({ contractError }) => contractError === error);
      const row = rows().find(([first]) => first?.startsWith(`\`${error}(`));
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

  it("of the contract are written with their values", () => {
    const written = rows().flatMap(([first = ""]) => /^`(\w+\(.*\))`$/.exec(first)?.[1] ?? []);
    const real = quittanceAbi
      .filter((item) => item.type === "error")
      .map(({ name, inputs }) => `${name}(${inputs.map((input) => input.name).join(", ")})`);
    expect(written).to.have.members(real);
  });

  it("of the contract point at a page that explains them", () => {
    const astray = contractErrorClasses.flatMap((errorClass) => {
      const { docsPath } = Reflect.construct(errorClass, [new Proxy({}, { get: () => 0n })]);
      if (docsPath === undefined || !existsSync(docsPath)) return [`${errorClass.name}: no page ${docsPath}`];
      const explained = explains(docsPath, errorClass.contractError);
      return explained ? [] : [`${errorClass.name}: ${docsPath} does not explain it`];
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
