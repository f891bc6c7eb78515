// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IJurorPool} from "../interfaces/IJurorPool.sol";
import {IQuittance} from "../interfaces/IQuittance.sol";
import {BallotBook} from "../libraries/BallotBook.sol";
import {BallotSet} from "../libraries/BallotSet.sol";
import {Domain} from "../libraries/Domain.sol";
import {PackedPanel} from "../libraries/PackedPanel.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {SignedBallots} from "../libraries/SignedBallots.sol";
import {TermsReader} from "../libraries/TermsReader.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {ROUND_2} from "../types/Round.sol";
import {SignedBallot} from "../types/SignedBallot.sol";
import {Seats} from "./Seats.sol";

/// @dev Punishes drawn jurors, and rewards accounts that report them. What an offender loses beyond the reporter's
/// tenth belongs to no one: paid to the panel, an offender would move its stake to a friend that sits there. It asks
/// the money contract what happened in a round.
abstract contract Penalties is Seats {
    using PackedPanel for bytes;
    using SafeERC20 for IERC20;

    /// @dev A round that is over, as the money contract has it.
    struct Round {
        bytes32 dealId;
        uint8 milestone;
        uint256 openedAt;
        uint256 jurors;
        uint256 verdictWindow;
        uint256[2] scores;
    }

    /// @dev What jurors lose by one report.
    struct Losses {
        uint96 lost;
        uint96 reward; // the reporter's part of it
    }

    /// @dev The reporter gets a tenth of what a juror loses.
    uint96 private constant REPORTERS_PART = 10;
    /// @dev No absence is punished when less than this was left of the round at the draw, or less than half the round.
    uint256 private constant LEAST_NOTICE = 1 hours;

    IQuittance private immutable ESCROW;
    uint96 private immutable ABSENCE_PENALTY;

    mapping(address account => uint96) private _rewards;
    /// @dev One bit for each position whose absence was punished.
    mapping(bytes32 dealId => mapping(uint256 milestone => uint256)) private _punished;
    uint256 private _forfeited;

    constructor(address escrow_, uint96 stake, uint96 penalty) {
        // Check: a seat's stake pays the penalty.
        if (penalty > stake) revert JurorPool_PenaltyTooLarge(penalty, stake);
        ESCROW = IQuittance(escrow_);
        ABSENCE_PENALTY = penalty;
    }

    /// @inheritdoc IJurorPool
    function reportAbsence(
        bytes calldata terms,
        uint8 milestone,
        bytes calldata panel,
        uint256[] calldata positions,
        uint256[] calldata theirSeats
    ) external {
        // Check: a position is reported.
        if (positions.length == 0) revert JurorPool_NoSeats();
        // Check: there is a seat for each position.
        if (positions.length != theirSeats.length) {
            revert JurorPool_ReportMismatch(positions.length, theirSeats.length);
        }
        // Check: the round is over, and was this pool's.
        Round memory round = _requireOver(terms, milestone, panel);
        // Check: the jurors had time to vote.
        _requireTimeToVote(round);
        // Effects
        Losses memory losses;
        for (uint256 i = 0; i < positions.length; ++i) {
            // Check: the juror did not vote, and was not punished for it.
            uint96 penalty = _requireAbsent(round, panel, positions[i], theirSeats[i]);
            _punished[round.dealId][milestone] |= 1 << positions[i];
            _charge(losses, theirSeats[i], penalty);
            address juror = panel.jurorAt(positions[i]);
            emit AbsencePunished(round.dealId, juror, theirSeats[i], milestone, msg.sender, penalty);
        }
        _divide(round, losses);
    }

    /// @inheritdoc IJurorPool
    function reportEquivocation(
        bytes calldata terms,
        uint8 milestone,
        bytes calldata panel,
        uint256 position,
        bytes32 evidence,
        SignedBallot calldata first,
        SignedBallot calldata second,
        uint256[] calldata theirSeats
    ) external {
        // Check: a seat is named.
        if (theirSeats.length == 0) revert JurorPool_NoSeats();
        // Check: the round is over, and was this pool's.
        Round memory round = _requireOver(terms, milestone, panel);
        // Check: the panel has that position.
        _requirePosition(round, position);
        address juror = panel.jurorAt(position);
        // Check: the ballots differ in their score.
        if (first.score == second.score) revert JurorPool_NoEquivocation(first.score);
        // Check: the juror signed both.
        _requireSigned(round, position, juror, evidence, first);
        _requireSigned(round, position, juror, evidence, second);
        // Effects
        Losses memory losses;
        for (uint256 i = 0; i < theirSeats.length; ++i) {
            uint256 seat = theirSeats[i];
            // Check: the seat was the juror's at the contest.
            uint96 penalty = _requireLiable(seat, juror, round.openedAt);
            _charge(losses, seat, penalty);
            emit EquivocationPunished(round.dealId, juror, seat, milestone, evidence, msg.sender, penalty);
        }
        _divide(round, losses);
    }

    /// @inheritdoc IJurorPool
    function collectReward(address to) external returns (uint96 amount) {
        // Check: the recipient can hold tokens.
        if (to == address(0) || to == address(this) || to == address(_token())) revert JurorPool_AddressRefused(to);
        amount = _rewards[msg.sender];
        // Check: the caller has a reward.
        if (amount == 0) revert JurorPool_NothingToCollect(msg.sender);
        // Effects
        _rewards[msg.sender] = 0;
        emit RewardCollected(msg.sender, to, amount);
        // Interactions
        _token().safeTransfer(to, amount);
    }

    /// @inheritdoc IJurorPool
    function rewardOf(address account) external view returns (uint96) {
        return _rewards[account];
    }

    /// @inheritdoc IJurorPool
    function forfeited() external view returns (uint256) {
        return _forfeited;
    }

    /// @inheritdoc IJurorPool
    function absencePenalty() external view returns (uint96) {
        return ABSENCE_PENALTY;
    }

    /// @inheritdoc IJurorPool
    function escrow() external view returns (address) {
        return address(ESCROW);
    }

    /// @dev Takes a penalty of a seat's stake.
    function _charge(Losses memory losses, uint256 seat, uint96 penalty) private {
        _take(seat, penalty);
        losses.reward += penalty / REPORTERS_PART;
        losses.lost += penalty;
    }

    /// @dev Credits the reporter with its part of what was taken. The rest is forfeited.
    function _divide(Round memory round, Losses memory losses) private {
        uint96 reward = losses.reward;
        if (reward != 0) {
            _rewards[msg.sender] += reward;
            emit RewardCredited(round.dealId, msg.sender, round.milestone, reward);
        }
        uint96 rest = losses.lost - reward;
        if (rest == 0) return;
        _forfeited += rest;
        emit StakeForfeited(round.dealId, round.milestone, rest);
    }

    /// @dev Checks that a round is over, and that this pool drew its panel. Anyone can make a deal that names another
    /// pool, which may draw any panel; only rounds of this pool put its seats at stake. The money contract computes the
    /// deal id; only fields of the terms are read here.
    function _requireOver(
        bytes calldata terms,
        uint8 milestone,
        bytes calldata panel
    ) private view returns (Round memory round) {
        bytes32 drawn;
        bool over;
        round.milestone = milestone;
        (round.dealId, drawn, round.scores, round.openedAt, over) = ESCROW.roundOf(terms, milestone);
        (TermsView fields, ) = TermsReader.read(terms, 0, 0);
        round.verdictWindow = fields.verdictWindow();
        address pool = fields.pool();
        // Check: the terms name this pool.
        if (pool != address(this)) revert JurorPool_OtherPool(round.dealId, pool);
        // Check: `panel` is the panel that was drawn.
        if (keccak256(panel) != drawn) revert JurorPool_PanelMismatch(drawn, keccak256(panel));
        // Check: the round is over.
        if (!over) revert JurorPool_RoundNotOver(round.dealId, milestone);
        uint256 end = round.openedAt + UNBONDING;
        // Check: a seat still knows who voted for it at the contest.
        if (block.timestamp >= end) {
            revert JurorPool_ReportTooLate(round.dealId, milestone, end, block.timestamp);
        }
        round.jurors = panel.size();
    }

    /// @dev Checks that the jurors had time to vote: the panel was drawn early enough, and the parties did not cut the
    /// round short. A round that decided takes ballots until its end, even when the parties end the milestone before.
    function _requireTimeToVote(Round memory round) private view {
        MilestoneRecord memory record = ESCROW.milestoneOf(round.dealId, round.milestone);
        uint256 window = round.verdictWindow;
        uint256 notice = window - window / 2;
        if (notice < LEAST_NOTICE) notice = LEAST_NOTICE;
        uint256 latest = round.openedAt + window - notice;
        // Check: at the draw, half the round and an hour were left.
        if (record.drawnAt > latest) {
            revert JurorPool_DrawnTooLate(round.dealId, round.milestone, record.drawnAt, latest);
        }
        // Check: the parties did not end the milestone before the round decided and before its time was over.
        if (record.round != ROUND_2 && record.endedAt != 0 && record.endedAt < round.openedAt + window) {
            revert JurorPool_RoundCutShort(round.dealId, round.milestone);
        }
    }

    /// @dev Checks that a juror was absent and was not punished for it.
    /// @return penalty What the absence costs.
    function _requireAbsent(
        Round memory round,
        bytes calldata panel,
        uint256 position,
        uint256 seat
    ) private view returns (uint96 penalty) {
        // Check: the panel has that position.
        _requirePosition(round, position);
        address juror = panel.jurorAt(position);
        // Check: the juror did not vote.
        if (_voted(round, position)) revert JurorPool_JurorVoted(position, juror);
        // Check: its absence was not punished before.
        if ((_punished[round.dealId][round.milestone] >> position) & 1 != 0) {
            revert JurorPool_AlreadyPunished(round.dealId, round.milestone, position);
        }
        // Check: the seat was the juror's at the contest.
        uint96 stake = _requireLiable(seat, juror, round.openedAt);
        return stake < ABSENCE_PENALTY ? stake : ABSENCE_PENALTY;
    }

    /// @dev Checks that the juror signed a ballot for the round.
    function _requireSigned(
        Round memory round,
        uint256 position,
        address juror,
        bytes32 evidence,
        SignedBallot calldata ballot
    ) private view {
        bytes32 digest = SignedBallots.digest(
            ballot,
            Domain.separatorOf(address(ESCROW)),
            round.dealId,
            round.milestone,
            ROUND_2,
            evidence,
            position
        );
        // Check: the juror's key signed.
        if (Signatures.recover(digest, ballot.signature) != juror) {
            revert BallotSet.Quittance_InvalidBallotSignature(position, juror);
        }
    }

    function _requirePosition(Round memory round, uint256 position) private pure {
        // Check: the panel has that position.
        if (position >= round.jurors) revert JurorPool_JurorUnknown(position, round.jurors);
    }

    function _voted(Round memory round, uint256 position) private pure returns (bool) {
        return BallotBook.has(round.scores, position);
    }
}
