// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAgreements} from "../../contracts/interfaces/IAgreements.sol";
import {IContests} from "../../contracts/interfaces/IContests.sol";
import {IProvisionalPayouts} from "../../contracts/interfaces/IProvisionalPayouts.sol";
import {IRounds} from "../../contracts/interfaces/IRounds.sol";
import {ISettlements} from "../../contracts/interfaces/ISettlements.sol";
import {IVerdicts} from "../../contracts/interfaces/IVerdicts.sol";
import {MilestoneRecord} from "../../contracts/types/MilestoneRecord.sol";
import {Erc1271Wallet} from "../support/contracts/Erc1271Wallet.sol";
import {BallotBox, SignedBallot} from "./support/BallotBox.sol";
import {Digests} from "./support/Digests.sol";
import {DisputesBase} from "./support/DisputesBase.sol";
import {Signing} from "./support/Signing.sol";
import {TermsFixture} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";

/// @notice The book of round 1: ballots on evidence that is on-chain are kept until they decide, or until the round ends.
contract BookTest is DisputesBase {
    // ---- recording ----

    function test_RecordsWhatDoesNotDecide() external {
        TermsFixture memory fixture = _finely();
        bytes32 dealId = _delivered(fixture);
        SignedBallot[] memory one = _one(fixture, 1, 7_000);
        VM.expectEmit(address(quittance));
        emit IRounds.BallotsRecorded(dealId, abi.encodePacked(uint8(0), uint8(1), BallotBox.entries(one)));
        _submit(fixture, one);
        VM.assertEq(quittance.bookOf(dealId, 0), uint256(7_001) << 16, "score + 1 at its position");
        VM.assertEq(quittance.milestoneOf(dealId, 0).highestPayout, 0, "no interval of one ballot");
        VM.assertEq(quittance.milestoneOf(dealId, 0).round, 0, "nor a verdict");
    }

    function test_RecordsTheInterval() external {
        TermsFixture memory fixture = _finely();
        bytes32 dealId = _delivered(fixture);
        _submit(fixture, _one(fixture, 2, 7_000));
        _submit(fixture, _one(fixture, 0, 6_200));
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 0);
        VM.assertEq(record.lowestPayout, 6_200, "lowest");
        VM.assertEq(record.highestPayout, 7_000, "highest");
        VM.assertEq(record.provisionalSince, 0, "nothing stands");
    }

    function test_RecordingMovesNoWindow() external {
        TermsFixture memory fixture = _finely();
        bytes32 dealId = _delivered(fixture);
        VM.warp(NOW + V - 1);
        _submit(fixture, _two(fixture, 6_000, 7_000));
        VM.expectRevert(
            abi.encodeWithSelector(
                IProvisionalPayouts.Quittance_WindowOpen.selector,
                dealId,
                uint256(0),
                uint256(NOW + V + W),
                block.timestamp
            )
        );
        quittance.settle(fixture.whole(), 0);
        VM.warp(NOW + V);
        SignedBallot[] memory third = _one(fixture, 2, 6_500);
        VM.expectPartialRevert(IVerdicts.Quittance_VerdictWindowEnded.selector);
        _submit(fixture, third);
    }

    function test_TheFirstBallotOfAJurorCounts() external {
        TermsFixture memory fixture = _finely();
        bytes32 dealId = _delivered(fixture);
        _submit(fixture, _one(fixture, 0, 0));
        // The juror signed 9000 too. The set that has it still adds what is new in it.
        SignedBallot[] memory both = _two(fixture, 9_000, 9_000);
        SignedBallot[] memory fresh = _one(fixture, 1, 9_000);
        VM.expectEmit(address(quittance));
        emit IRounds.BallotsRecorded(dealId, abi.encodePacked(uint8(0), uint8(1), BallotBox.entries(fresh)));
        _submit(fixture, both);
        VM.assertEq(quittance.bookOf(dealId, 0), 1 | (uint256(9_001) << 16), "its first one stays");
        VM.assertEq(quittance.milestoneOf(dealId, 0).round, 0, "undecided");
    }

    function test_RevertWhen_NoBallotIsNew() external {
        TermsFixture memory fixture = _finely();
        bytes32 dealId = _delivered(fixture);
        SignedBallot[] memory one = _one(fixture, 0, 100);
        _submit(fixture, one);
        VM.expectRevert(abi.encodeWithSelector(IRounds.Quittance_NoNewBallots.selector, dealId, uint256(0)));
        _submit(fixture, one);
    }

    function test_AContractJurorVotes() external {
        TermsFixture memory fixture = _finely();
        Erc1271Wallet wallet = new Erc1271Wallet(STRANGER);
        fixture.panel = new address[](1);
        fixture.panel[0] = address(wallet);
        bytes32 dealId = _delivered(fixture);
        bytes32 reasons = keccak256("reasons");
        bytes32 digest = Digests.ballot(address(quittance), dealId, 0, 1, EVIDENCE, 4_000, reasons);
        SignedBallot[] memory one = new SignedBallot[](1);
        one[0] = SignedBallot(0, 4_000, reasons, Signing.sign(STRANGER_KEY, digest));
        _submit(fixture, one);
        VM.assertEq(quittance.milestoneOf(dealId, 0).provisionalPayout, 4_000, "decided");
    }

    function test_ASignedDeliveryMayFollow() external {
        TermsFixture memory fixture = _finely();
        bytes32 dealId = _delivered(fixture);
        bytes memory packed = _verdict(fixture, 0, 5_000);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, packed);
        VM.assertEq(quittance.milestoneOf(dealId, 0).provisionalPayout, 5_000, "decided");
    }

    // ---- deciding ----

    function test_DecidesWithTheBallotsOnRecord() external {
        TermsFixture memory fixture = _finely();
        fixture.contestWindow = 0;
        bytes32 dealId = _delivered(fixture);
        _submit(fixture, _two(fixture, 6_000, 7_000));
        SignedBallot[] memory last = _one(fixture, 2, 6_600);
        VM.expectEmit(address(quittance));
        emit IRounds.BallotsRecorded(dealId, abi.encodePacked(uint8(0), uint8(1), BallotBox.entries(last)));
        VM.expectEmit(address(quittance));
        emit IVerdicts.VerdictReached(dealId, EVIDENCE, abi.encodePacked(uint8(0), uint8(1), uint16(6_600)));
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeCredited(dealId, PANEL_ACCOUNT, 0, 1e6);
        _submit(fixture, last);
        VM.assertEq(_settled(dealId), 1, "settled at once");
        VM.assertEq(usdc.balanceOf(SELLER) - BALANCE, _part(6_600) - _part(6_600) / 40, "seller");
    }

    function test_DecidesProvisionally() external {
        TermsFixture memory fixture = _finely();
        bytes32 dealId = _delivered(fixture);
        _submit(fixture, _two(fixture, 6_000, 7_000));
        VM.warp(NOW + 60);
        _submit(fixture, _one(fixture, 2, 6_600));
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 0);
        VM.assertEq(record.provisionalPayout, 6_600, "payout");
        VM.assertEq(record.provisionalSince, NOW + 60, "since");
        VM.assertEq(record.highestPayout, 0, "no interval beside a verdict");
        VM.assertTrue(record.judged, "the fee is credited");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "fee");
    }

    // ---- the round's end ----

    function test_Clamps_FromBelowAndAbove() external {
        uint16[3] memory silence = [uint16(0), 6_500, FULL];
        uint16[3] memory payout = [uint16(6_000), 6_500, 7_000];
        for (uint256 i = 0; i < 3; ++i) {
            uint256 snapshot = VM.snapshotState();
            TermsFixture memory fixture = _finely();
            (fixture.contestWindow, fixture.marketplaceFee, fixture.silencePayout) = (0, 0, silence[i]);
            _delivered(fixture);
            _submit(fixture, _two(fixture, 6_000, 7_000));
            VM.warp(NOW + V);
            quittance.settle(fixture.whole(), 0);
            VM.assertEq(usdc.balanceOf(SELLER) - BALANCE, _part(payout[i]), "into the interval, no farther");
            VM.revertToState(snapshot);
        }
    }

    function test_TooFew_ChangeNothing() external {
        TermsFixture memory fixture = _finely();
        (fixture.contestWindow, fixture.marketplaceFee) = (0, 0);
        bytes32 dealId = _delivered(fixture);
        _submit(fixture, _one(fixture, 0, FULL));
        VM.warp(NOW + V);
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeReturned(dealId, BUYER, 0, 1e6);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(usdc.balanceOf(SELLER) - BALANCE, _part(4_000), "the silence payout");
    }

    // ---- the fee ----

    function test_Fee_OfAQuorum_AtSettle() external {
        TermsFixture memory fixture = _finely();
        bytes32 dealId = _delivered(fixture);
        _submit(fixture, _two(fixture, 6_000, 7_000));
        VM.warp(NOW + V + W);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "earned");
        _requireConserved(dealId, 0);
    }

    function test_Fee_OfAQuorum_WhenThePartiesEndIt() external {
        for (uint256 late = 0; late < 3; ++late) {
            uint256 snapshot = VM.snapshotState();
            TermsFixture memory fixture = _finely();
            bytes32 dealId = _delivered(fixture);
            _submit(fixture, _two(fixture, 6_000, 7_000));
            VM.warp(NOW + V - 1 + late);
            uint256 buyer = usdc.balanceOf(BUYER);
            VM.prank(SELLER);
            quittance.refund(fixture.whole(), 0, "");
            VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), late == 0 ? 0 : 1e6, "the panel's from the end on");
            VM.assertEq(usdc.balanceOf(BUYER) - buyer, AMOUNT_0 + (late == 0 ? 1e6 : 0), "the buyer's before");
            _requireConserved(dealId, 0);
            VM.revertToState(snapshot);
        }
    }

    function test_Fee_OfAQuorum_WhenTheyCancel() external {
        for (uint256 late = 0; late < 2; ++late) {
            uint256 snapshot = VM.snapshotState();
            TermsFixture memory fixture = _finely();
            bytes32 dealId = _delivered(fixture);
            _submit(fixture, _two(fixture, 6_000, 7_000));
            VM.warp(NOW + V - 1 + late);
            uint96 left = _unsettled(dealId);
            uint40 until = uint40(block.timestamp) + 1;
            bytes32 digest = Digests.cancellation(address(quittance), fixture, left, until);
            bytes memory byBuyer = Signing.sign(BUYER_KEY, digest);
            bytes memory bySeller = Signing.sign(SELLER_KEY, digest);
            uint96 fee = late == 0 ? 0 : 1e6;
            VM.expectEmit(address(quittance));
            emit IAgreements.DealCancelled(dealId, left - fee, 7);
            quittance.cancel(fixture.whole(), left, until, byBuyer, bySeller);
            VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), fee, "of the one milestone that was judged");
            _requireConserved(dealId, 0);
            VM.revertToState(snapshot);
        }
    }

    function test_Fee_OfAQuorum_AtTheContest() external {
        TermsFixture memory fixture = _finely();
        bytes32 dealId = _delivered(fixture);
        _submit(fixture, _two(fixture, 6_000, 7_000));
        VM.warp(NOW + V);
        // What is provisional, and contested, is the silence payout moved into the interval.
        VM.prank(BUYER);
        VM.expectRevert(
            abi.encodeWithSelector(
                IContests.Quittance_ProvisionalPayoutMismatch.selector,
                uint256(6_000),
                uint256(fixture.silencePayout)
            )
        );
        quittance.contest(fixture.whole(), 0, BUYER, fixture.silencePayout, "", _fromBalance(BUYER));
        _contest(fixture, BUYER, 6_000);
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 0);
        VM.assertTrue(record.judged, "credited");
        VM.assertEq(record.highestPayout, 0, "round 2 begins without an interval");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "once");
        _requireConserved(dealId, BOND);
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "and not again");
        _requireConserved(dealId, BOND);
    }

    // ---- support ----

    /// @return fixture Payouts in steps of one basis point, with an arbiter and both fees.
    function _finely() private view returns (TermsFixture memory fixture) {
        fixture = _contestable();
        (fixture.passingScore, fixture.payoutStep) = (1, 1);
    }

    function _delivered(TermsFixture memory fixture) private returns (bytes32 dealId) {
        dealId = _open(fixture);
        _deliver(fixture, 0);
    }

    function _submit(TermsFixture memory fixture, SignedBallot[] memory ballots) private {
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, BallotBox.pack(ballots));
    }

    function _one(
        TermsFixture memory fixture,
        uint8 position,
        uint16 score
    ) private view returns (SignedBallot[] memory ballots) {
        ballots = new SignedBallot[](1);
        ballots[0] = _ballot(fixture, 0, EVIDENCE, position, score);
    }

    function _two(TermsFixture memory fixture, uint16 a, uint16 b) private view returns (SignedBallot[] memory) {
        uint16[] memory scores = new uint16[](2);
        (scores[0], scores[1]) = (a, b);
        return _ballots(fixture, 0, EVIDENCE, scores);
    }
}
