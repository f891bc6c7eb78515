// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {SignedBallot} from "../types/SignedBallot.sol";

/// @title IPanelSource: all that the money contract asks of a juror pool
interface IPanelSource {
    /// @notice USDC base units that a juror of a drawn panel should at least find in the pot; terms with a contest window
    /// need a bond of at least seatFee × (2n + 1), where n is the size of the panel they name.
    function seatFee() external view returns (uint96);

    /// @notice The panel for a contest: a pure function of these arguments, of who held which seat when the contest was
    /// made, and of one block hash. Nothing done in the pool after the contest changes it.
    /// @dev Reverts when no such panel can be drawn (yet).
    /// @param dealId Of the contested deal; with `milestone`, what makes two draws of one block different.
    /// @param openedAt Unix seconds of the contest: seats taken before and not closed before are eligible.
    /// @param openedInBlock Block number of the contest.
    /// @param jurors Size n of round 1's panel: the largest odd m with n ≤ m ≤ 2n + 1 distinct eligible jurors are drawn.
    /// @param excluded Addresses that neither a juror nor the owner of its seat may be: the parties, round 1's jurors.
    /// @return panel Keys, strictly ascending.
    function draw(
        bytes32 dealId,
        uint256 milestone,
        uint256 openedAt,
        uint256 openedInBlock,
        uint256 jurors,
        address[] calldata excluded
    ) external view returns (address[] memory panel);
}

/// @title JurorPool: who may judge the second round
/// @notice Holds juror stake only, in seats of one size. No owner, no proxy, no pause. EIP-712 domain: name
/// "Quittance JurorPool", version "1", live chain id, this contract. All amounts are USDC base units, all times unix
/// seconds. What the pool holds is the sum of all stakes, all rewards and `forfeited`, and what was sent in uninvited.
interface IJurorPool is IPanelSource {
    /// @notice A seat. `key` signs ballots; a contest made at or before `keySince` finds `previousKey` instead.
    struct Seat {
        address owner; // who staked and gets the stake back; zero when the seat is vacant
        uint40 joinedAt; // unix seconds
        uint40 closedAt; // unix seconds since when it is drawn no more: leaving, or penalised; 0 while active
        address key;
        uint40 keySince; // unix seconds
        address previousKey; // the first key itself until it is changed
        uint96 stake; // USDC base units
    }

    /// @notice `owner` put `stake` on a seat, for which `key` votes.
    event SeatTaken(uint256 indexed seat, address indexed owner, address indexed key, uint96 stake);

    /// @notice For contests made from now on `key` votes for the seat; for those before, `previousKey`.
    event SeatKeyChanged(uint256 indexed seat, address indexed key, address previousKey);

    /// @notice The seat is not drawn for contests made from now on; its stake may be withdrawn from `stakeUntil` on.
    event SeatClosed(uint256 indexed seat, uint40 stakeUntil);

    /// @notice What was left of a closed seat's stake went back to its owner; the seat is vacant.
    event StakeReturned(uint256 indexed seat, address indexed owner, uint96 amount);

    /// @notice `seed`, the hash of `seedBlock`, seeds the draws of all contests made in block `openedInBlock`, for ever.
    event SeedPinned(uint256 indexed openedInBlock, uint256 seedBlock, bytes32 seed);

    /// @notice A drawn juror did not vote; `penalty` was taken from one of its seats.
    event AbsencePunished(
        bytes32 indexed dealId,
        address indexed juror,
        uint256 indexed seat,
        uint8 milestone,
        address reporter,
        uint96 penalty
    );

    /// @notice A drawn juror signed two scores for `evidence`; `penalty`, the whole stake, was taken from one of its seats.
    event EquivocationPunished(
        bytes32 indexed dealId,
        address indexed juror,
        uint256 indexed seat,
        uint8 milestone,
        bytes32 evidence,
        address reporter,
        uint96 penalty
    );

    /// @notice Of penalties in one round: `account`, the reporter or the key of a juror that voted, may collect `amount`.
    event RewardCredited(bytes32 indexed dealId, address indexed account, uint8 milestone, uint96 amount);

    /// @notice All rewards of `account` were paid to `to`.
    event RewardCollected(address indexed account, address indexed to, uint96 amount);

    /// @notice Of penalties in one round: `amount` is nobody's, for ever.
    event StakeForfeited(bytes32 indexed dealId, uint8 milestone, uint96 amount);

    /// @notice Thrown when a pool is deployed with a seat stake of zero.
    error JurorPool_SeatStakeZero();

    /// @notice Thrown when a pool is deployed with an absence penalty above the stake of a seat. Amounts are USDC base
    /// units.
    /// @param maximum The stake of a seat.
    error JurorPool_PenaltyTooLarge(uint256 penalty, uint256 maximum);

    /// @notice Thrown when a call takes no seat, or a report names no position or no seat.
    error JurorPool_NoSeats();

