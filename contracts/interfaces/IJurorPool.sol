// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {SignedBallot} from "../types/SignedBallot.sol";

/// @title IPanelSource: all that the money contract asks of a juror pool
interface IPanelSource {
    /// @notice Returns the USDC base units that each juror of a drawn panel should at least earn from the bond. Terms
    /// with a contest window need a bond of at least seatFee × (2n + 2), and above 0, where n is the size of the panel
    /// that they name: the account that makes the draw gets as much as a juror.
    /// @dev The money contract gives it 100,000 gas when terms are opened or checked, and takes 32 bytes for an answer.
    function seatFee() external view returns (uint96);

    /// @notice Returns the panel for a contest. It follows from these arguments, from who held which seat when the
    /// contest was made, and from one block hash. Nothing done in the pool after the contest changes it, but for the
    /// seed: when it is pinned in time, it is the first one.
    /// @dev Reverts when no such panel can be drawn, or not yet.
    /// @param dealId The contested deal. With `milestone`, it makes two draws of one block different.
    /// @param since Unix seconds since when the contested payout is provisional; not later than `openedAt`. Seats that
    /// were taken long enough before it are eligible: one that is taken for a case comes too late for it.
    /// @param openedAt Unix seconds of the contest. Seats that were closed before it are not eligible.
    /// @param openedInBlock Block number of the contest.
    /// @param jurors The size n of the panel of round 1. The largest odd number of distinct eligible jurors from n to
    /// 2n + 1 is drawn.
    /// @param excluded Addresses that can neither be a juror nor own its seat: those that the terms name.
    /// @return panel The keys of the jurors, strictly ascending.
    function draw(
        bytes32 dealId,
        uint256 milestone,
        uint256 since,
        uint256 openedAt,
        uint256 openedInBlock,
        uint256 jurors,
        address[] calldata excluded
    ) external view returns (address[] memory panel);
}

/// @title JurorPool: who may judge the second round
/// @notice The pool holds only the stakes of jurors, in seats of one size. It has no owner, no proxy and no pause. Its
/// EIP-712 domain has the name "Quittance JurorPool", the version "1", the live chain id and this contract's address.
/// All amounts are USDC base units; all times are Unix seconds. The pool holds the sum of all stakes, all rewards and
/// `forfeited`, and tokens that were sent to it unasked.
interface IJurorPool is IPanelSource {
    /// @notice A seat. `key` signs ballots; for a contest made at or before `keySince`, `previousKey` signs them.
    struct Seat {
        address owner; // who staked and gets the stake back; zero when the seat is vacant
        uint40 joinedAt; // unix seconds
        uint40 closedAt; // unix seconds since when it is drawn no more: leaving, or penalised; 0 while active
        address key;
        uint40 keySince; // unix seconds
        address previousKey; // the first key itself until it is changed
        uint96 stake; // USDC base units
    }

    /// @notice Emitted when `owner` puts `stake` on a seat, for which `key` votes.
    event SeatTaken(uint256 indexed seat, address indexed owner, address indexed key, uint96 stake);

    /// @notice Emitted when the key of a seat changes. `key` votes in contests made from now on, `previousKey` in
    /// earlier ones.
    event SeatKeyChanged(uint256 indexed seat, address indexed key, address previousKey);

    /// @notice Emitted when `payer` makes the stake of a seat whole again.
    event SeatToppedUp(uint256 indexed seat, address indexed payer, uint96 amount);

    /// @notice Emitted when a seat closes. It is not drawn for contests made from now on, and its stake may be
    /// withdrawn from `stakeUntil` on.
    event SeatClosed(uint256 indexed seat, uint40 stakeUntil);

    /// @notice Emitted when what is left of a closed seat's stake returns to its owner. The seat is vacant then.
    event StakeReturned(uint256 indexed seat, address indexed owner, uint96 amount);

