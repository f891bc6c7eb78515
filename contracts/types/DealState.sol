// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice Everything that is stored of a deal on its common path, packed into the one slot under its deal id.
/// The terms themselves are not stored: callers repeat them and their hash is the id.
///
/// | bits      | field       | meaning                                                                  |
/// |-----------|-------------|--------------------------------------------------------------------------|
/// | 0 - 95    | unsettled   | USDC base units still held: milestone amounts and verification fees       |
/// | 96 - 127  | settled     | bitmap, one bit a milestone: its amount has left the deal                 |
/// | 128 - 159 | recorded    | bitmap, one bit a milestone: it has a `MilestoneRecord` of its own        |
/// | 160 - 199 | openedAt    | unix seconds; never zero, so that a final deal stays a tombstone          |
/// | 200 - 207 | milestones  | how many the deal has, 1 to 32                                            |
/// | 208 - 247 | settledAt   | unix seconds of the last settlement that can be rated; 0 when there was none |
/// | 248 - 249 | rated       | the buyer has rated the seller; the seller has rated the buyer            |
/// | 250       | amended     | another deal replaced it, and has what was left                           |
/// | 251 - 255 | reserved    | zero                                                                      |
type DealState is uint256;

using DealStates for DealState global;

/// @notice Reads and rewrites the fields of a `DealState`; nothing here touches storage.
library DealStates {
    /// @notice Thrown when a settlement would take more than the deal holds. No known path leads there; the check keeps
    /// a mistake from spending the money of another deal. Amounts are USDC base units.
    /// @param unsettled What the deal holds.
    /// @param amount What the settlement would take.
    error Quittance_DealOverspent(uint256 unsettled, uint256 amount);

    uint256 private constant SETTLED = 96;
    uint256 private constant RECORDED = 128;
    // The bits of one milestone in both bitmaps, counted from its bit in the first one.
    uint256 private constant SETTLED_OR_RECORDED = (1 << 32) | 1;
    uint256 private constant OPENED_AT = 160;
    uint256 private constant MILESTONES = 200;
    uint256 private constant SETTLED_AT = 208;
    uint256 private constant BUYER_RATED = 1 << 248;
    uint256 private constant SELLER_RATED = 1 << 249;
    uint256 private constant AMENDED = 1 << 250;

    function opened(uint256 funded, uint256 milestones, uint256 timestamp) internal pure returns (DealState) {
        return DealState.wrap(funded | (timestamp << OPENED_AT) | (milestones << MILESTONES));
    }

    function exists(DealState self) internal pure returns (bool) {
        return DealState.unwrap(self) != 0;
    }

    function unsettled(DealState self) internal pure returns (uint96) {
        return uint96(DealState.unwrap(self));
    }

    function settledBitmap(DealState self) internal pure returns (uint32) {
        return uint32(DealState.unwrap(self) >> SETTLED);
    }

    function recordedBitmap(DealState self) internal pure returns (uint32) {
        return uint32(DealState.unwrap(self) >> RECORDED);
    }

    function openedAt(DealState self) internal pure returns (uint40) {
        return uint40(DealState.unwrap(self) >> OPENED_AT);
    }

    function milestoneCount(DealState self) internal pure returns (uint8) {
        return uint8(DealState.unwrap(self) >> MILESTONES);
    }

    function isSettled(DealState self, uint256 milestone) internal pure returns (bool) {
        unchecked {
            return (DealState.unwrap(self) >> (SETTLED + milestone)) & 1 == 1;
        }
    }

    function isRecorded(DealState self, uint256 milestone) internal pure returns (bool) {
        unchecked {
            return (DealState.unwrap(self) >> (RECORDED + milestone)) & 1 == 1;
        }
    }

    /// @return Whether the deal exists, and `milestone` is one of its own and has not settled. A deal that does not
    /// exist has no milestones.
    function isLive(DealState self, uint256 milestone) internal pure returns (bool) {
        unchecked {
            uint256 settled = (DealState.unwrap(self) >> (SETTLED + milestone)) & 1;
            return milestone < self.milestoneCount() * (1 - settled);
        }
    }

    /// @return untouched Whether a milestone is live, and was neither delivered on-chain nor judged.
    function isUntouched(DealState self, uint256 milestone) internal pure returns (bool untouched) {
        uint256 count = self.milestoneCount();
        unchecked {
            uint256 bits = (DealState.unwrap(self) >> (SETTLED + milestone)) & SETTLED_OR_RECORDED;
            // The block touches no memory. It saves a jump.
            assembly ("memory-safe") {
                untouched := lt(milestone, mul(count, iszero(bits)))
            }
        }
    }

    function record(DealState self, uint256 milestone) internal pure returns (DealState) {
        unchecked {
            return DealState.wrap(DealState.unwrap(self) | (1 << (RECORDED + milestone)));
        }
    }

    function settle(DealState self, uint256 milestone) internal pure returns (DealState) {
        unchecked {
            return DealState.wrap(DealState.unwrap(self) | (1 << (SETTLED + milestone)));
        }
    }

    function settleAll(DealState self) internal pure returns (DealState) {
        return DealState.wrap(DealState.unwrap(self) | (((1 << self.milestoneCount()) - 1) << SETTLED));
    }

    /// @dev Ends a deal that another one replaces. What was left is no longer its own, and counts as no settlement:
    /// when it last settled something stays as it is.
    function moveOn(DealState self) internal pure returns (DealState) {
        uint256 others = DealState.unwrap(self.settleAll()) & ~uint256(type(uint96).max);
        return DealState.wrap(others | AMENDED);
    }

    /// @return Whether another deal replaced it.
    function isAmended(DealState self) internal pure returns (bool) {
        return DealState.unwrap(self) & AMENDED != 0;
    }

    /// @dev Stores that a settlement that can be rated happened now.
    function stamp(DealState self) internal view returns (DealState) {
        uint256 others = DealState.unwrap(self) & ~(uint256(type(uint40).max) << SETTLED_AT);
        return DealState.wrap(others | (block.timestamp << SETTLED_AT));
    }

    function settledAt(DealState self) internal pure returns (uint40) {
        return uint40(DealState.unwrap(self) >> SETTLED_AT);
    }

    function hasRated(DealState self, bool buyer) internal pure returns (bool) {
        return DealState.unwrap(self) & (buyer ? BUYER_RATED : SELLER_RATED) != 0;
    }

    function rate(DealState self, bool buyer) internal pure returns (DealState) {
        return DealState.wrap(DealState.unwrap(self) | (buyer ? BUYER_RATED : SELLER_RATED));
    }

    /// @dev No known path asks for more than the deal still holds. If one did, this check would keep it from the money
    /// of another deal.
    /// @param amount Of a milestone; at most 96 bits, as `fee`.
    function spend(DealState self, uint256 amount, uint256 fee) internal pure returns (DealState) {
        unchecked {
            amount += fee;
            // Check: the deal holds that much.
            if (amount > self.unsettled()) _refuseSpending(self, amount);
            return DealState.wrap(DealState.unwrap(self) - amount);
        }
    }

    function _refuseSpending(DealState self, uint256 amount) private pure {
        revert Quittance_DealOverspent(self.unsettled(), amount);
    }
}
