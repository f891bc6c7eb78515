// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice An amount reserved for one payee, which redeems signed cumulative vouchers of it. It is not stored: its
/// EIP-712 digest is the tab id, and calls that open, redeem or close repeat it.
struct Tab {
    address account; // who reserves; what is not redeemed returns to its balance
    address payee; // whose balance vouchers are redeemed to
    uint96 reserve; // USDC base units
    uint40 openBy; // unix seconds; opened while now < openBy
    uint40 end; // unix seconds; the last voucher should be given before it
    uint32 grace; // seconds after the end in which the payee still redeems
    address voucherKey; // signs vouchers as long as the tab is open, even when other keys are revoked
    uint32 category; // for the account's policy; 0 when none is named
    uint64 salt; // distinguishes tabs that are otherwise alike
    bytes32 reference_; // hash of the document that the tab came from, or 0; what is signed calls it `reference`
}

/// @notice What is stored of a tab, as it is read from outside.
struct TabState {
    uint96 redeemed; // USDC base units paid to the payee
    uint40 openedAt; // unix seconds; never 0 again, so that a closed tab stays a tombstone
    bool closed; // the rest was returned
}

/// @notice What is stored of a tab, in one slot.
///
/// | bits      | field    |
/// |-----------|----------|
/// | 0 - 95    | redeemed |
/// | 96 - 135  | openedAt |
/// | 136       | closed   |
type TabSlot is uint256;

using TabSlots for TabSlot global;

/// @notice Reads and rewrites the fields of a `TabSlot`; nothing here touches storage.
library TabSlots {
    uint256 private constant OPENED_AT = 96;
    uint256 private constant CLOSED = 1 << 136;

    function opened(uint256 timestamp) internal pure returns (TabSlot) {
        return TabSlot.wrap(timestamp << OPENED_AT);
    }

    function exists(TabSlot self) internal pure returns (bool) {
        return TabSlot.unwrap(self) != 0;
    }

    function redeemed(TabSlot self) internal pure returns (uint256) {
        return uint96(TabSlot.unwrap(self));
    }

    function openedAt(TabSlot self) internal pure returns (uint40) {
        return uint40(TabSlot.unwrap(self) >> OPENED_AT);
    }

    function isClosed(TabSlot self) internal pure returns (bool) {
        return TabSlot.unwrap(self) & CLOSED != 0;
    }

    function close(TabSlot self) internal pure returns (TabSlot) {
        return TabSlot.wrap(TabSlot.unwrap(self) | CLOSED);
    }

    /// @dev The caller checks first that the sum of `due` and what was redeemed is within the reserve.
    function redeem(TabSlot self, uint256 due) internal pure returns (TabSlot) {
        unchecked {
            return TabSlot.wrap(TabSlot.unwrap(self) + due);
        }
    }
}
