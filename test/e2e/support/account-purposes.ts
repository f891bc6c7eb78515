import type { Hex } from "viem";
import { concatHex, toHex } from "viem";
import {
  encodeEnvelope,
  encodeKeySignature,
  freezeWithSignature,
  InvalidSignatureError,
  pay,
  revokeKey,
} from "../../../sdk/index.ts";
import type { Entry, Scene } from "./purpose-scene.ts";

/** Pays the order of the managed account, whose controller has to approve whatever it commits. */
function paying(scene: Scene, signature: Hex, approval: Hex) {
  const { agent, principal, policy } = scene.managing;
  const validUntil = toHex(scene.managed.validUntil, { size: 5 });
  const envelope = encodeEnvelope({
    ...{ key: agent.address, principal: principal.address, policy, proofs: [], signature },
    approval: concatHex([validUntil, approval]),
  });
  const orders = [{ order: scene.managed.order, signature: envelope }];
  return scene.simulating(pay, { ...scene.target(), orders });
}

/** The places that take a signature for a managed account: of its key, of its guardian, of its controller. */
export const ACCOUNT_ENTRIES: readonly Entry[] = [
  {
    name: "pay, as the key of an account",
    ...{ role: "agent", takes: "Order", calls: ["pay"], refusal: InvalidSignatureError },
    about: (scene) => scene.managed,
    attempt: (signature, scene) =>
      paying(scene, signature, scene.signed("controller", scene.managed, "Approval")),
  },
  {
    name: "pay, as the controller who approves",
    ...{ role: "controller", takes: "Approval", calls: ["pay"], refusal: InvalidSignatureError },
    about: (scene) => scene.managed,
    attempt: (approval, scene) => paying(scene, scene.signed("agent", scene.managed, "Order"), approval),
  },
  {
    name: "freezeWithSignature",
    ...{ role: "agent", takes: "Freeze", calls: ["freezeWithSignature"], refusal: InvalidSignatureError },
    about: (scene) => scene.managed,
    attempt: (plain, scene) => {
      const { account: of, agent } = scene.managing;
      const signature = encodeKeySignature({ key: agent.address, signature: plain });
      const { validUntil } = scene.managed;
      return scene.simulating(freezeWithSignature, { ...scene.target(), of, validUntil, signature });
    },
  },
  {
    name: "revokeKey, by the key itself",
    ...{ role: "agent", takes: "KeyRevocation", calls: ["revokeKey"], refusal: InvalidSignatureError },
    about: (scene) => scene.managed,
    attempt: (signature, scene) => {
      const { account: of, agent } = scene.managing;
      const { validUntil } = scene.managed;
      const revocation = { of, key: agent.address, validUntil, signature };
      return scene.simulating(revokeKey, { ...scene.target(), ...revocation });
    },
  },
];
