// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IVerdicts} from "../../../contracts/interfaces/IVerdicts.sol";
import {MilestoneRecord} from "../../../contracts/types/MilestoneRecord.sol";
import {BallotBox} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice A verdict that is to stand binds later rounds to its evidence, so the seller must have signed that evidence,
/// whatever the payout.
contract ProvisionalVerdictTest is DisputesBase {
    function test_promise_10_RevertWhen_TheDeliveryIsMissing() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _open(fixture);
        uint16[3] memory scores = [uint16(0), 7_000, FULL];
        for (uint256 i = 0; i < 3; ++i) {
            bytes memory bare = BallotBox.pack(_quorum(fixture, 0, scores[i]));
            bytes32 digest = Digests.delivery(address(quittance), dealId, 0, EVIDENCE, EVIDENCE_URI);
            bytes[4] memory unproven = [
                bare,
                bytes.concat(bare, new bytes(97)),
                BallotBox.withDelivery(bare, EVIDENCE_URI, Signing.sign(BUYER_KEY, digest)),
                BallotBox.withDelivery(bare, EVIDENCE_URI, _delivery(fixture, 1, EVIDENCE))
            ];
            for (uint256 j = 0; j < 4; ++j) {
                VM.expectRevert(
                    abi.encodeWithSelector(IVerdicts.Quittance_DeliveryUnproven.selector, dealId, uint256(0), EVIDENCE)
                );
                quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, unproven[j]);
            }
            uint256 snapshot = VM.snapshotState();
            _judge(fixture, 0, scores[i]);
            VM.revertToState(snapshot);
        }
    }

    function test_DeliveredOnChain_NeedsNoMoreOfTheSeller() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _open(fixture);
        _deliver(fixture, 0);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, BallotBox.pack(_quorum(fixture, 0, FULL)));
        VM.assertEq(quittance.milestoneOf(dealId, 0).round, 1, "stands");
    }

    function test_WithoutAContestWindow_FullNeedsNone() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, BallotBox.pack(_quorum(fixture, 0, FULL)));
        VM.assertEq(_settled(dealId), 1, "settled at once");
    }

    function test_Records() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _open(fixture);
        VM.warp(NOW + 11);
        _judge(fixture, 0, 7_999);
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 0);
        VM.assertEq(record.evidence, EVIDENCE, "evidence");
        VM.assertEq(record.deliveredAt, 0, "not delivered on-chain");
        VM.assertEq(record.provisionalSince, NOW + 11, "since");
        VM.assertEq(record.provisionalPayout, 7_000, "payout");
        VM.assertEq(record.round, 1, "round");
        VM.assertTrue(record.judged, "judged");
        VM.assertEq(uint256(record.contests) + record.byBuyer + record.released, 0, "no contest");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "the panel earned its fee");
    }

    function test_RevertWhen_AContestIsOpen() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _open(fixture);
        _deliver(fixture, 0);
        bytes memory ballots = _verdict(fixture, 0, FULL);
        VM.warp(NOW + V);
        _contest(fixture, SELLER, fixture.silencePayout);
        VM.expectPartialRevert(IVerdicts.Quittance_VerdictWindowEnded.selector);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, ballots);
        _judge(fixture, 1, FULL);
        VM.prank(BUYER);
        quittance.contest(fixture.whole(), 1, BUYER, FULL, "", _fromBalance(BUYER));
        ballots = _verdict(fixture, 1, 0);
        VM.expectRevert(
            abi.encodeWithSelector(IVerdicts.Quittance_AlreadyJudged.selector, dealId, uint256(1), uint256(1))
        );
        quittance.submitVerdict(fixture.whole(), 1, EVIDENCE, ballots);
    }
}