    /// @notice Thrown when `key` is zero, or neither sends the call nor signed `digest`. A key is an ECDSA key;
    /// contract wallets cannot be keys.
    /// @param digest EIP-712 digest of the `SeatKey` of the caller.
    error JurorPool_InvalidKeySignature(address key, bytes32 digest);

    /// @notice Thrown when `caller` does not own the seat.
    /// @param owner Zero for a seat that is vacant or was never taken.
    error JurorPool_NotSeatOwner(uint256 seat, address owner, address caller);

    /// @notice Thrown when the seat is closed.
    /// @param closedAt Unix seconds.
    error JurorPool_SeatAlreadyClosed(uint256 seat, uint256 closedAt);

    /// @notice Thrown when the key of the seat was changed less than the unbonding period ago. It may be changed again
    /// from `until` on.
    /// @param until Unix seconds.
    error JurorPool_KeyKept(uint256 seat, uint256 until, uint256 timestamp);

    /// @notice Thrown when the seat is vacant, or was never taken.
    error JurorPool_SeatVacant(uint256 seat);

    /// @notice Thrown when the seat is open. Its owner has to leave it first.
    error JurorPool_SeatNotClosed(uint256 seat);

    /// @notice Thrown when now < `until`, the time from which the stake may be withdrawn.
    /// @param until Unix seconds.
    error JurorPool_StakeUnbonding(uint256 seat, uint256 until, uint256 timestamp);

    /// @notice Thrown when the chain does not give the hash of `seedBlock`, usually because that block is not mined
    /// yet.
    error JurorPool_SeedUnknown(uint256 seedBlock, uint256 blockNumber);

    /// @notice Thrown when fewer distinct jurors were eligible at the contest than the panel needs.
    /// @param found Odd, or zero.
    error JurorPool_TooFewJurors(uint256 found, uint256 required);

    /// @notice Thrown when the terms of the deal name another pool.
    /// @param pool The pool of the terms.
    error JurorPool_OtherPool(bytes32 dealId, address pool);

    /// @notice Thrown when ballots of the round may still be recorded, or when there is no round.
    error JurorPool_RoundNotOver(bytes32 dealId, uint256 milestone);

    /// @notice Thrown when the parties settled the milestone before its round decided. Jurors may have lost time to
    /// vote by that, so no absence is punished.
    error JurorPool_RoundCutShort(bytes32 dealId, uint256 milestone);

    /// @notice Thrown when `panel` is not the panel that was drawn.
    /// @param drawn Hash of the panel that was drawn; zero when none was.
    /// @param given Hash of the panel that was given.
    error JurorPool_PanelMismatch(bytes32 drawn, bytes32 given);

    /// @notice Thrown when `position` is not below `jurors`, the number of jurors of the panel. Positions are counted
    /// from 0.
    error JurorPool_JurorUnknown(uint256 position, uint256 jurors);

    /// @notice Thrown when a report does not name one seat for each position.
    /// @param positions How many positions it names.
    /// @param seats How many seats it names.
    error JurorPool_ReportMismatch(uint256 positions, uint256 seats);

    /// @notice Thrown when the juror at `position` has a ballot on record.
    error JurorPool_JurorVoted(uint256 position, address juror);

    /// @notice Thrown when this absence was punished before.
    /// @param position Of the juror in the panel, counted from 0.
    error JurorPool_AlreadyPunished(bytes32 dealId, uint256 milestone, uint256 position);

    /// @notice Thrown when the seat was not eligible at the time of the contest with the key of that juror.
    /// @param juror The key that was drawn.
    error JurorPool_SeatNotOfJuror(uint256 seat, address juror);

    /// @notice Thrown when nothing is left of the stake of the seat.
    error JurorPool_NothingAtStake(uint256 seat);

    /// @notice Thrown when both ballots give the same score.
    /// @param score The score of both.
    error JurorPool_NoEquivocation(uint256 score);

    /// @notice Thrown when `account` has no reward.
    error JurorPool_NothingToCollect(address account);

    /// @notice Thrown when money would be paid to zero, to the token or to the pool.
    error JurorPool_AddressRefused(address account);

    /// @notice Takes `count` seats of `seatStake` each, signed for by `key`; the caller has approved the stake.
    /// @dev Vacant seats are taken again before new ones are made. Reverts with `JurorPool_NoSeats`,
    /// `JurorPool_InvalidKeySignature`, or as the token does. Emits `SeatTaken` for each.
    /// @param keySignature The key's ECDSA signature of `SeatKey(address owner)`, 65 or 64 bytes; empty when the key is the
    /// caller.
    /// @return taken The numbers of the seats.
    function takeSeats(
        address key,
        uint256 count,
        bytes calldata keySignature
    ) external returns (uint256[] memory taken);

    /// @notice Changes the key of a seat for contests made from now on; the owner only, and not again until `unbonding` has
    /// passed, so that no open duty is lost.
    /// @dev Reverts with `JurorPool_NotSeatOwner`, `JurorPool_SeatAlreadyClosed`, `JurorPool_KeyKept` or
    /// `JurorPool_InvalidKeySignature`. Emits `SeatKeyChanged`.
    /// @param keySignature As in `takeSeats`.
    function changeKey(uint256 seat, address key, bytes calldata keySignature) external;

