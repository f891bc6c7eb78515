// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IPanelDraws} from "../../../contracts/interfaces/IPanelDraws.sol";
import {IRounds} from "../../../contracts/interfaces/IRounds.sol";
import {IRulings} from "../../../contracts/interfaces/IRulings.sol";
import {IProvisionalPayouts} from "../../../contracts/interfaces/IProvisionalPayouts.sol";
import {BallotBox} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice Release, refund, agree and cancel end a contest in any stage: no one is reimbursed, no round speaks
/// afterwards, and each bond goes to its one destination.
contract EndingsTest is DisputesBase {
    enum Stage {
        Contested, // round 2 opened, no panel
        Drawn, // a panel, no ballots
        Voting, // one ballot, undecided
        Decided, // round 2 decided, its window runs
        SilentRound, // round 2 ended undecided, no one voted
        BeforeArbiter, // after a decided round 2
        BeforeArbiterSilently // after a silent round 2
    }

    enum Ending {
        Release,
        Refund,
        Agree,
        Cancel
    }

    function test_ReleaseInEveryStage() external {
        _endInEveryStage(Ending.Release);
    }

    function test_RefundInEveryStage() external {
        _endInEveryStage(Ending.Refund);
    }

    function test_AgreeInEveryStage() external {
        _endInEveryStage(Ending.Agree);
    }

    function test_CancelInEveryStage() external {
        _endInEveryStage(Ending.Cancel);
    }

    function _endInEveryStage(Ending ending) private {
        for (uint256 stage = 0; stage <= uint256(type(Stage).max); ++stage) {
            uint256 snapshot = VM.snapshotState();
            _endIn(Stage(stage), ending);
            VM.revertToState(snapshot);
        }
    }

    function _endIn(Stage stage, Ending ending) private {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _bring(fixture, stage);
        uint256 held = stage == Stage.Contested ? BOND : _leftOf(fixture);
        if (stage >= Stage.BeforeArbiter) held += BOND;
        _requireConserved(dealId, held);
        uint256 seller = usdc.balanceOf(SELLER);
        uint256 buyer = usdc.balanceOf(BUYER);
        uint256 left = _unsettled(dealId);
        uint96 fee = quittance.milestoneOf(dealId, 0).judged ? 0 : 1e6;
        _end(fixture, ending);

        // The milestone, without a unit of any bond.
        uint256 toSeller =
            ending == Ending.Release
                ? AMOUNT_0
                : ending == Ending.Agree
                    ? 20e6
                    : 0;
        VM.assertEq(usdc.balanceOf(SELLER) - seller, toSeller - toSeller / 40, "seller");
        VM.assertEq(usdc.balanceOf(BUYER) - buyer, ending == Ending.Cancel ? left : AMOUNT_0 - toSeller + fee, "buyer");
        _requireConserved(dealId, held);
        _requireSilent(fixture, stage);

        _requireBondsEnd(fixture, stage);
        _requireConserved(dealId, 0);
    }

    /// @dev To the ballots of a round that decided; to the whole panel of one that was cut short; else back.
    function _requireBondsEnd(TermsFixture memory fixture, Stage stage) private {
        bool decided = stage == Stage.Decided || stage == Stage.BeforeArbiter;
        bool cutShort = stage == Stage.Drawn || stage == Stage.Voting;
        bool earned = cutShort || decided;
        if (decided) VM.warp(NOW + V);
        _release(fixture, 2, stage == Stage.Contested ? bytes("") : _drawn(3));
        uint256 left = stage == Stage.Contested ? BOND : _leftOf(fixture);
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - BOND + (earned ? 0 : left), "the buyer's bond");
        uint256 share =
            decided
                ? left / 2
                : cutShort
                    ? left / 3 + (left % 3)
                    : 0;
        VM.assertEq(quittance.balanceOf(_drawnPanel(3)[0]), share, "the first juror");
        VM.assertEq(quittance.balanceOf(_drawnPanel(3)[2]), cutShort ? left / 3 : 0, "the juror that did not vote");
        if (stage >= Stage.BeforeArbiter) _release(fixture, 3, "");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE, "the seller's bond, if it paid one");
        VM.assertEq(quittance.balanceOf(ARBITER), 0, "the arbiter did nothing");
    }

    /// @dev Once, and not again.
    function _release(TermsFixture memory fixture, uint8 round, bytes memory panel) private {
        quittance.releaseBond(fixture.whole(), 0, round, panel);
        VM.expectPartialRevert(IContests.Quittance_NoBond.selector);
        quittance.releaseBond(fixture.whole(), 0, round, panel);
    }

    /// @dev The buyer contests the verdict 7000 at NOW; the seller goes to the arbiter.
    function _bring(TermsFixture memory fixture, Stage stage) private returns (bytes32 dealId) {
        dealId = _stand(fixture, 7_000);
        _contest(fixture, BUYER, 7_000);
        if (stage == Stage.Contested) return dealId;
        _draw(fixture, 3);
        if (stage == Stage.Voting) _vote(fixture, 3, _same(1, 3_000));
        if (stage == Stage.Decided || stage == Stage.BeforeArbiter) _vote(fixture, 3, _same(2, 3_000));
        if (stage == Stage.BeforeArbiter) _contest(fixture, SELLER, 3_000);
        if (stage == Stage.SilentRound || stage == Stage.BeforeArbiterSilently) VM.warp(NOW + V);
        if (stage == Stage.BeforeArbiterSilently) _contest(fixture, SELLER, 7_000);
    }

    function _end(TermsFixture memory fixture, Ending ending) private {
        uint40 until = uint40(block.timestamp) + 1;
        if (ending == Ending.Release) {
            VM.prank(BUYER);
            quittance.release(fixture.whole(), 0, "");
        } else if (ending == Ending.Refund) {
            VM.prank(SELLER);
            quittance.refund(fixture.whole(), 0, "");
        } else if (ending == Ending.Agree) {
            bytes32 digest = Digests.agreement(address(quittance), fixture, 0, 20e6, until);
            bytes memory byBuyer = Signing.sign(BUYER_KEY, digest);
            quittance.agree(fixture.whole(), 0, 20e6, until, byBuyer, Signing.sign(SELLER_KEY, digest));
        } else {
            uint96 left = _unsettled(_dealId(fixture));
            bytes32 digest = Digests.cancellation(address(quittance), fixture, left, until);
            bytes memory byBuyer = Signing.sign(BUYER_KEY, digest);
            quittance.cancel(fixture.whole(), left, until, byBuyer, Signing.sign(SELLER_KEY, digest));
        }
    }

    /// @dev No one judges, contests or settles what the parties ended.
    function _requireSilent(TermsFixture memory fixture, Stage stage) private {
        pool.setPanel(_drawnPanel(5));
        bytes memory whole = fixture.whole();
        _refused(STRANGER, abi.encodeCall(IPanelDraws.drawPanel, (whole, 0)), "drawn");
        _refused(STRANGER, abi.encodeCall(IProvisionalPayouts.settle, (whole, 0)), "settled");
        _refused(ARBITER, abi.encodeCall(IRulings.rule, (whole, 0, 5_000, "")), "ruled");
        uint16[3] memory payouts = [uint16(7_000), 3_000, FULL];
        for (uint256 i = 0; i < payouts.length; ++i) {
            _refused(
                BUYER,
                abi.encodeCall(IContests.contest, (whole, 0, BUYER, payouts[i], "", _fromBalance(BUYER))),
                "contested"
            );
        }
        if (stage == Stage.Decided || stage == Stage.BeforeArbiter) return;
        bytes memory ballots = BallotBox.pack(_votes(fixture, 3, _three(3_000, 3_000, 3_000)));
        _refused(STRANGER, abi.encodeCall(IRounds.recordBallots, (whole, 0, _drawn(3), ballots)), "voted");
    }

    function _refused(address caller, bytes memory data, string memory what) private {
        VM.prank(caller);
        (bool done, ) = address(quittance).call(data);
        VM.assertFalse(done, what);
    }
}
