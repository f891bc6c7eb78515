import { basename } from "node:path";
import { expect } from "chai";
import { operationPages } from "../../scripts/docs/pages.ts";
import {
  exampleFolder,
  exampleOn,
  firstDeal,
  functionBody,
  typeErrors,
  wholeModule,
} from "./support/examples.ts";
import { blocks, readPage } from "./support/markdown.ts";

describe("examples in the docs", () => {
  it("pass the type checker", () => {
    const folder = exampleFolder("types");
    const [buyer, seller] = firstDeal();
    const modules = [
      wholeModule(folder, "buyer", buyer),
      wholeModule(folder, "seller", seller),
      ...["accounts", "joint-draw", "reputation", "tabs", "relayer"].flatMap((name) =>
        blocks(readPage(`docs/${name}.md`), "ts").map((source, index) =>
          wholeModule(folder, `${name}-${index}`, source),
        ),
      ),
      ...operationPages().map((page) => functionBody(folder, basename(page, ".md"), exampleOn(page))),
    ];
    expect(typeErrors(modules)).to.deep.equal([]);
  });

  it("are refused when they are wrong", () => {
    const folder = exampleFolder("types-wrong");
    const wrong = wholeModule(folder, "wrong", 'export const amount: bigint = "25";\n');
    expect(typeErrors([wrong]).join()).to.contain("not assignable to type 'bigint'");
  });
});
