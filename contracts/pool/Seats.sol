// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IJurorPool} from "../interfaces/IJurorPool.sol";
import {SEAT_KEY_TYPEHASH} from "../types/TypeHashes.sol";
import {Signatures} from "../libraries/Signatures.sol";

/// @dev Keeps who has which seat, and who had it when. The only module that takes and returns stakes.
abstract contract Seats is EIP712, IJurorPool {
    using Checkpoints for Checkpoints.Trace208;
    using SafeERC20 for IERC20;

    /// @dev A round lasts 30 days at most. So a juror who leaves has no open duty when the stake returns, and 15 more
    /// days remain to report what the juror did.
    uint40 internal constant UNBONDING = 45 days;

    IERC20 private immutable TOKEN;
    uint96 private immutable SEAT_STAKE;
    uint40 private immutable MATURITY;

    mapping(uint256 seat => Seat) private _seats;
    /// @dev The number of seats by time. It never falls, as vacant seats are taken first.
    Checkpoints.Trace208 private _count;
    uint256[] private _vacant;
    mapping(address key => uint256) private _keyNonces;

    constructor(address token, uint96 stake, uint40 age) {
        // Check: a seat costs something.
        if (stake == 0) revert JurorPool_SeatStakeZero();
        // Check: a seat that is taken in the second of a contest cannot be drawn for it.
        if (age == 0) revert JurorPool_MaturityZero();
        TOKEN = IERC20(token);
        SEAT_STAKE = stake;
        MATURITY = age;
    }

    /// @inheritdoc IJurorPool
    function takeSeats(
        address key,
        uint256 count,
        uint40 validUntil,
        bytes calldata keySignature
    ) external returns (uint256[] memory taken) {
        // Check: at least one seat is taken.
        if (count == 0) revert JurorPool_NoSeats();
        // Check: the key agreed. Then Effects.
        _useAuthorization(key, validUntil, keySignature);
        taken = new uint256[](count);
        uint256 before = seats();
        uint256 known = before;
        uint40 timestamp = uint40(block.timestamp);
        for (uint256 i = 0; i < count; ++i) {
            uint256 seat = _vacant.length == 0 ? known++ : _popVacant();
            _seats[seat] = Seat(msg.sender, timestamp, 0, key, timestamp, key, SEAT_STAKE);
            taken[i] = seat;
            emit SeatTaken(seat, msg.sender, key, SEAT_STAKE);
        }
        if (known != before) _count.push(timestamp, SafeCast.toUint208(known));
        // Interactions
        TOKEN.safeTransferFrom(msg.sender, address(this), count * SEAT_STAKE);
    }

    /// @inheritdoc IJurorPool
    function changeKey(uint256 seat, address key, uint40 validUntil, bytes calldata keySignature) external {
        // Check: the caller owns the seat, and it is not closed.
        Seat storage held = _requireActive(seat);
        uint256 since = held.keySince;
        // Check: the key has had the seat long enough, or is the first.
        if (since != held.joinedAt && block.timestamp < since + UNBONDING) {
            revert JurorPool_KeyKept(seat, since + UNBONDING, block.timestamp);
        }
        // Check: the new key agreed. Then Effects.
        _useAuthorization(key, validUntil, keySignature);
        address previous = held.key;
        held.key = key;
        held.keySince = uint40(block.timestamp);
        held.previousKey = previous;
        emit SeatKeyChanged(seat, key, previous);
    }

    /// @inheritdoc IJurorPool
    function topUpSeat(uint256 seat) external returns (uint96 amount) {
        Seat storage held = _requireOpen(seat);
        uint96 stake = held.stake;
        // Check: a part of the stake is missing.
        if (stake == SEAT_STAKE) revert JurorPool_SeatWhole(seat, stake);
        // Effects
        amount = SEAT_STAKE - stake;
        held.stake = SEAT_STAKE;
        emit SeatToppedUp(seat, msg.sender, amount);
        // Interactions
        TOKEN.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IJurorPool
    function leaveSeat(uint256 seat) external {
        // Check: the caller owns the seat, and it is not closed.
        Seat storage held = _requireActive(seat);
        // Effects
        _close(seat, held);
    }

    /// @inheritdoc IJurorPool
    function withdrawStake(uint256 seat) external {
        Seat storage held = _seats[seat];
        address owner = held.owner;
        // Check: the seat has an owner.
        if (owner == address(0)) revert JurorPool_SeatVacant(seat);
        // Check: the seat is closed.
        if (held.closedAt == 0) revert JurorPool_SeatNotClosed(seat);
        uint256 until = uint256(held.closedAt) + UNBONDING;
        // Check: the stake is no longer unbonding.
        if (block.timestamp < until) revert JurorPool_StakeUnbonding(seat, until, block.timestamp);
        // Effects
        uint96 stake = held.stake;
        held.owner = address(0);
        held.stake = 0;
        _vacant.push(seat);
        emit StakeReturned(seat, owner, stake);
        // Interactions
        if (stake != 0) TOKEN.safeTransfer(owner, stake);
    }

    /// @inheritdoc IJurorPool
    function seatOf(uint256 seat) external view returns (Seat memory) {
        return _seats[seat];
    }

    /// @inheritdoc IJurorPool
    function seatStake() external view returns (uint96) {
        return SEAT_STAKE;
    }

    /// @inheritdoc IJurorPool
    function maturity() external view returns (uint40) {
        return MATURITY;
    }

    /// @inheritdoc IJurorPool
    function keyNonceOf(address key) external view returns (uint256) {
        return _keyNonces[key];
    }

    /// @inheritdoc IJurorPool
    function unbonding() external pure returns (uint40) {
        return UNBONDING;
    }

    /// @inheritdoc IJurorPool
    function usdc() external view returns (address) {
        return address(TOKEN);
    }

    /// @inheritdoc IJurorPool
    function seats() public view returns (uint256) {
        return _count.latest();
    }

    /// @return How many seats had been made `maturity` before the second `since`. Those made later are too young for a
    /// payout that has been provisional since then.
    function _maturedSeats(uint256 since) internal view returns (uint256) {
        if (since < MATURITY) return 0;
        (bool exists, uint48 madeAt, uint208 count) = _count.latestCheckpoint();
        if (!exists) return 0;
        uint256 latest = since - MATURITY;
        return madeAt <= latest ? count : _count.upperLookup(SafeCast.toUint48(latest));
    }

    /// @dev Finds who votes for a seat in a contest made at `openedAt` of a payout that was provisional since `since`,
    /// if the seat can be drawn for it.
    /// @return key Zero when the seat is not eligible.
    /// @return owner Zero when the seat is not eligible.
    function _eligibleAt(
        uint256 seat,
        uint256 since,
        uint256 openedAt
    ) internal view returns (address key, address owner) {
        if (uint256(_seats[seat].joinedAt) + MATURITY > since) return (key, owner);
        return _jurorAt(seat, openedAt);
    }

    /// @dev Finds who votes for a seat in a contest made at `openedAt`. What was done in that second or later does not
    /// matter for `unbonding`: only then can the seat be vacant and taken again, or its key have changed twice.
    /// @return key Zero when the seat was taken later, or was closed before.
    /// @return owner Zero when the seat was taken later, or was closed before.
    function _jurorAt(uint256 seat, uint256 openedAt) internal view returns (address key, address owner) {
        Seat storage held = _seats[seat];
        uint256 closedAt = held.closedAt;
        if (held.joinedAt >= openedAt || (closedAt != 0 && closedAt < openedAt)) return (key, owner);
        owner = held.owner;
        key = held.keySince < openedAt ? held.key : held.previousKey;
    }

    /// @dev Takes `amount` from the stake of a seat. An open seat with less than half of a whole stake closes: a
    /// smaller penalty must not empty the pool.
    function _take(uint256 seat, uint96 amount) internal {
        Seat storage held = _seats[seat];
        uint96 stake = held.stake - amount;
        held.stake = stake;
        if (2 * uint256(stake) < SEAT_STAKE && held.closedAt == 0) _close(seat, held);
    }

    /// @return stake What can be taken from a seat for what `juror` did in a round that was contested at `openedAt`.
    function _requireLiable(uint256 seat, address juror, uint256 openedAt) internal view returns (uint96 stake) {
        (address key, ) = _jurorAt(seat, openedAt);
        // Check: the seat was the juror's at the contest.
        if (key != juror) revert JurorPool_SeatNotOfJuror(seat, juror);
        stake = _seats[seat].stake;
        // Check: something of its stake is left.
        if (stake == 0) revert JurorPool_NothingAtStake(seat);
    }

    function _token() internal view returns (IERC20) {
        return TOKEN;
    }

    function _close(uint256 seat, Seat storage held) private {
        held.closedAt = uint40(block.timestamp);
        emit SeatClosed(seat, uint40(block.timestamp) + UNBONDING);
    }

    function _popVacant() private returns (uint256 seat) {
        seat = _vacant[_vacant.length - 1];
        _vacant.pop();
    }

    function _requireActive(uint256 seat) private view returns (Seat storage held) {
        address owner = _seats[seat].owner;
        // Check: the caller owns the seat.
        if (owner != msg.sender) revert JurorPool_NotSeatOwner(seat, owner, msg.sender);
        // Check: the seat is not closed.
        return _requireOpen(seat);
    }

    function _requireOpen(uint256 seat) private view returns (Seat storage held) {
        held = _seats[seat];
        // Check: the seat has an owner.
        if (held.owner == address(0)) revert JurorPool_SeatVacant(seat);
        // Check: the seat is not closed.
        if (held.closedAt != 0) revert JurorPool_SeatAlreadyClosed(seat, held.closedAt);
    }

    /// @dev Checks that a key called, or signed for this owner and this one use, and uses the signature up.
    function _useAuthorization(address key, uint40 validUntil, bytes calldata signature) private {
        if (key == msg.sender) return;
        bytes32 structHash = keccak256(abi.encode(SEAT_KEY_TYPEHASH, msg.sender, _keyNonces[key], validUntil));
        bytes32 digest = _hashTypedDataV4(structHash);
        // Check: the key is not zero, and signed with its current nonce for this owner.
        if (key == address(0) || Signatures.recover(digest, signature) != key) {
            revert JurorPool_InvalidKeySignature(key, digest);
        }
        // Check: the signature is still valid.
        if (block.timestamp >= validUntil) revert JurorPool_SignatureExpired(validUntil, block.timestamp);
        // Effects
        ++_keyNonces[key];
    }
}