    /// @notice Emitted when `seed`, the hash of `seedBlock`, becomes the final seed of all contests made in block
    /// `openedInBlock`.
    event SeedPinned(uint256 indexed openedInBlock, uint256 seedBlock, bytes32 seed);

    /// @notice Emitted when `penalty` is taken from a seat of a drawn juror who did not vote.
    event AbsencePunished(
        bytes32 indexed dealId,
        address indexed juror,
        uint256 indexed seat,
        uint8 milestone,
        address reporter,
        uint96 penalty
    );

    /// @notice Emitted when `penalty`, the whole stake, is taken from a seat of a drawn juror who signed two scores for
    /// `evidence`.
    event EquivocationPunished(
        bytes32 indexed dealId,
        address indexed juror,
        uint256 indexed seat,
        uint8 milestone,
        bytes32 evidence,
        address reporter,
        uint96 penalty
    );

    /// @notice Emitted when a tenth of the penalties of one report is credited to `account`, which made the report.
    event RewardCredited(bytes32 indexed dealId, address indexed account, uint8 milestone, uint96 amount);

    /// @notice Emitted when all rewards of `account` are paid to `to`.
    event RewardCollected(address indexed account, address indexed to, uint96 amount);

    /// @notice Emitted when the rest of the penalties of one report stays in the pool, where no one can collect it.
    event StakeForfeited(bytes32 indexed dealId, uint8 milestone, uint96 amount);

    /// @notice Thrown when a pool is deployed with a seat stake of zero.
    error JurorPool_SeatStakeZero();

    /// @notice Thrown when a pool is deployed with a maturity of zero. A seat could be taken and drawn in one second.
    error JurorPool_MaturityZero();

    /// @notice Thrown when a pool is deployed with an absence penalty above the stake of a seat. Amounts are USDC base
    /// units.
    /// @param maximum The stake of a seat.
    error JurorPool_PenaltyTooLarge(uint256 penalty, uint256 maximum);

    /// @notice Thrown when a call takes no seat, or a report names no position or no seat.
    error JurorPool_NoSeats();

    /// @notice Thrown when `key` is zero, or neither sends the call nor signed `digest`. A key is an ECDSA key;
    /// contract wallets cannot be keys. A signature that was used, or was made with another nonce, covers another
    /// digest.
    /// @param digest EIP-712 digest of the `SeatKey` of the caller, with the key's current nonce.
    error JurorPool_InvalidKeySignature(address key, bytes32 digest);

    /// @notice Thrown when now >= `validUntil`, the time until which the key's signature can be used.
    /// @param validUntil Unix seconds.
    error JurorPool_SignatureExpired(uint256 validUntil, uint256 timestamp);

    /// @notice Thrown when `caller` does not own the seat.
    /// @param owner Zero for a seat that is vacant or was never taken.
    error JurorPool_NotSeatOwner(uint256 seat, address owner, address caller);

    /// @notice Thrown when the seat is closed. A closed seat never opens again.
    /// @param closedAt Unix seconds.
    error JurorPool_SeatAlreadyClosed(uint256 seat, uint256 closedAt);

    /// @notice Thrown when nothing is missing of the stake of the seat.
    /// @param stake USDC base units.
    error JurorPool_SeatWhole(uint256 seat, uint256 stake);

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

    /// @notice Thrown when now >= `end`: `unbonding` has passed since the contest. The pool may no longer know who
    /// voted for a seat then.
    /// @param end Unix seconds.
    error JurorPool_ReportTooLate(bytes32 dealId, uint256 milestone, uint256 end, uint256 timestamp);

    /// @notice Thrown when less than half of the round, or less than an hour of it, was left at the draw. Jurors may
    /// have had no time to vote, so no absence is punished.
    /// @param drawnAt Unix seconds of the draw.
    /// @param latest Unix seconds of the latest draw after which absences are punished.
    error JurorPool_DrawnTooLate(bytes32 dealId, uint256 milestone, uint256 drawnAt, uint256 latest);

