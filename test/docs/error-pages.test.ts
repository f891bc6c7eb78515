import { existsSync } from "node:fs";
import { expect } from "chai";
import { anchorOf } from "../../scripts/docs/markdown.ts";
import * as sdk from "../../sdk/index.ts";
import { anchors, readPage, section, tableRows } from "./support/markdown.ts";

type ErrorClass = new (...given: unknown[]) => sdk.BaseError;

/** Stands for whatever a constructor takes: has every field, can be called, and is text. */
const anything: unknown = new Proxy(() => undefined, {
  get: (_, key) => (key === Symbol.toPrimitive ? () => "x" : anything),
  apply: () => anything,
});

const isError = (value: unknown): value is ErrorClass =>
  typeof value === "function" && value.prototype instanceof sdk.BaseError;

const contracts = new Set<unknown>(sdk.contractErrorClasses);

/** Errors that no contract reverts with. */
const classes = Object.entries(sdk as Readonly<Record<string, unknown>>).flatMap(([name, value]) =>
  isError(value) && !contracts.has(value) ? [{ name, errorClass: value }] : [],
);

function made(name: string, errorClass: ErrorClass): sdk.BaseError {
  if (name !== "InvalidFieldError") return new errorClass(...Array(errorClass.length).fill(anything));
  return new sdk.InvalidFieldError({ field: "x", value: 1, problem: "must be", remedy: "Give." });
}

describe("the page of an error of the SDK", () => {
  it("is there for every class", () => {
    expect(classes.length).to.be.above(30);
    expect(new sdk.BaseError("x").docsPath).to.equal("docs/errors.md");
  });

  for (const { name, errorClass } of classes) {
    it(`exists and lists it under the heading that is named: ${name}`, () => {
      const [page = "", anchor = ""] = made(name, errorClass).docsPath.split("#");
      expect(existsSync(page), page).to.equal(true);
      const text = readPage(page);
      expect([...anchors(text)]).to.include(anchor);
      const heading = [...text.matchAll(/^#+ (.+)$/gm)]
        .map(([, title = ""]) => title)
        .find((title) => anchorOf(title) === anchor);
      const listed = tableRows(section(text, heading ?? "")).map(([first]) => first);
      expect(listed).to.include(`\`${name}\``);
    });
  }
});
