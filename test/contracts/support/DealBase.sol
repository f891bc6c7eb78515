// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IQuittance} from "../../../contracts/interfaces/IQuittance.sol";
import {ScriptedPool} from "../../support/contracts/ScriptedPool.sol";
import {BallotBox, SignedBallot} from "./BallotBox.sol";
import {Digests} from "./Digests.sol";
import {Jurors} from "./Jurors.sol";
import {Signing} from "./Signing.sol";
import {Milestone, TermsFixture} from "./TermsFixture.sol";
import {UsdcStage} from "./UsdcStage.sol";
import {VM} from "./Vm.sol";

/// @notice A chain with the stand-in and the contract on it, a buyer with money, a seller, a panel and a usual deal.
/// @dev The contract is deployed from its artifact, so that a change of its code compiles no test again. Nothing here
/// calls the contract between a test's expectation and the call it is about, except where its name has it.
abstract contract DealBase is UsdcStage {
    uint256 internal constant BUYER_KEY = 0xb0b;
    uint256 internal constant SELLER_KEY = 0x5e11e4;
    uint256 internal constant STRANGER_KEY = 0x57a;
    uint256 internal constant FIRST_JUROR_KEY = 0x10000;

    uint40 internal constant NOW = 1_800_000_000;
    uint40 internal constant OPEN_BY = NOW + 1 hours;
    uint40 internal constant DEADLINE_0 = NOW + 10 days;
    uint40 internal constant DEADLINE_1 = NOW + 20 days;
    uint40 internal constant DEADLINE_2 = NOW + 30 days;
    uint96 internal constant AMOUNT_0 = 54e6;
    uint96 internal constant AMOUNT_1 = 54e6;
    uint96 internal constant AMOUNT_2 = 72e6;
    uint96 internal constant BOND = 20e6;
    uint96 internal constant FUNDS = 1_000_000e6;
    uint16 internal constant FULL = 10_000;

    bytes32 internal constant EVIDENCE = keccak256("evidence");
    string internal constant EVIDENCE_URI = "ipfs://evidence";

    address internal immutable BUYER = VM.addr(BUYER_KEY);
    address internal immutable SELLER = VM.addr(SELLER_KEY);
    address internal immutable STRANGER = VM.addr(STRANGER_KEY);
    address internal constant MARKETPLACE = address(0x3a4e);
    address internal constant PANEL_ACCOUNT = address(0x9a7e1);

    IQuittance internal quittance;
    ScriptedPool internal pool;

    /// @dev How often the test contract deposited: the salt of its latest deposit.
    uint64 private _deposits;

    function setUp() public virtual {
        VM.warp(NOW);
        _deployUsdc();
        quittance = _deployQuittance(address(usdc));
        pool = new ScriptedPool();
        _mint(BUYER, FUNDS);
    }

    function _deployQuittance(address token) internal returns (IQuittance deployed) {
        address accounts = _create("Accounts.sol:Accounts", abi.encode(token));
        address disputes = _create("Disputes.sol:Disputes", abi.encode(token, accounts));
        address agreements = _create("Agreements.sol:Agreements", abi.encode(token));
        address batches = _create("Batches.sol:Batches", abi.encode(token, accounts));
        address panels = _create("Panels.sol:Panels", abi.encode(token, accounts));
        bytes memory arguments = abi.encode(token, disputes, accounts, agreements, batches, panels);
        deployed = IQuittance(_create("Quittance.sol:Quittance", arguments));
        VM.assertTrue(address(deployed) != address(0), "the contract was not deployed");
    }

    /// @return deployed Zero when the constructor refused.
    function _create(string memory artifact, bytes memory arguments) internal returns (address deployed) {
        bytes memory creation = bytes.concat(VM.getCode(artifact), arguments);
        assembly ("memory-safe") {
            deployed := create(0, add(creation, 0x20), mload(creation))
        }
    }

    // ---- terms ----

    /// @return fixture Three milestones, three jurors, all or nothing from 6000, settled at once, wallet to wallet, no
    /// fees. Given a contest window it has a bond and a pool, and no arbiter.
    function _fixture() internal view returns (TermsFixture memory fixture) {
        fixture.buyer = BUYER;
        fixture.seller = SELLER;
        fixture.milestones = new Milestone[](3);
        fixture.milestones[0] = Milestone(AMOUNT_0, DEADLINE_0);
        fixture.milestones[1] = Milestone(AMOUNT_1, DEADLINE_1);
        fixture.milestones[2] = Milestone(AMOUNT_2, DEADLINE_2);
        fixture.passingScore = 6_000;
        fixture.panel = _panel(3);
        fixture.verdictWindow = 1 days;
        fixture.silencePayout = 4_000;
        fixture.pact = keccak256("pact");
        fixture.salt = 1;
        fixture.openBy = OPEN_BY;
        fixture.bond = BOND;
        fixture.pool = address(pool);
    }

    /// @return fixture The usual terms with both fees: 2.5 % to a marketplace, 1 USDC a milestone to the panel.
    function _fixtureWithFees() internal view returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.marketplaceFee = 250;
        fixture.marketplace = MARKETPLACE;
        fixture.verificationFee = 1e6;
        fixture.panelAccount = PANEL_ACCOUNT;
    }

    function _dealId(TermsFixture memory fixture) internal view returns (bytes32) {
        return Digests.terms(address(quittance), fixture);
    }

    // ---- the panel ----

    /// @return keys Of a panel of `size`, in the order of their addresses.
    function _jurorKeys(uint256 size) internal pure returns (uint256[] memory keys) {
        (keys, ) = Jurors.from(FIRST_JUROR_KEY, size);
    }

    function _panel(uint256 size) internal pure returns (address[] memory panel) {
        (, panel) = Jurors.from(FIRST_JUROR_KEY, size);
    }

    /// @return Signed with the compact form, for the deal of `fixture`, by the juror at `position` of its panel.
    function _ballot(
        TermsFixture memory fixture,
        uint8 milestone,
        bytes32 evidence,
        uint8 position,
        uint16 score
    ) internal view returns (SignedBallot memory) {
        bytes32 reasons = keccak256(abi.encode("reasons", position, score));
        bytes32 digest = Digests.ballot(address(quittance), _dealId(fixture), milestone, 1, evidence, score, reasons);
        uint256 key = _jurorKeys(fixture.panel.length)[position];
        return SignedBallot(position, score, reasons, Signing.signCompact(key, digest));
    }

    /// @return ballots Of the first `scores.length` jurors.
    function _ballots(
        TermsFixture memory fixture,
        uint8 milestone,
        bytes32 evidence,
        uint16[] memory scores
    ) internal view returns (SignedBallot[] memory ballots) {
        ballots = new SignedBallot[](scores.length);
        for (uint8 i = 0; i < scores.length; ++i) ballots[i] = _ballot(fixture, milestone, evidence, i, scores[i]);
    }

    /// @return ballots The first quorum of the panel, all of one score.
    function _quorum(
        TermsFixture memory fixture,
        uint8 milestone,
        uint16 score
    ) internal view returns (SignedBallot[] memory ballots) {
        uint16[] memory scores = new uint16[]((fixture.panel.length + 1) / 2);
        for (uint256 i = 0; i < scores.length; ++i) scores[i] = score;
        return _ballots(fixture, milestone, EVIDENCE, scores);
    }

    /// @return What `submitVerdict` takes for the usual evidence: a quorum of one score, and the delivery.
    function _verdict(TermsFixture memory fixture, uint8 milestone, uint16 score) internal view returns (bytes memory) {
        return
            BallotBox.withDelivery(
                BallotBox.pack(_quorum(fixture, milestone, score)),
                EVIDENCE_URI,
                _delivery(fixture, milestone, EVIDENCE)
            );
    }

    // ---- the parties ----

    /// @return The seller's signature of its delivery, at the usual evidence URI.
    function _delivery(
        TermsFixture memory fixture,
        uint8 milestone,
        bytes32 evidence
    ) internal view returns (bytes memory) {
        return
            Signing.sign(
                SELLER_KEY,
                Digests.delivery(address(quittance), _dealId(fixture), milestone, evidence, EVIDENCE_URI)
            );
    }

    /// @return Of the token's authorisation that pays for the deal of `fixture` from the wallet.
    function _paymentDigest(TermsFixture memory fixture) internal view returns (bytes32) {
        return
            Digests.receiveAuthorization(
                address(usdc),
                address(quittance),
                fixture.buyer,
                fixture.total(),
                fixture.openBy,
                _dealId(fixture)
            );
    }

    /// @return The buyer's signature that `open` takes: of the payment, or of the terms when the ledger funds them.
    function _buyerSignature(TermsFixture memory fixture) internal view returns (bytes memory) {
        bool fromLedger = fixture.destinations & 1 != 0;
        return Signing.sign(BUYER_KEY, fromLedger ? _dealId(fixture) : _paymentDigest(fixture));
    }

    function _sellerSignature(TermsFixture memory fixture) internal view returns (bytes memory) {
        return Signing.sign(SELLER_KEY, _dealId(fixture));
    }

    // ---- calls ----

    /// @dev Opens as a stranger with both parties' signatures.
    function _open(TermsFixture memory fixture) internal returns (bytes32) {
        return quittance.open(fixture.whole(), _buyerSignature(fixture), _sellerSignature(fixture));
    }

    /// @dev Delivers the usual evidence on-chain, as a stranger.
    function _deliver(TermsFixture memory fixture, uint8 milestone) internal {
        quittance.deliver(fixture.whole(), milestone, EVIDENCE, EVIDENCE_URI, _delivery(fixture, milestone, EVIDENCE));
    }

    /// @dev Submits a quorum of one score for the usual evidence, with the delivery where it is needed.
    function _judge(TermsFixture memory fixture, uint8 milestone, uint16 score) internal {
        quittance.submitVerdict(fixture.whole(), milestone, EVIDENCE, _verdict(fixture, milestone, score));
    }

    /// @dev Mints `amount` to the test contract and deposits it for `account`.
    function _fundLedger(address account, uint96 amount) internal {
        _mint(address(this), amount);
        usdc.approve(address(quittance), amount);
        quittance.deposit(account, amount, ++_deposits);
    }

    // ---- facts ----

    function _isDepositSaltUsed(address account, uint64 salt) internal view returns (bool deposited) {
        (deposited, ) = quittance.saltUseOf(account, salt);
    }

    function _isWithdrawalSaltUsed(address account, uint64 salt) internal view returns (bool withdrawn) {
        (, withdrawn) = quittance.saltUseOf(account, salt);
    }

    function _unsettled(bytes32 dealId) internal view returns (uint96 unsettled) {
        (, , unsettled, , ) = quittance.dealOf(dealId);
    }

    function _settled(bytes32 dealId) internal view returns (uint32 settled) {
        (, , , settled, ) = quittance.dealOf(dealId);
    }

    function _recorded(bytes32 dealId) internal view returns (uint32 recorded) {
        (, , , , recorded) = quittance.dealOf(dealId);
    }
}