    /// @notice Thrown when the parties ended the milestone before its round decided and before its end. Jurors lost
    /// time to vote by that, so no absence is punished.
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

    /// @notice Thrown when that juror did not vote for the seat at the time of the contest: the seat had another key,
    /// was taken later or was closed before.
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

    /// @notice Takes `count` seats of `seatStake` each for `key`. The caller has approved the stake.
    /// @dev Anyone may call. Vacant seats are taken again before new ones are made. A seat can be drawn for payouts
    /// that become provisional `maturity` later. Reverts with `JurorPool_NoSeats`, `JurorPool_SignatureExpired`,
    /// `JurorPool_InvalidKeySignature`, or as the token does. Emits `SeatTaken` for each.
    /// @param validUntil Unix seconds: the signature can be used while now < `validUntil`. It is not read when the key
    /// is the caller.
    /// @param keySignature The key's ECDSA signature of `SeatKey(address owner,uint256 nonce,uint40 validUntil)`, 65 or
    /// 64 bytes, where `owner` is the caller and `nonce` is `keyNonceOf(key)`; each can be used once. It is not read
    /// when the key is the caller.
    /// @return taken The numbers of the seats.
    function takeSeats(
        address key,
        uint256 count,
        uint40 validUntil,
        bytes calldata keySignature
    ) external returns (uint256[] memory taken);

    /// @notice Changes the key of a seat for contests made from now on.
    /// @dev Only the owner may call, and not again until `unbonding` has passed, so that no open duty is lost. Reverts
    /// with `JurorPool_NotSeatOwner`, `JurorPool_SeatAlreadyClosed`, `JurorPool_KeyKept`,
    /// `JurorPool_SignatureExpired` or `JurorPool_InvalidKeySignature`. Emits `SeatKeyChanged`.
    /// @param validUntil As in `takeSeats`.
    /// @param keySignature As in `takeSeats`.
    function changeKey(uint256 seat, address key, uint40 validUntil, bytes calldata keySignature) external;

    /// @notice Makes the stake of an open seat whole again, and changes nothing else of it: not since when it was
    /// taken, and not its key. The caller has approved what is missing, `seatStake` less the seat's stake.
    /// @dev Anyone may call; the stake is the owner's. Reverts with `JurorPool_SeatVacant`,
    /// `JurorPool_SeatAlreadyClosed`, `JurorPool_SeatWhole`, or as the token does. Emits `SeatToppedUp`.
    /// @return amount USDC base units that were missing.
    function topUpSeat(uint256 seat) external returns (uint96 amount);

    /// @notice Closes a seat. It is not drawn for contests made from now on; penalties can still reach its stake until
    /// `unbonding` has passed.
    /// @dev Only the owner may call. Reverts with `JurorPool_NotSeatOwner` or `JurorPool_SeatAlreadyClosed`. Emits
    /// `SeatClosed`.
    function leaveSeat(uint256 seat) external;

    /// @notice Returns the stake of a closed seat to its owner, from closedAt + unbonding on. The seat is vacant then.
    /// @dev Anyone may call, also for a seat of which nothing is left. Reverts with `JurorPool_SeatVacant`,
    /// `JurorPool_SeatNotClosed`, `JurorPool_StakeUnbonding`, or as the token does. Emits `StakeReturned`.
    function withdrawStake(uint256 seat) external;

    /// @notice Pins the block hash that seeds the draws of all contests made in block `openedInBlock`.
    /// @dev Anyone may call, from the block after the seed block on. The first pin is final; later calls only return
    /// it. Reverts with `JurorPool_SeedUnknown`. Emits `SeedPinned` the first time.
    function pinSeed(uint256 openedInBlock) external returns (bytes32 seed);

