// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {BallotBox, SignedBallot} from "../../contracts/support/BallotBox.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {TermsFixture} from "../../contracts/support/TermsFixture.sol";
import {Dice} from "./Dice.sol";
import {OpeningActions} from "./OpeningActions.sol";

/// @notice What a set of ballots is about, what is in it, and what the model says of it.
struct Sitting {
    uint256 deal;
    uint256 milestone;
    /// @dev 1, or 2 for the drawn panel.
    uint8 round;
    address[] panel;
    /// @dev One bit a seat: this juror votes as it pleases.
    uint256 corrupt;
    bytes32 evidence;
    /// @dev One bit a seat: whose ballot is in the set.
    uint256 present;
    /// @dev One of them is a juror's second, different ballot.
    bool equivocal;
    /// @dev Of every seat; those in the set as they voted in it.
    uint256[] scores;
    bool decided;
    uint256 payout;
}

/// @notice The jurors: honest ones near one score, corrupt ones anywhere and sometimes twice; and the median rule, by
/// trying the extreme completions instead of ranking what was submitted.
abstract contract Sittings is OpeningActions {
    function _sit(
        Dice memory dice,
        uint256 deal,
        uint256 milestone,
        bytes32 evidence
    ) internal view returns (Sitting memory sitting) {
        sitting.deal = deal;
        sitting.milestone = milestone;
        sitting.round = 1;
        sitting.panel = _deals[deal].fixture.panel;
        sitting.corrupt = _deals[deal].corrupt;
        sitting.evidence = evidence;
        _vote(dice, sitting);
        (sitting.decided, sitting.payout) = _determine(_deals[deal].fixture, sitting);
    }

    /// @dev Who of the panel votes now, and how: a corrupt juror now and then otherwise than it did first.
    function _vote(Dice memory dice, Sitting memory sitting) internal view {
        uint256 seats = sitting.panel.length;
        sitting.scores = _firstScores(sitting);
        // Ballots of round 2 are remembered, so that they may come one by one.
        bool few = sitting.round == 2 && dice.oneIn(2);
        sitting.present = few ? 1 << dice.roll(seats) : _attendance(dice, seats);
        for (uint256 i = 0; i < seats; ++i) {
            if (((sitting.corrupt & sitting.present) >> i) & 1 == 0 || !dice.oneIn(3)) continue;
            uint256 second = dice.roll(FULL + 1);
            if (second != sitting.scores[i]) sitting.equivocal = true;
            sitting.scores[i] = second;
        }
    }

    /// @return scores What each juror signs first for this evidence in this round; the same whenever asked.
    function _firstScores(Sitting memory sitting) internal view returns (uint256[] memory scores) {
        bytes memory question = abi.encode(sitting.deal, sitting.milestone, sitting.round, sitting.evidence);
        Dice memory dice = Dice(uint256(keccak256(question)));
        uint256 truth = [0, FULL, _deals[sitting.deal].fixture.passingScore, dice.roll(FULL + 1)][dice.roll(4)];
        uint256 noise = dice.oneIn(2) ? 0 : dice.roll(400);
        uint256 low = truth < noise ? 0 : truth - noise;
        uint256 high = truth + noise > FULL ? FULL : truth + noise;
        scores = new uint256[](sitting.panel.length);
        for (uint256 i = 0; i < scores.length; ++i) {
            bool corrupt = (sitting.corrupt >> i) & 1 == 1;
            scores[i] = corrupt ? dice.roll(FULL + 1) : dice.between(low, high);
        }
    }

    /// @dev Mostly a quorum or more, seldom fewer.
    function _attendance(Dice memory dice, uint256 seats) private pure returns (uint256 present) {
        uint256 wanted = dice.oneIn(8) ? dice.roll(seats + 1) : dice.between((seats + 1) / 2, seats);
        uint256 count;
        for (uint256 i = 0; i < seats; ++i) {
            if (dice.roll(seats - i) >= wanted - count) continue;
            present |= 1 << i;
            ++count;
        }
    }

    /// @dev The missing jurors all vote nothing, then all vote everything: the median lies between these two.
    function _determine(
        TermsFixture memory fixture,
        Sitting memory sitting
    ) internal pure returns (bool decided, uint256 payout) {
        uint256 seats = sitting.panel.length;
        uint256[] memory low = new uint256[](seats);
        uint256[] memory high = new uint256[](seats);
        uint256 count;
        for (uint256 i = 0; i < seats; ++i) {
            bool voted = (sitting.present >> i) & 1 == 1;
            if (voted) ++count;
            low[i] = voted ? sitting.scores[i] : 0;
            high[i] = voted ? sitting.scores[i] : FULL;
        }
        payout = _payoutFor(fixture, _median(low));
        decided = count > seats / 2 && payout == _payoutFor(fixture, _median(high));
    }

    /// @dev The score that no more than half lie below and no more than half above, found by counting.
    function _median(uint256[] memory scores) internal pure returns (uint256) {
        uint256 half = scores.length / 2;
        for (uint256 i = 0; i < scores.length; ++i) {
            uint256 below;
            uint256 above;
            for (uint256 j = 0; j < scores.length; ++j) {
                if (scores[j] < scores[i]) ++below;
                if (scores[j] > scores[i]) ++above;
            }
            if (below <= half && above <= half) return scores[i];
        }
        revert("no median");
    }

    function _ballots(Dice memory dice, Sitting memory sitting) internal view returns (SignedBallot[] memory ballots) {
        address[] memory panel = sitting.panel;
        ballots = new SignedBallot[](panel.length);
        uint256 count;
        for (uint256 i = 0; i < panel.length; ++i) {
            if ((sitting.present >> i) & 1 == 0) continue;
            ballots[count++] = _ballot(dice, sitting, uint8(i), panel[i]);
        }
        assembly ("memory-safe") {
            mstore(ballots, count)
        }
    }

    function _ballot(
        Dice memory dice,
        Sitting memory sitting,
        uint8 seat,
        address juror
    ) internal view returns (SignedBallot memory) {
        uint16 score = uint16(sitting.scores[seat]);
        bytes32 reasons = keccak256(abi.encode(seat, score));
        bytes32 digest = Digests.ballot(
            address(quittance),
            _deals[sitting.deal].id,
            uint8(sitting.milestone),
            sitting.round,
            sitting.evidence,
            score,
            reasons
        );
        return SignedBallot(seat, score, reasons, _sign(dice, juror, digest));
    }

    /// @dev Makes the set refusable: another's signature, another question, a seat twice, seats out of order, no such
    /// seat.
    function _forge(
        Dice memory dice,
        Sitting memory sitting,
        SignedBallot[] memory ballots
    ) internal view returns (bytes memory) {
        uint256 fault = dice.roll(6);
        uint256 last = ballots.length - 1;
        address juror = sitting.panel[ballots[last].position];
        if (fault == 0) {
            ballots[last] = _ballot(dice, sitting, ballots[last].position, _stranger);
        } else if (fault == 1) {
            sitting.milestone ^= 1;
            ballots[last] = _ballot(dice, sitting, ballots[last].position, juror);
            sitting.milestone ^= 1;
        } else if (fault == 2) {
            ballots[last].score ^= 1;
        } else if (fault == 3) {
            ballots[last].position = uint8(sitting.panel.length);
        } else if (fault == 4 && last != 0) {
            ballots[last] = ballots[0];
        } else if (last != 0) {
            (ballots[0], ballots[last]) = (ballots[last], ballots[0]);
        } else {
            ballots[last].reasons = ~ballots[last].reasons;
        }
        return BallotBox.pack(ballots);
    }
}
