import { expect } from "chai";
import { actionCases, exportedActions, exportOf } from "../../support/actions/all.ts";
import { repeatAction, waysFor } from "../../support/actions/repeat.ts";
import { type LoopbackNode, startNode } from "../../support/nodes/loopback-node.ts";
import { useStack } from "../support/setup.ts";

describe("an action that is repeated with the same parameters", () => {
  const setup = useStack();
  let node: LoopbackNode;

  beforeEach(async () => {
    const { publicClient } = setup();
    node = await startNode((call) => publicClient.request(call as never));
  });
  afterEach(async () => {
    await node.stop();
  });

  it("is tried for all that the library exports", () => {
    const tried = new Set(Object.keys(actionCases).map(exportOf));
    expect([...tried].sort()).to.deep.equal([...exportedActions.keys()].sort());
  });

  for (const [name, actionCase] of Object.entries(actionCases)) {
    it(`acts once, however the first answer was lost: ${name}`, async () => {
      const stack = setup();
      const prepared = await actionCase.prepare(stack);
      for (const way of waysFor(actionCase)) {
        const fresh = await stack.snapshot();
        const { hash, again, sent, isDoubled } = await repeatAction(
          { stack, node },
          { name, actionCase, prepared, way },
        );
        expect(isDoubled, way).to.equal(false);
        const known = way === "by a process that ended" ? actionCase.elsewhere : "found";
        if (known === "refused") expect(again, way).to.have.property("contractError");
        else if (known !== "set") expect(again, way).to.equal(hash);
        if (known !== "set") expect(sent, way).to.equal(1);
        await stack.revert(fresh);
      }
    });
  }
});
