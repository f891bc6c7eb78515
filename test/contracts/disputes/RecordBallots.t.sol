// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IRounds} from "../../../contracts/interfaces/IRounds.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {IVerdicts} from "../../../contracts/interfaces/IVerdicts.sol";
import {BallotSet} from "../../../contracts/libraries/BallotSet.sol";
import {PackedTerms} from "../../../contracts/libraries/PackedTerms.sol";
import {Cause} from "../../../contracts/types/Settlement.sol";
import {MilestoneRecord} from "../../../contracts/types/MilestoneRecord.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";
import {SettlementWord} from "../support/SettlementWord.sol";

contract RecordBallotsTest is DisputesBase {
    // ---- when ----

    function test_RevertWhen_NothingWasContested() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, FULL);
        bytes memory ballots = BallotBox.pack(_votes(fixture, 3, _same(2, 0)));
        VM.expectRevert(abi.encodeWithSelector(IRounds.Quittance_NoRound.selector, dealId, uint256(0)));
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), ballots);
    }

    function test_RevertWhen_NoPanelWasDrawn() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
        bytes memory ballots = BallotBox.pack(_votes(fixture, 3, _same(2, 0)));
        VM.expectRevert(abi.encodeWithSelector(IRounds.Quittance_PanelNotDrawn.selector, dealId, uint256(0)));
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), ballots);
    }

    function test_RevertWhen_TermsAreBrief() external {
        TermsFixture memory fixture = _contestable();
        _secondRound(fixture, FULL, BUYER);
        bytes memory ballots = BallotBox.pack(_votes(fixture, 3, _same(2, 0)));
        VM.expectRevert(PackedTerms.Quittance_ConditionsNeeded.selector);
        quittance.recordBallots(fixture.brief(), 0, _drawn(3), ballots);
    }

    function test_WhileTheRoundRuns() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, FULL, BUYER);
        bytes memory ballots = BallotBox.pack(_votes(fixture, 3, _same(2, 0)));
        uint256 end = NOW + V;
        uint256 snapshot = VM.snapshotState();
        VM.warp(end - 1);
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), ballots);
        VM.revertToState(snapshot);
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(end + late);
            VM.expectRevert(
                abi.encodeWithSelector(IRounds.Quittance_RoundEnded.selector, dealId, uint256(0), end, end + late)
            );
            quittance.recordBallots(fixture.whole(), 0, _drawn(3), ballots);
        }
    }

    function test_RevertWhen_ThePartiesEndedIt() external {
        TermsFixture memory fixture = _contestable();
        _secondRound(fixture, FULL, BUYER);
        bytes memory ballots = BallotBox.pack(_votes(fixture, 3, _same(2, 0)));
        VM.prank(SELLER);
        quittance.refund(fixture.whole(), 0, "");
        VM.expectRevert();
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), ballots);
    }

    // ---- which ----

    function test_RevertWhen_ThePanelIsAnother() external {
        TermsFixture memory fixture = _contestable();
        _secondRound(fixture, FULL, BUYER);
        bytes memory ballots = BallotBox.pack(_votes(fixture, 3, _same(2, 0)));
        bytes32 drawn = keccak256(_drawn(3));
        bytes[4] memory given = [_drawn(5), _packed(fixture.panel), bytes(""), bytes.concat(_drawn(3), hex"00")];
        for (uint256 i = 0; i < given.length; ++i) {
            VM.expectRevert(
                abi.encodeWithSelector(IRounds.Quittance_PanelMismatch.selector, drawn, keccak256(given[i]))
            );
            quittance.recordBallots(fixture.whole(), 0, given[i], ballots);
        }
    }

    function test_RevertWhen_ABallotIsNotForThisRoundAndEvidence() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, FULL, BUYER);
        uint256 key = _drawnKeys(3)[0];
        address q = address(quittance);
        bytes32 right = Digests.ballot(q, dealId, 0, 2, EVIDENCE, 0, 0);
        bytes[6] memory wrong = [
            Signing.sign(key, Digests.ballot(q, dealId, 0, 1, EVIDENCE, 0, 0)),
            Signing.sign(key, Digests.ballot(q, dealId, 0, 3, EVIDENCE, 0, 0)),
            Signing.sign(key, Digests.ballot(q, dealId, 1, 2, EVIDENCE, 0, 0)),
            Signing.sign(key, Digests.ballot(q, dealId, 0, 2, keccak256("other"), 0, 0)),
            Signing.sign(_drawnKeys(3)[1], right),
            Signing.signHigh(key, right)
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            bytes memory ballots = BallotBox.pack(_one(SignedBallot(0, 0, 0, wrong[i])));
            VM.expectRevert(
                abi.encodeWithSelector(
                    BallotSet.Quittance_InvalidBallotSignature.selector,
                    uint256(0),
                    _drawnPanel(3)[0]
                )
            );
            quittance.recordBallots(fixture.whole(), 0, _drawn(3), ballots);
        }
        quittance.recordBallots(
            fixture.whole(),
            0,
            _drawn(3),
            BallotBox.pack(_one(SignedBallot(0, 0, 0, Signing.sign(key, right))))
        );
    }

    function test_TakesSignaturesOfBatches() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, FULL, BUYER);
        bytes32[4] memory batch;
        batch[2] = Digests.ballotStruct(dealId, 0, 2, EVIDENCE, 7, 0);
        bytes memory signature = Signing.sign(_drawnKeys(3)[0], Digests.ballotBatch(address(quittance), batch));
        bool[] memory marks = new bool[](1);
        marks[0] = true;
        // At another index the batch has no such ballot.
        bytes memory wrong = Digests.batchedSignature(batch, 2, signature);
        wrong[1] = 0x01;
        bytes memory ballots = BallotBox.packBatched(_one(SignedBallot(0, 7, 0, wrong)), marks);
        VM.expectPartialRevert(BallotSet.Quittance_InvalidBallotSignature.selector);
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), ballots);
        wrong[1] = 0x02;
        ballots = BallotBox.packBatched(_one(SignedBallot(0, 7, 0, wrong)), marks);
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), ballots);
        (, , uint256[2] memory scores, , ) = quittance.roundOf(fixture.whole(), 0);
        VM.assertEq(scores[0], 8, "on record");
    }

    function test_RevertWhen_TheBallotsAreMalformed() external {
        TermsFixture memory fixture = _contestable();
        _secondRound(fixture, FULL, BUYER);
        SignedBallot[] memory ballots = _votes(fixture, 3, _three(0, 5_000, FULL));
        bytes memory good = BallotBox.pack(ballots);
        bytes memory cut = new bytes(good.length - 1);
        for (uint256 i = 0; i < cut.length; ++i) cut[i] = good[i];
        bytes memory empty = abi.encodeWithSelector(BallotSet.Quittance_TooFewBallots.selector, 0, 1);
        _refuses(fixture, "", empty);
        _refuses(fixture, hex"00", empty);
        _refuses(
            fixture,
            cut,
            abi.encodeWithSelector(BallotSet.Quittance_MalformedBallots.selector, cut.length, good.length)
        );
        (ballots[0], ballots[1]) = (ballots[1], ballots[0]);
        _refuses(
            fixture,
            BallotBox.pack(ballots),
            abi.encodeWithSelector(BallotSet.Quittance_BallotsOutOfOrder.selector, 0, 1)
        );
        ballots[0] = ballots[1];
        _refuses(
            fixture,
            BallotBox.pack(ballots),
            abi.encodeWithSelector(BallotSet.Quittance_BallotsOutOfOrder.selector, 0, 0)
        );
        ballots = _one(_secondBallot(fixture, 3, 0, FULL + 1));
        _refuses(
            fixture,
            BallotBox.pack(ballots),
            abi.encodeWithSelector(BallotSet.Quittance_ScoreOutOfRange.selector, 0, FULL + 1)
        );
        ballots[0] = _secondBallot(fixture, 3, 0, 1);
        ballots[0].position = 3;
        _refuses(
            fixture,
            BallotBox.pack(ballots),
            abi.encodeWithSelector(BallotSet.Quittance_JurorUnknown.selector, 3, 3)
        );
        ballots[0].position = 4;
        _refuses(
            fixture,
            BallotBox.pack(ballots),
            abi.encodeWithSelector(BallotSet.Quittance_JurorUnknown.selector, 4, 3)
        );
    }

    /// @dev Pool seats have one plain key each; a contract's word could change after it was counted.
    function test_RevertWhen_AContractSigns() external {
        Erc1271Wallet wallet = new Erc1271Wallet(PAYER);
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
        address[] memory panel = new address[](3);
        address[] memory two = _drawnPanel(2);
        uint8 position;
        if (address(wallet) < two[0]) (panel[0], panel[1], panel[2]) = (address(wallet), two[0], two[1]);
        else if (address(wallet) < two[1])
            (position, panel[0], panel[1], panel[2]) = (1, two[0], address(wallet), two[1]);
        else (position, panel[0], panel[1], panel[2]) = (2, two[0], two[1], address(wallet));
        pool.setPanel(panel);
        quittance.drawPanel(fixture.whole(), 0);
        bytes32 digest = Digests.ballot(address(quittance), dealId, 0, 2, EVIDENCE, 0, 0);
        bytes memory ballots = BallotBox.pack(_one(SignedBallot(position, 0, 0, Signing.sign(PAYER_KEY, digest))));
        VM.expectRevert(
            abi.encodeWithSelector(
                BallotSet.Quittance_InvalidBallotSignature.selector,
                uint256(position),
                address(wallet)
            )
        );
        quittance.recordBallots(fixture.whole(), 0, _packed(panel), ballots);
    }

    // ---- remembered one after the other ----

    function test_RemembersEachAndPassesOverKnownOnes() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, FULL, BUYER);
        SignedBallot[] memory first = _one(_secondBallot(fixture, 3, 1, 0));
        VM.expectEmit(address(quittance));
        emit IRounds.BallotsRecorded(dealId, abi.encodePacked(uint8(0), uint8(2), BallotBox.entries(first)));
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), BallotBox.pack(first));
        VM.assertEq(_lane(fixture, 1), 1, "score + 1");
        VM.assertEq(_lane(fixture, 0), 0, "not yet");

        // The second time a juror speaks, differently, it is passed over; the new ballot beside it counts.
        SignedBallot[] memory both = new SignedBallot[](2);
        both[0] = _secondBallot(fixture, 3, 0, 0);
        both[1] = _secondBallot(fixture, 3, 1, FULL);
        SignedBallot[] memory fresh = _one(both[0]);
        VM.expectEmit(address(quittance));
        emit IRounds.BallotsRecorded(dealId, abi.encodePacked(uint8(0), uint8(2), BallotBox.entries(fresh)));
        VM.expectEmit(address(quittance));
        emit IVerdicts.VerdictReached(dealId, EVIDENCE, abi.encodePacked(uint8(0), uint8(2), uint16(0)));
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), BallotBox.pack(both));
        VM.assertEq(_lane(fixture, 1), 1, "the first of a juror counts");
        VM.assertEq(_lane(fixture, 0), 1, "score + 1");

        VM.expectRevert(abi.encodeWithSelector(IRounds.Quittance_NoNewBallots.selector, dealId, uint256(0)));
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), BallotBox.pack(both));
    }

    function test_SplitBallotsDecideNothingYet() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, FULL, BUYER);
        uint16[] memory scores = new uint16[](2);
        scores[1] = FULL;
        _vote(fixture, 3, scores);
        VM.assertEq(quittance.milestoneOf(dealId, 0).round, 1, "undecided");
        quittance.recordBallots(
            fixture.whole(),
            0,
            _drawn(3),
            BallotBox.pack(_one(_secondBallot(fixture, 3, 2, 4_200)))
        );
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 0);
        VM.assertEq(record.round, 2, "decided");
        VM.assertEq(record.provisionalPayout, 4_000, "by the median, on the grid");
    }

    function test_ALargePanelFillsItsLanes() external {
        TermsFixture memory fixture = _contestable();
        fixture.panel = _panel(15);
        fixture.bond = 32e6;
        bytes32 dealId = _open(fixture);
        uint16[] memory firsts = _same(8, FULL);
        quittance.submitVerdict(
            fixture.whole(),
            0,
            EVIDENCE,
            BallotBox.withDelivery(
                BallotBox.pack(_ballots(fixture, 0, EVIDENCE, firsts)),
                EVIDENCE_URI,
                _delivery(fixture, 0, EVIDENCE)
            )
        );
        _contest(fixture, BUYER, FULL);
        _draw(fixture, 31);
        uint16[] memory scores = new uint16[](31);
        for (uint16 i = 0; i < 31; ++i) scores[i] = 100 * i;
        _vote(fixture, 31, scores);
        for (uint256 i = 0; i < 31; ++i) VM.assertEq(_lane(fixture, i), 100 * i + 1, "lane");
        VM.assertEq(quittance.milestoneOf(dealId, 0).provisionalPayout, 1_000, "the median, 1500, on the grid");
    }

    // ---- its verdict ----

    function test_Verdict_WithAnArbiter_Stands() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, FULL, BUYER);
        VM.warp(NOW + 3 hours);
        uint256 before = usdc.balanceOf(SELLER);
        _vote(fixture, 3, _same(2, 3_000));
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 0);
        VM.assertEq(record.round, 2, "round");
        VM.assertEq(record.provisionalPayout, 3_000, "payout");
        VM.assertEq(record.provisionalSince, NOW + 3 hours, "since");
        VM.assertEq(_settled(dealId), 0, "not settled");
        VM.assertEq(usdc.balanceOf(SELLER), before, "no one paid");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "the fee was round 1's, once");
    }

    function test_Verdict_WithoutAnArbiter_SettlesAtOnce() external {
        TermsFixture memory fixture = _withoutArbiter();
        bytes32 dealId = _secondRound(fixture, FULL, BUYER);
        uint256 before = usdc.balanceOf(SELLER);
        SignedBallot[] memory ballots = _votes(fixture, 3, _same(2, 3_000));
        bytes memory packed = BallotBox.pack(ballots);
        VM.expectEmit(address(quittance));
        emit IRounds.BallotsRecorded(dealId, abi.encodePacked(uint8(0), uint8(2), BallotBox.entries(ballots)));
        VM.expectEmit(address(quittance));
        emit IVerdicts.VerdictReached(dealId, EVIDENCE, abi.encodePacked(uint8(0), uint8(2), uint16(3_000)));
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(
            dealId,
            SettlementWord.make(0, Cause.Verdict, _part(3_000), AMOUNT_0 - _part(3_000))
        );
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), packed);
        VM.assertEq(_settled(dealId), 1, "settled");
        // 54 USDC: 16.2 to the seller, less the fee of 2.5 %, less what the buyer's bond is reimbursed from it.
        VM.assertEq(usdc.balanceOf(SELLER), before, "the bond took all of the seller's small part");
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - BOND + _part(3_000) - (_part(3_000) / 40), "reimbursed");
    }

    /// @dev Those who vote on time share the bond, so ballots are taken to the round's end also after its verdict.
    function test_Verdict_MoreBallotsComeUntilTheRoundEnds() external {
        TermsFixture[2] memory fixtures = [_contestable(), _withoutArbiter()];
        for (uint256 i = 0; i < 2; ++i) {
            TermsFixture memory fixture = fixtures[i];
            bytes32 dealId = _secondRound(fixture, FULL, BUYER);
            _vote(fixture, 3, _same(2, 3_000));
            VM.warp(NOW + V - 1);
            bytes memory third = BallotBox.pack(_one(_secondBallot(fixture, 3, 2, FULL)));
            uint256 snapshot = VM.snapshotState();
            quittance.recordBallots(fixture.whole(), 0, _drawn(3), third);
            VM.assertEq(_lane(fixture, 2), uint256(FULL) + 1, "remembered");
            VM.assertEq(quittance.milestoneOf(dealId, 0).provisionalPayout, 3_000, "the verdict stays");
            VM.revertToState(snapshot);
            VM.warp(NOW + V);
            VM.expectPartialRevert(IRounds.Quittance_RoundEnded.selector);
            quittance.recordBallots(fixture.whole(), 0, _drawn(3), third);
            VM.warp(NOW);
        }
    }

    /// @dev A deal delivered and met with silence has no verdict of round 1; round 2 judges what was delivered.
    function test_Verdict_OfContestedSilence() external {
        TermsFixture memory fixture = _withoutArbiter();
        bytes32 dealId = _open(fixture);
        _deliver(fixture, 0);
        VM.warp(NOW + V);
        _contest(fixture, SELLER, fixture.silencePayout);
        _draw(fixture, 3);
        uint256 wallet = usdc.balanceOf(BUYER);
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeReturned(dealId, BUYER, 0, 1e6);
        _vote(fixture, 3, _same(2, FULL));
        VM.assertEq(usdc.balanceOf(BUYER) - wallet, 1e6, "no one earned the fee; nothing else is the buyer's");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 0, "the named panel was silent");
    }

    function _refuses(TermsFixture memory fixture, bytes memory ballots, bytes memory reason) private {
        VM.expectRevert(reason);
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), ballots);
        for (uint256 i = 0; i < 3; ++i) VM.assertEq(_lane(fixture, i), 0, "nothing remembered");
    }

    function _one(SignedBallot memory ballot) private pure returns (SignedBallot[] memory ballots) {
        ballots = new SignedBallot[](1);
        ballots[0] = ballot;
    }

    function _lane(TermsFixture memory fixture, uint256 position) private view returns (uint256) {
        (, , uint256[2] memory scores, , ) = quittance.roundOf(fixture.whole(), 0);
        return (scores[position / 16] >> (16 * (position % 16))) & 0xffff;
    }
}
