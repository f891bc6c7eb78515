import { memoryAbortedDraws } from "../../../sdk/jury/index.ts";
import type { RoomCalls, RoomScene } from "./room-scene.ts";

const candidates = ({ draw: { snapshot, profiles }, buyer }: RoomScene) => ({
  ...{ seats: snapshot.seats, profiles, measures: ["coverage"], languages: ["en"], jurors: 1 },
  excluded: [buyer.address],
});
const surroundings = ({ domain, draw: { snapshot, profiles }, now, client }: RoomScene) => ({
  ...{ domain, snapshot, profiles, earlier: [], now, client },
});
const onBoards = ({ boards, domain, terms, question, client }: RoomScene) => ({
  ...{ ...boards, domain, panel: [...terms.panel], question, client },
});
const reused = ({ draw: { transcript }, buyer, seller, hash: pact, now }: RoomScene) => ({
  ...{ transcript, buyer: buyer.address, seller: seller.address, pact, now },
  ...{ measures: ["coverage"], languages: ["en"] },
});
const judging = { state: "judging", from: 1_000, until: 4_600 } as const;

/** Calls of `quittance/jury`. */
export const drawCalls: RoomCalls = {
  abortedDrawsHandler: ({ client, domain }) => [{ client, domain, store: memoryAbortedDraws(), mostKept: 9 }],
  adviseReveal: ({ terms, facts }) => [{ terms, facts }],
  aggregateBallots: ({ client, domain, question, terms, ballot, delivery, buyer }) => [
    client,
    {
      ...{ domain, question: { ...question }, terms, panel: [...terms.panel], ballots: [ballot], delivery },
      ...{ addresses: [buyer.address], cost: 1n, etherPrice: "2000", dryRun: false },
    },
  ],
  answerDraw: (scene) => {
    const { answered: _, ...others } = { answered: undefined, ...surroundings(scene) };
    return [{ ...others, commitment: scene.pair[0], offer: scene.hash, account: scene.seller }];
  },
  canCheck: ({ draw: { profiles } }) => [
    { profile: profiles[0]?.profile, measures: ["coverage"], languages: ["en"] },
  ],
  canJudge: ({ pact }) => [{ pact, capabilities: { measures: ["structure"], node: 24 }, milestone: 0 }],
  checkDrawCommitment: (scene) => [scene.pair[0], surroundings(scene)],
  checkDrawReveal: ({ pair, reveals: [reveal], client }) => [{ pair, reveal, client }],
  checkPanelCanJudge: ({ pact, draw }) => [
    { pact, profiles: draw.profiles.map(({ profile }) => ({ ...profile, measures: [], languages: [] })) },
  ],
  checkSeatSnapshot: ({ client, draw: { snapshot } }) => [client, { snapshot }],
  commitToBallot: ({ domain, juror: account, ballot }) => [{ domain, account, ballot: { ...ballot } }],
  commitToDraw: (scene) => {
    const { client: _, ...others } = surroundings(scene);
    const { hash, buyer, seller, pair } = scene;
    return [
      {
        ...{ ...others, offer: hash, buyer: buyer.address, seller: seller.address, pact: hash, jurors: 1 },
        ...{ buyerPrincipal: buyer.address, sellerPrincipal: seller.address, measures: ["coverage"] },
        ...{ languages: ["en"], excluded: [], seedBlock: pair[0].seedBlock + 1_000, account: buyer },
      },
    ];
  },
  completeDraw: ({ client, pair, reveals, draw: { snapshot, profiles }, hash }) => [
    client,
    { pair, reveals, snapshot, profiles, reference: hash },
  ],
  directoryHandler: ({ poolDomain: domain }) => [{ domain, mostJurors: 9 }],
  directoryOf: ({ draw: { profiles, snapshot } }) => [{ profiles, snapshot }],
  drawIdOf: ({ pair }) => [[...pair]],
  drawOutlook: (scene) => [candidates(scene)],
  evidenceDeadlineOf: () => [{ from: 1_000, until: 4_600, drawnAt: 1_200 }],
  expectedEarningsOf: ({ terms }) => [{ terms, round: 1 }],
  fetchAbortedDraws: ({ client, domain, buyer, fetch }) => [
    {
      ...{ client, domain, principal: buyer.address, urls: ["https://board.example"], fetch },
      timeoutMs: 1_000,
    },
  ],
  fetchBallots: (scene) => [onBoards(scene)],
  fetchCommitments: (scene) => [onBoards(scene)],
  fetchDirectory: ({ draw: { snapshot, profiles: known }, fetch }) => [
    { urls: ["https://directory.example"], snapshot, known, fetch, timeoutMs: 1_000 },
  ],
  fetchJurorConduct: ({ boards, domain, ballot, client }) => [
    { ...boards, domain, juror: ballot.juror, client },
  ],
  fetchReasons: ({ boards, hash }) => [{ ...boards, hash }],
  hashDrawCommitment: ({ pair }) => [{ ...pair[0] }],
  hashDrawNumber: ({ hash: number, buyer }) => [{ number, from: buyer.address }],
  hashJurorProfile: ({ draw }) => [{ ...draw.profiles[0]?.profile }],
  hashSeatSnapshot: ({ draw }) => [{ ...draw.snapshot }],
  hashSignedBallot: ({ ballot }) => [{ ...ballot }],
  hashTranscript: ({ draw }) => [{ ...draw.transcript }],
  isWorthSubmitting: ({ terms, buyer }) => [
    {
      ...{ terms, milestone: 0, round: 1, panel: [...terms.panel], addresses: [buyer.address], cost: 1n },
      plan: { action: "submitVerdict", ballots: [], payout: 7_000, counted: 3 },
    },
  ],
  judgingTimeOf: ({ terms, facts, now }) => [
    { terms, milestone: 0, round: 1, facts: { ...facts }, contests: [], seenAt: now, now },
  ],
  jurorRecordsOf: ({ terms, hash: dealId }) => [
    { events: [{ name: "DealOpened", dealId, milestone: 0, timestamp: 1_000, terms }], now: 2_000 },
  ],
  jurorWeightOf: () => [{ agreed: 1, disagreed: 1, absent: 1, equivocations: 0 }],
  laterProfile: ({ draw }) => [{ ...draw.profiles[0] }, { ...draw.profiles[0] }],
  jurorConduct: ({ ballot, commitment }) => [
    { juror: ballot.juror, ballots: [{ ...ballot }], commitments: [{ ...commitment }] },
  ],
  matchCommitment: ({ ballot, commitment }) => [{ ballot: { ...ballot }, commitments: [{ ...commitment }] }],
  orderSeats: ({ hash: seed, draw: { snapshot } }) => [{ seed, seats: snapshot.seats }],
  panelCommitments: ({ question, terms, commitment }) => [
    { question: { ...question }, panel: [...terms.panel], commitments: [{ ...commitment }] },
  ],
  panelKindOf: ({ draw: { transcript }, terms, client, domain, pool }) => [
    { transcript, terms, client, earlier: [], domain, pool },
  ],
  panelOfSeed: (scene) => [{ ...candidates(scene), seed: scene.hash }],
  parseAbortedDraw: ({ aborted }) => [{ ...aborted }],
  parseAbortedDrawAnswer: ({ reveals }) => [{ reveal: { ...reveals[1] } }],
  parseBallotCommitment: ({ commitment }) => [{ ...commitment }],
  parseDrawCommitment: ({ pair }) => [{ ...pair[0] }],
  parseDrawReveal: ({ reveals }) => [{ ...reveals[0] }],
  parseJurorProfile: ({ draw }) => [{ ...draw.profiles[0] }],
  parseSeatSnapshot: ({ draw }) => [{ ...draw.snapshot }],
  parseTranscript: ({ draw }) => [{ ...draw.transcript }],
  planSubmission: ({ terms, ballot, delivery, facts, now }) => [
    {
      ...{ terms, panel: [...terms.panel], ballots: [{ ...ballot }], delivery, facts: { ...facts } },
      ...{ recorded: [], judging: { ...judging }, now },
    },
  ],
  postBallot: ({ boards, terms, ballot }) => [
    { ...boards, terms, panel: [...terms.panel], ballot: { ...ballot } },
  ],
  postCommitment: ({ boards, terms, commitment }) => [
    { ...boards, terms, panel: [...terms.panel], commitment: { ...commitment } },
  ],
  postReasons: ({ boards }) => [{ ...boards, reasons: "seen" }],
  principalBehind: ({ client, address, buyer }) => [client, { address, party: buyer.address, block: 1n }],
  publishAbortedDraw: ({ aborted, fetch }) => [
    { aborted: { ...aborted }, urls: ["https://directory.example"], fetch, timeoutMs: 1_000 },
  ],
  refuteAbortedDraw: ({ drawId, reveals: [reveal], fetch }) => [
    { draw: drawId, answer: { reveal }, urls: ["https://directory.example"], fetch, timeoutMs: 1_000 },
  ],
  requirementsOf: ({ pact }) => [pact],
  reuseDraw: (scene) => [scene.client, reused(scene)],
  revealDraw: ({ client, pair, draw: { numbers }, buyer: account }) => [
    client,
    { pair, number: numbers[0], account },
  ],
  revealOf: () => [{ judging: { ...judging }, complete: false, now: 2_799, landing: 60 }],
  revealTimeOf: () => [{ from: 1_000, until: 4_600, landing: 60 }],
  seedOf: ({ hash }) => [{ buyerNumber: hash, sellerNumber: hash, seedBlockHash: hash }],
  signAbortedDraw: ({ client, pair, reveals: [reveal, otherReveal], terms, buyer: account, now }) => [
    client,
    { pair, reveal, otherReveal, terms, account, now },
  ],
  signJurorProfile: ({ poolDomain: domain, draw, juror: account }) => [
    {
      domain,
      profile: { ...draw.profiles.find(({ profile }) => profile.juror === account.address)?.profile },
      account,
    },
  ],
  takeAbortedDraw: ({ client, domain, aborted }) => [
    {
      ...{ client, domain, store: memoryAbortedDraws(), limits: { kept: 9, ofPrincipal: 3 } },
      entry: { kind: "statement", aborted },
    },
  ],
  takeSeatSnapshot: ({ client, pool, draw: { snapshot }, now: firstOffer }) => [
    client,
    { pool, firstOffer, block: snapshot.block },
  ],
  verifyAbortedDraw: ({ aborted, reveals, client }) => [{ aborted, answer: { reveal: reveals[1] }, client }],
  verifyBallotCommitment: ({ domain, commitment, client }) => [
    { domain, commitment: { ...commitment }, client },
  ],
  verifyDraw: ({ draw: { transcript }, terms, client, domain, pool }) => [
    { transcript, terms, client, earlier: [], domain, pool },
  ],
  verifyJurorProfile: ({ poolDomain: domain, draw, now }) => [
    { domain, signed: { ...draw.profiles[0] }, now },
  ],
};
