import { expect } from "chai";
import { guideOf, leavesOf } from "../../apps/cli/define.ts";
import { openOutput } from "../../apps/cli/output/output.ts";
import { program } from "../../apps/cli/program.ts";
import type { IndexedStack } from "../support/indexed-stack.ts";
import { useIndexedStack } from "../support/use-indexed-stack.ts";
import { type Bench, openBench } from "./support/bench.ts";
import { afterExample, prepareExamples } from "./support/example-scene.ts";

/** What has to be there before the others. */
const FIRST = ["key", "profile", "book", "negotiate"];

const placeOf = (path: string) => {
  const place = FIRST.indexOf(path.split(" ")[1] ?? "");
  return place < 0 ? FIRST.length : place;
};

const commands = leavesOf(program(openOutput(false))).sort(
  (one, other) => placeOf(one.path) - placeOf(other.path),
);

describe("the examples in the help of the command", () => {
  const running = useIndexedStack();
  let stack: IndexedStack;
  let bench: Bench;

  before(async () => {
    stack = running();
    bench = openBench();
    await prepareExamples(stack, bench);
  });

  after(() => bench.remove());

  it("are there for every command", () => {
    const without = commands.filter(({ command }) => !guideOf(command)?.examples.length);
    expect(without.map(({ path }) => path)).to.deep.equal([]);
    expect(commands.length).to.be.greaterThan(40);
  });

  it("call the command that they are of", () => {
    const astray = commands.flatMap(({ path, command }) => {
      const { examples = [] } = guideOf(command) ?? {};
      return examples.at(-1)?.startsWith(`${path} `) || examples.at(-1) === path ? [] : [path];
    });
    expect(astray).to.deep.equal([]);
  });

  for (const { path, command } of commands) {
    for (const example of guideOf(command)?.examples ?? []) {
      it(`runs: ${example}`, async () => {
        const { code, out, err } = await bench.line(example);
        expect(code, `${path}: ${err}${out}`).to.equal(0);
        expect(err).to.not.match(/^\s+at .*\.ts:\d+/m);
        if (/ --json$/.test(example) && !example.includes(" --once")) JSON.parse(out);
        await afterExample(stack, bench, example);
      });
    }
  }
});
