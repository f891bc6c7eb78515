// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../contracts/interfaces/IJurorPool.sol";
import {BallotSet} from "../../../contracts/libraries/BallotSet.sol";
import {SignedBallot} from "../../../contracts/types/SignedBallot.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {VM} from "../support/Vm.sol";
import {RoundBase} from "./support/RoundBase.sol";

contract ReportEquivocationTest is RoundBase {
    uint96 private constant TENTH = STAKE / 10;

    // ---- refused ----

    function test_RevertWhen_NoSeatIsNamed() external {
        escrow.end(terms, MILESTONE);
        _refuses(
            0,
            _ballot(0, 1),
            _ballot(0, 2),
            new uint256[](0),
            abi.encodeWithSelector(IJurorPool.JurorPool_NoSeats.selector)
        );
    }

    function test_RevertWhen_AnotherPoolDrewThem() external {
        terms = _termsFor(address(0xbad));
        dealId = keccak256(terms);
        escrow.open(terms, MILESTONE, panel, CONTEST);
        escrow.end(terms, MILESTONE);
        _refuses(
            0,
            _ballot(0, 1),
            _ballot(0, 2),
            _list(0),
            abi.encodeWithSelector(IJurorPool.JurorPool_OtherPool.selector, dealId, address(0xbad))
        );
    }

    function test_RevertWhen_ThePanelIsNotTheOneDrawn() external {
        escrow.end(terms, MILESTONE);
        bytes32 drawn = keccak256(panel);
        panel = bytes.concat(panel, hex"00");
        _refuses(
            0,
            _ballot(0, 1),
            _ballot(0, 2),
            _list(0),
            abi.encodeWithSelector(IJurorPool.JurorPool_PanelMismatch.selector, drawn, keccak256(panel))
        );
    }

    function test_RevertWhen_TheRoundIsNotOver() external {
        _refuses(
            0,
            _ballot(0, 1),
            _ballot(0, 2),
            _list(0),
            abi.encodeWithSelector(IJurorPool.JurorPool_RoundNotOver.selector, dealId, uint256(MILESTONE))
        );
    }

    function test_RevertWhen_ThePanelHasNoSuchPosition() external {
        escrow.end(terms, MILESTONE);
        SignedBallot memory first = _ballot(0, 1);
        SignedBallot memory second = _ballot(0, 2);
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_JurorUnknown.selector, SEATED, SEATED));
        pool.reportEquivocation(terms, MILESTONE, panel, SEATED, EVIDENCE, first, second, _list(0));
    }

    function test_RevertWhen_BothScoresAreTheSame() external {
        escrow.end(terms, MILESTONE);
        bytes memory none = abi.encodeWithSelector(IJurorPool.JurorPool_NoEquivocation.selector, 7);
        _refuses(0, _ballot(0, 7), _ballot(0, 7), _list(0), none);
        _refuses(0, _ballot(0, 7), _batched(0, 7), _list(0), none);
        SignedBallot memory otherReasons = _ballot(0, 7);
        otherReasons.reasons = keccak256("other reasons");
        _refuses(0, _ballot(0, 7), otherReasons, _list(0), none);
    }

    function test_RevertWhen_AScoreIsOutOfRange() external {
        escrow.end(terms, MILESTONE);
        bytes memory refusal = abi.encodeWithSelector(
            BallotSet.Quittance_ScoreOutOfRange.selector,
            _positionOf(0),
            10_001
        );
        _refuses(0, _ballot(0, 10_001), _ballot(0, 2), _list(0), refusal);
        _refuses(0, _ballot(0, 2), _batched(0, 10_001), _list(0), refusal);
        _punishes(_ballot(0, 10_000), _ballot(0, 0));
    }

    function test_RevertWhen_ABallotIsNotInItsBatch() external {
        escrow.end(terms, MILESTONE);
        SignedBallot memory other = _batched(0, 3);
        other.score = 2;
        _refusesSecond(other);
        SignedBallot memory moved = _batched(0, 2);
        moved.index = 3;
        _refusesSecond(moved);
    }

    function test_RevertWhen_ASignatureCoversAnotherBatch() external {
        escrow.end(terms, MILESTONE);
        SignedBallot memory cut = _batched(0, 2);
        bytes32[] memory shorter = new bytes32[](1);
        shorter[0] = cut.siblings[0];
        cut.siblings = shorter;
        _refusesSecond(cut);
        SignedBallot memory alone = _batched(0, 2);
        alone.siblings = new bytes32[](0);
        _refusesSecond(alone);
        SignedBallot memory wrapped = _ballot(0, 2);
        wrapped.siblings = new bytes32[](1);
        _refusesSecond(wrapped);
    }

    function test_RevertWhen_ABallotIsAboutSomethingElse() external {
        escrow.end(terms, MILESTONE);
        _refusesSecond(_ballotOn(0, 2, keccak256("other deal"), MILESTONE, ROUND, EVIDENCE));
        _refusesSecond(_ballotOn(0, 2, dealId, MILESTONE + 1, ROUND, EVIDENCE));
        _refusesSecond(_ballotOn(0, 2, dealId, MILESTONE, 1, EVIDENCE));
        _refusesSecond(_ballotOn(0, 2, dealId, MILESTONE, ROUND, keccak256("other evidence")));
        _refusesSecond(_ballot(1, 2));
        SignedBallot memory other = _ballot(0, 2);
        other.reasons = keccak256("not what was signed");
        _refusesSecond(other);
        other = _ballot(0, 2);
        other.score = 3;
        _refusesSecond(other);
        other = _ballot(0, 2);
        other.signature = "";
        _refusesSecond(other);
    }

    function test_RevertWhen_ASignatureHasTheHighS() external {
        escrow.end(terms, MILESTONE);
        bytes32 digest = Digests.ballot(address(escrow), dealId, MILESTONE, ROUND, EVIDENCE, 2, REASONS);
        _refusesSecond(SignedBallot(2, REASONS, 0, new bytes32[](0), Signing.signHigh(_jurorKey(0), digest)));
    }

    function test_RevertWhen_ABallotIsForAnotherContractOrChain() external {
        escrow.end(terms, MILESTONE);
        bytes32 digest = Digests.ballot(address(pool), dealId, MILESTONE, ROUND, EVIDENCE, 2, REASONS);
        _refusesSecond(SignedBallot(2, REASONS, 0, new bytes32[](0), Signing.sign(_jurorKey(0), digest)));
        SignedBallot memory here = _ballot(0, 2);
        VM.chainId(block.chainid + 1);
        _refusesSecond(here);
    }

    function test_RevertWhen_TheSeatIsAnothers() external {
        uint256 later = _takeSeats(_owner(0), 0, 1)[0];
        escrow.end(terms, MILESTONE);
        uint256[2] memory wrong = [uint256(1), later];
        for (uint256 i = 0; i < 2; ++i) {
            _refuses(
                0,
                _ballot(0, 1),
                _ballot(0, 2),
                _list(0, wrong[i]),
                abi.encodeWithSelector(IJurorPool.JurorPool_SeatNotOfJuror.selector, wrong[i], _juror(0))
            );
        }
        VM.assertEq(pool.seatOf(0).stake, STAKE, "nothing was taken");
    }

    function test_RevertWhen_NothingIsLeftOfASeat() external {
        escrow.end(terms, MILESTONE);
        bytes memory nothing = abi.encodeWithSelector(IJurorPool.JurorPool_NothingAtStake.selector, 0);
        _refuses(0, _ballot(0, 1), _ballot(0, 2), _list(0, 0), nothing);
        _report(_ballot(0, 1), _ballot(0, 2), _list(0));
        _refuses(0, _ballot(0, 1), _ballot(0, 2), _list(0), nothing);
        _refuses(0, _ballot(0, 1), _ballot(0, 3), _list(0), nothing);
    }

    // ---- taken ----

    function test_TakesAllForBallotsAloneOrInBatches() external {
        escrow.end(terms, MILESTONE);
        _punishes(_ballot(0, 1), _ballot(0, 2));
        _punishes(_batched(0, 1), _batched(0, 2));
        _punishes(_ballot(0, 1), _batched(0, 2));
        _punishes(_batched(0, 2), _ballot(0, 1));
        SignedBallot memory compact = _ballot(0, 1);
        bytes32 digest = Digests.ballot(address(escrow), dealId, MILESTONE, ROUND, EVIDENCE, 1, REASONS);
        compact.signature = Signing.signCompact(_jurorKey(0), digest);
        _punishes(compact, _ballot(0, 2));
    }

    function test_TakesForTwoBallotsOfOneBatch() external {
        escrow.end(terms, MILESTONE);
        bytes32[4] memory batch = _batchOf(1);
        batch[2] = Digests.ballotStruct(dealId, MILESTONE, ROUND, EVIDENCE, 2, REASONS);
        bytes memory signature = Signing.sign(_jurorKey(0), Digests.ballotBatch(address(escrow), batch));
        SignedBallot memory first = SignedBallot(1, REASONS, 1, Digests.siblingsOf(batch, 1), signature);
        SignedBallot memory second = SignedBallot(2, REASONS, 2, Digests.siblingsOf(batch, 2), signature);
        _punishes(first, second);
    }

    function test_ATenthToTheReporterTheRestIsForfeited() external {
        for (uint256 i = 0; i < 4; ++i) _vote(i);
        escrow.end(terms, MILESTONE);
        SignedBallot memory first = _ballot(0, 1);
        SignedBallot memory second = _ballot(0, 2);
        uint256 position = _positionOf(0);
        VM.expectEmit(address(pool));
        emit IJurorPool.SeatClosed(0, CONTEST + 3 days + UNBONDING);
        VM.expectEmit(address(pool));
        emit IJurorPool.EquivocationPunished(dealId, _juror(0), 0, MILESTONE, EVIDENCE, REPORTER, STAKE);
        VM.expectEmit(address(pool));
        emit IJurorPool.RewardCredited(dealId, REPORTER, MILESTONE, TENTH);
        VM.expectEmit(address(pool));
        emit IJurorPool.StakeForfeited(dealId, MILESTONE, STAKE - TENTH);
        VM.prank(REPORTER);
        pool.reportEquivocation(terms, MILESTONE, panel, position, EVIDENCE, first, second, _list(0));
        VM.assertEq(pool.seatOf(0).stake, 0, "everything");
        VM.assertEq(pool.rewardOf(REPORTER), TENTH, "reporter");
        for (uint256 i = 0; i < SEATED; ++i)
            VM.assertEq(pool.rewardOf(_juror(i)), 0, "no juror, whether it voted or not");
        VM.assertEq(pool.forfeited(), STAKE - TENTH, "the rest");
        _requireConserved();
    }

    function test_TakesForEvidenceThatIsNotTheMilestones() external {
        escrow.end(terms, MILESTONE);
        bytes32 other = keccak256("what the juror was told");
        SignedBallot memory first = _ballotOn(0, 1, dealId, MILESTONE, ROUND, other);
        SignedBallot memory second = _ballotOn(0, 2, dealId, MILESTONE, ROUND, other);
        pool.reportEquivocation(terms, MILESTONE, panel, _positionOf(0), other, first, second, _list(0));
        VM.assertEq(pool.seatOf(0).stake, 0, "everything");
    }

    function test_TakesWhenThePartiesCutTheRoundShort() external {
        escrow.end(terms, MILESTONE);
        escrow.endByParties(terms, MILESTONE, uint40(block.timestamp), 1);
        _punishes(_ballot(0, 1), _ballot(0, 2));
    }

    function test_TakesSeatsOfAllOwnersOfTheKey() external {
        VM.warp(CONTEST - 1);
        uint256 second = _takeSeats(_owner(0), 0, 1)[0];
        uint256 third = _takeSeats(_owner(7), 0, 1)[0];
        VM.warp(CONTEST + 3 days);
        escrow.end(terms, MILESTONE);
        _report(_ballot(0, 1), _ballot(0, 2), _list(0, second));
        _report(_ballot(0, 1), _ballot(0, 2), _list(third));
        VM.assertEq(pool.seatOf(second).stake + pool.seatOf(third).stake, 0, "everything");
        VM.assertEq(pool.rewardOf(REPORTER), 3 * TENTH, "reporter");
        VM.assertEq(pool.forfeited(), 3 * (STAKE - TENTH), "the rest");
        _requireConserved();
    }

    /// @dev A thief leaves in the second of the contest, changes its key and waits.
    function test_TakesUntilReportsEnd() external {
        VM.warp(CONTEST);
        _changeKey(0, 9);
        _leave(0);
        escrow.end(terms, MILESTONE);
        VM.warp(CONTEST + UNBONDING - 1);
        VM.expectRevert();
        pool.withdrawStake(0);
        _punishes(_ballot(0, 1), _ballot(0, 2));
        for (uint40 late = 0; late < 2; ++late) {
            VM.warp(CONTEST + UNBONDING + late);
            _refuses(
                0,
                _ballot(0, 1),
                _ballot(0, 2),
                _list(0),
                abi.encodeWithSelector(
                    IJurorPool.JurorPool_ReportTooLate.selector,
                    dealId,
                    uint256(MILESTONE),
                    CONTEST + UNBONDING,
                    CONTEST + UNBONDING + late
                )
            );
        }
    }

    /// @dev A short notice excuses an absence, and no second score.
    function test_TakesAfterALateDraw() external {
        escrow.drawAt(terms, MILESTONE, CONTEST + 3 days - 1);
        escrow.end(terms, MILESTONE);
        _punishes(_ballot(0, 1), _ballot(0, 2));
    }

    /// @dev Also what was topped up since.
    function test_TakesAllOfAStakeThatWasMadeWhole() external {
        escrow.end(terms, MILESTONE);
        pool.reportAbsence(terms, MILESTONE, panel, _list(_positionOf(0)), _list(0));
        _fund(_owner(0), 1);
        VM.prank(_owner(0));
        pool.topUpSeat(0);
        _report(_ballot(0, 1), _ballot(0, 2), _list(0));
        VM.assertEq(pool.seatOf(0).stake, 0, "everything");
        VM.assertEq(pool.rewardOf(REPORTER), TENTH, "a tenth of a whole stake");
    }

    function test_AJurorThatReportsItselfGetsATenth() external {
        _vote(1);
        escrow.end(terms, MILESTONE);
        SignedBallot memory first = _ballot(0, 1);
        SignedBallot memory second = _ballot(0, 2);
        uint256 position = _positionOf(0);
        VM.prank(_juror(0));
        pool.reportEquivocation(terms, MILESTONE, panel, position, EVIDENCE, first, second, _list(0));
        VM.assertEq(pool.rewardOf(_juror(0)), TENTH, "as anybody would");
        VM.assertEq(pool.forfeited(), STAKE - TENTH, "the rest is no one's");
        _requireConserved();
    }

    /// @dev Goes through, and leaves no trace.
    function _punishes(SignedBallot memory first, SignedBallot memory second) private {
        uint256 snapshot = VM.snapshotState();
        _report(first, second, _list(0));
        VM.assertEq(pool.seatOf(0).stake, 0, "everything");
        VM.revertToState(snapshot);
    }

    function _report(SignedBallot memory first, SignedBallot memory second, uint256[] memory theirs) private {
        uint256 position = _positionOf(0);
        VM.prank(REPORTER);
        pool.reportEquivocation(terms, MILESTONE, panel, position, EVIDENCE, first, second, theirs);
    }

    function _refuses(
        uint256 index,
        SignedBallot memory first,
        SignedBallot memory second,
        uint256[] memory theirs,
        bytes memory reason
    ) private {
        uint256 position = _positionOf(index);
        VM.expectRevert(reason);
        pool.reportEquivocation(terms, MILESTONE, panel, position, EVIDENCE, first, second, theirs);
    }

    /// @dev Whichever of the two it is.
    function _refusesSecond(SignedBallot memory wrong) private {
        bytes memory reason = abi.encodeWithSelector(
            BallotSet.Quittance_InvalidBallotSignature.selector,
            _positionOf(0),
            _juror(0)
        );
        _refuses(0, _ballot(0, 1), wrong, _list(0), reason);
        _refuses(0, wrong, _ballot(0, 1), _list(0), reason);
    }
}