    /// @notice Closes a seat: not drawn for contests made from now on, slashable until `unbonding` has passed.
    /// @dev The owner only. Reverts with `JurorPool_NotSeatOwner` or `JurorPool_SeatAlreadyClosed`. Emits `SeatClosed`.
    function leaveSeat(uint256 seat) external;

    /// @notice Returns the stake of a closed seat to its owner, from closedAt + unbonding on; the seat is vacant then.
    /// @dev Anyone may call, also for a seat of which nothing is left. Reverts with `JurorPool_SeatVacant`,
    /// `JurorPool_SeatNotClosed`, `JurorPool_StakeUnbonding`, or as the token does. Emits `StakeReturned`.
    function withdrawStake(uint256 seat) external;

    /// @notice Pins the block hash that seeds the draws of all contests made in block `openedInBlock`.
    /// @dev Anyone may call, from the block after the seed block on; the first pin is final, and later calls only tell it.
    /// Reverts with `JurorPool_SeedUnknown`. Emits `SeedPinned` the first time.
    function pinSeed(uint256 openedInBlock) external returns (bytes32 seed);

    /// @notice Takes a little from the seats of jurors who were drawn and did not vote: a tenth goes to the caller, the rest
    /// in equal parts to the keys that voted. When nobody did, only the caller's tenth is taken.
    /// @dev Anyone may call once the round is over, for each juror once; not when the parties ended the milestone before it had
    /// decided, as nobody could vote then. A seat with less than `seatStake` left closes. Reverts with an error of this interface, of
    /// `PackedTerms` or as `roundOf` of the money contract does. Emits `AbsencePunished` for each juror, `SeatClosed`,
    /// `RewardCredited` and `StakeForfeited`.
    /// @param terms Whole.
    /// @param panel As `PanelDrawn` of the money contract told it.
    /// @param positions Of the absent jurors in the panel.
    /// @param theirSeats For each of them, a seat of theirs that was eligible at the contest.
    function reportAbsence(
        bytes calldata terms,
        uint8 milestone,
        bytes calldata panel,
        uint256[] calldata positions,
        uint256[] calldata theirSeats
    ) external;

    /// @notice Takes everything from seats of a drawn juror who signed two scores for one question: a tenth goes to the
    /// caller, the rest in equal parts to the keys of the other jurors who voted.
    /// @dev Anyone may call once the round is over. Reverts with an error of this interface,
    /// `Quittance_InvalidBallotSignature`, `Quittance_ScoreOutOfRange`, `Quittance_BallotNotInBatch`, an error of
    /// `PackedTerms`, or as `roundOf` of the money contract does. Emits `EquivocationPunished` and `SeatClosed` for each seat,
    /// `RewardCredited` and `StakeForfeited`.
    /// @param terms Whole.
    /// @param panel As `PanelDrawn` of the money contract told it.
    /// @param position Of the juror in the panel.
    /// @param evidence Which both ballots are about, whether or not it is the milestone's.
    /// @param theirSeats Seats of that juror that were eligible at the contest and have stake; the rest may follow in
    /// another call.
    function reportEquivocation(
        bytes calldata terms,
        uint8 milestone,
        bytes calldata panel,
        uint256 position,
        bytes32 evidence,
        SignedBallot calldata first,
        SignedBallot calldata second,
        uint256[] calldata theirSeats
    ) external;

    /// @notice Pays the caller's rewards out to `to`.
    /// @dev Reverts with `JurorPool_AddressRefused`, `JurorPool_NothingToCollect`, or as the token does. Emits
    /// `RewardCollected`.
    function collectReward(address to) external returns (uint96 amount);

    /// @notice The block whose hash seeds draws of contests made in block `openedInBlock`, as of now: `openedInBlock` + 25,
    /// or that plus the first multiple of 8191 whose hash the chain still tells, or the one pinned.
    function seedBlockOf(uint256 openedInBlock) external view returns (uint256);

    /// @notice All about one seat; all zero when it never was.
    function seatOf(uint256 seat) external view returns (Seat memory);

    /// @notice How many seats there are, closed and vacant ones included; they are numbered from 0.
    function seats() external view returns (uint256);

    /// @notice What the account may collect.
    function rewardOf(address account) external view returns (uint96);

    /// @notice What was taken from seats and is nobody's.
    function forfeited() external view returns (uint256);

    /// @notice What one seat costs.
    function seatStake() external view returns (uint96);

    /// @notice What an absence costs, or what is left of the seat's stake.
    function absencePenalty() external view returns (uint96);

    /// @notice Seconds for which the stake of a closed seat is kept, and a changed key; longer than the longest round.
    function unbonding() external view returns (uint40);

    /// @notice The money contract whose rounds this pool's jurors judge.
    function escrow() external view returns (address);

    /// @notice The token of the stakes, the money contract's.
    function usdc() external view returns (address);
}
