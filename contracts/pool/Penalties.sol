// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IJurorPool} from "../interfaces/IJurorPool.sol";
import {IQuittance} from "../interfaces/IQuittance.sol";
import {BallotSet} from "../libraries/BallotSet.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {SignedBallots} from "../libraries/SignedBallots.sol";
import {TermsView, PackedTerms} from "../libraries/PackedTerms.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {SignedBallot} from "../types/SignedBallot.sol";
import {Seats} from "./Seats.sol";

/// @dev What drawn jurors lose, and who gets it. Asks the money contract what happened in a round.
abstract contract Penalties is Seats {
    using SafeERC20 for IERC20;

    /// @dev A round that is over, as the money contract tells it.
    struct Round {
        bytes32 dealId;
        uint8 milestone;
        uint256 openedAt;
        uint256 jurors;
        uint256[2] scores;
    }

    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );

    uint8 private constant DRAWN_ROUND = 2;
    uint96 private constant REPORTERS_PART = 10;
    uint256 private constant JUROR_BYTES = 20;
    uint256 private constant LANES = 16;
    uint256 private constant LANE_BITS = 16;
    uint256 private constant NOBODY = type(uint256).max;

    IQuittance private immutable ESCROW;
    uint96 private immutable ABSENCE_PENALTY;

    mapping(address account => uint96) private _rewards;
    /// @dev A bit for each position whose absence was punished.
    mapping(bytes32 dealId => mapping(uint256 milestone => uint256)) private _punished;
    uint256 private _forfeited;

    constructor(address escrow_, uint96 stake, uint96 penalty) {
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
        // Checks
        if (positions.length == 0) revert JurorPool_NoSeats();
        if (positions.length != theirSeats.length) {
            revert JurorPool_ReportMismatch(positions.length, theirSeats.length);
        }
        Round memory round = _requireOver(terms, milestone, panel);
        _requireFullTime(round);
        // Effects
        uint256 voters = _voters(round, NOBODY);
        uint96 reported;
        uint96 shared;
        for (uint256 i = 0; i < positions.length; ++i) {
            uint96 penalty = _requireAbsent(round, panel, positions[i], theirSeats[i]);
            uint96 part = penalty / REPORTERS_PART;
            if (voters == 0) penalty = part;
            _punished[round.dealId][milestone] |= 1 << positions[i];
            _take(theirSeats[i], penalty);
            reported += part;
            shared += penalty - part;
            address juror = _jurorIn(panel, positions[i]);
            emit AbsencePunished(round.dealId, juror, theirSeats[i], milestone, msg.sender, penalty);
        }
        _reward(round, msg.sender, reported);
        _share(round, panel, shared, voters, NOBODY);
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
        // Checks
        if (theirSeats.length == 0) revert JurorPool_NoSeats();
        Round memory round = _requireOver(terms, milestone, panel);
        _requirePosition(round, position);
        address juror = _jurorIn(panel, position);
        if (first.score == second.score) revert JurorPool_NoEquivocation(first.score);
        _requireSigned(round, position, juror, evidence, first);
        _requireSigned(round, position, juror, evidence, second);
        // Effects
        (uint96 reported, uint96 shared) = _takeAll(round, juror, evidence, theirSeats);
        _reward(round, msg.sender, reported);
        _share(round, panel, shared, _voters(round, position), position);
    }

    /// @inheritdoc IJurorPool
    function collectReward(address to) external returns (uint96 amount) {
        // Checks
        if (to == address(0) || to == address(this) || to == address(_token())) revert JurorPool_AddressRefused(to);
        amount = _rewards[msg.sender];
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

    /// @dev Everything that is left of each seat.
    /// @return reported The reporter's tenth.
    /// @return shared The rest.
    function _takeAll(
        Round memory round,
        address juror,
        bytes32 evidence,
        uint256[] calldata theirSeats
    ) private returns (uint96 reported, uint96 shared) {
        for (uint256 i = 0; i < theirSeats.length; ++i) {
            uint256 seat = theirSeats[i];
            uint96 penalty = _requireLiable(seat, juror, round.openedAt);
            uint96 part = penalty / REPORTERS_PART;
            _take(seat, penalty);
            reported += part;
            shared += penalty - part;
            emit EquivocationPunished(round.dealId, juror, seat, round.milestone, evidence, msg.sender, penalty);
        }
    }

    /// @dev In equal parts to the keys that voted, but not the one at `except`.
    function _share(Round memory round, bytes calldata panel, uint96 amount, uint256 voters, uint256 except) private {
        uint96 part = voters == 0 ? 0 : amount / uint96(voters);
        for (uint256 position = 0; position < round.jurors; ++position) {
            if (position != except && _voted(round, position)) _reward(round, _jurorIn(panel, position), part);
        }
        uint96 rest = amount - part * uint96(voters);
        if (rest == 0) return;
        _forfeited += rest;
        emit StakeForfeited(round.dealId, round.milestone, rest);
    }

    function _reward(Round memory round, address account, uint96 amount) private {
        if (amount == 0) return;
        _rewards[account] += amount;
        emit RewardCredited(round.dealId, account, round.milestone, amount);
    }

    /// @dev A deal of anybody's own making may name a pool of its own making, which draws whom it likes: only rounds for
    /// which this pool was asked put its seats at stake. The deal id is the money contract's; only a field is read here.
    function _requireOver(
        bytes calldata terms,
        uint8 milestone,
        bytes calldata panel
    ) private view returns (Round memory round) {
        bytes32 drawn;
        bool over;
        round.milestone = milestone;
        (round.dealId, drawn, round.scores, round.openedAt, over) = ESCROW.roundOf(terms, milestone);
        (TermsView read, ) = PackedTerms.read(terms, 0);
        address pool = read.pool();
        if (pool != address(this)) revert JurorPool_OtherPool(round.dealId, pool);
        if (keccak256(panel) != drawn) revert JurorPool_PanelMismatch(drawn, keccak256(panel));
        if (!over) revert JurorPool_RoundNotOver(round.dealId, milestone);
        round.jurors = panel.length / JUROR_BYTES;
    }

    /// @dev A round that has decided takes ballots to its end, and one that is over on a milestone that is not settled, or
    /// was settled by a round, has reached it. Any other was cut short by the parties.
    function _requireFullTime(Round memory round) private view {
        (, , , uint32 settled, ) = ESCROW.dealOf(round.dealId);
        if ((settled >> round.milestone) & 1 == 0) return;
        MilestoneRecord memory record = ESCROW.milestoneOf(round.dealId, round.milestone);
        if (record.round != DRAWN_ROUND && !record.roundCompleted) {
            revert JurorPool_RoundCutShort(round.dealId, round.milestone);
        }
    }

    /// @return penalty What the absence costs at most.
    function _requireAbsent(
        Round memory round,
        bytes calldata panel,
        uint256 position,
        uint256 seat
    ) private view returns (uint96 penalty) {
        _requirePosition(round, position);
        address juror = _jurorIn(panel, position);
        if (_voted(round, position)) revert JurorPool_JurorVoted(position, juror);
        if ((_punished[round.dealId][round.milestone] >> position) & 1 != 0) {
            revert JurorPool_AlreadyPunished(round.dealId, round.milestone, position);
        }
        uint96 stake = _requireLiable(seat, juror, round.openedAt);
        return stake < ABSENCE_PENALTY ? stake : ABSENCE_PENALTY;
    }

    function _requireSigned(
        Round memory round,
        uint256 position,
        address juror,
        bytes32 evidence,
        SignedBallot calldata ballot
    ) private view {
        bytes32 digest = SignedBallots.digest(
            ballot,
            _escrowDomainSeparator(),
            round.dealId,
            round.milestone,
            DRAWN_ROUND,
            evidence,
            position
        );
        if (Signatures.recover(digest, ballot.signature) != juror) {
            revert BallotSet.Quittance_InvalidBallotSignature(position, juror);
        }
    }

    function _requirePosition(Round memory round, uint256 position) private pure {
        if (position >= round.jurors) revert JurorPool_JurorUnknown(position, round.jurors);
    }

    /// @dev Ballots are signed for the money contract, on the chain that this is now.
    function _escrowDomainSeparator() private view returns (bytes32) {
        return
            keccak256(
                abi.encode(DOMAIN_TYPEHASH, keccak256("Quittance"), keccak256("1"), block.chainid, address(ESCROW))
            );
    }

    function _voters(Round memory round, uint256 except) private pure returns (uint256 voters) {
        for (uint256 position = 0; position < round.jurors; ++position) {
            if (position != except && _voted(round, position)) ++voters;
        }
    }

    function _voted(Round memory round, uint256 position) private pure returns (bool) {
        return uint16(round.scores[position / LANES] >> ((position % LANES) * LANE_BITS)) != 0;
    }

    /// @dev The caller has checked that the panel has that position.
    function _jurorIn(bytes calldata panel, uint256 position) private pure returns (address) {
        return address(bytes20(panel[position * JUROR_BYTES:]));
    }
}