    /// @notice Takes the absence penalty from seats of jurors who were drawn and did not vote. The caller gets a tenth
    /// of it, and the rest is forfeited.
    /// @dev Anyone may call once the round is over and while now < contest + `unbonding`, once for each juror. No
    /// absence is punished when jurors may not have had the time to vote: when less than half of the round, or less
    /// than an hour, was left at the draw, or when the parties ended the milestone before the round had decided. A seat
    /// with less than half of `seatStake` left closes. Reverts with an error of this interface, of `PackedTerms`, or as
    /// `roundOf` of the money contract does. Emits `AbsencePunished` for each juror, `SeatClosed`, `RewardCredited` and
    /// `StakeForfeited`.
    /// @param terms Whole terms.
    /// @param panel The panel, as `PanelDrawn` of the money contract has it.
    /// @param positions The positions of the absent jurors in the panel.
    /// @param theirSeats For each of them, a seat for which that juror voted at the contest.
    function reportAbsence(
        bytes calldata terms,
        uint8 milestone,
        bytes calldata panel,
        uint256[] calldata positions,
        uint256[] calldata theirSeats
    ) external;

    /// @notice Takes the whole stake from seats of a drawn juror who signed two scores for one question. The caller
    /// gets a tenth of it, and the rest is forfeited.
    /// @dev Anyone may call once the round is over and while now < contest + `unbonding`. Reverts with an error of this
    /// interface, `Quittance_InvalidBallotSignature`, `Quittance_ScoreOutOfRange`, an error of `PackedTerms`, or as
    /// `roundOf` of the money contract does. Emits `EquivocationPunished` and `SeatClosed` for each seat,
    /// `RewardCredited` and `StakeForfeited`.
    /// @param terms Whole terms.
    /// @param panel The panel, as `PanelDrawn` of the money contract has it.
    /// @param position The juror's position in the panel.
    /// @param evidence The evidence that both ballots are about, whether or not it is the milestone's.
    /// @param theirSeats Seats for which that juror voted at the contest and that have stake. Another call can name
    /// the others.
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

    /// @notice Pays the caller's rewards to `to`.
    /// @dev Reverts with `JurorPool_AddressRefused`, `JurorPool_NothingToCollect`, or as the token does. Emits
    /// `RewardCollected`.
    function collectReward(address to) external returns (uint96 amount);

    /// @notice Returns the block whose hash seeds the draws of contests made in block `openedInBlock`, as of now: the
    /// one that was pinned; or else `openedInBlock` + 25, or that plus the first multiple of 8191 whose hash the chain
    /// still gives.
    function seedBlockOf(uint256 openedInBlock) external view returns (uint256);

    /// @notice Returns a seat; all zero when there is none of that number.
    function seatOf(uint256 seat) external view returns (Seat memory);

    /// @notice Returns the number of seats, with closed and vacant ones. Seats are numbered from 0.
    function seats() external view returns (uint256);

    /// @notice Returns the USDC base units that `account` can collect.
    function rewardOf(address account) external view returns (uint96);

    /// @notice Returns the USDC base units that were taken from seats and that no one can collect.
    function forfeited() external view returns (uint256);

    /// @notice Returns the stake of one seat.
    function seatStake() external view returns (uint96);

    /// @notice Returns the penalty for an absence. A seat with less stake left loses what it has.
    function absencePenalty() external view returns (uint96);

    /// @notice Returns the seconds for which a seat must have been taken when a payout becomes provisional, to be drawn
    /// for a contest of that payout.
    function maturity() external view returns (uint40);

    /// @notice Returns the nonce of the next `SeatKey` that `key` can sign: how many of them were used.
    function keyNonceOf(address key) external view returns (uint256);

    /// @notice Returns the seconds for which the stake of a closed seat, and a changed key, are kept. It is longer than
    /// the longest round.
    function unbonding() external view returns (uint40);

    /// @notice Returns the money contract whose rounds this pool's jurors judge.
    function escrow() external view returns (address);

    /// @notice Returns the token of the stakes, which is the money contract's.
    function usdc() external view returns (address);
}
