// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What the items of a batch pay, summed by recipient in memory, so that each is paid once.
struct Netting {
    uint256[] table; // a hash table: where the first payout to a recipient lies in memory, or 0; a power of two places
    uint256 first; // the first payout to the first recipient; 0 when there is none
    uint256 last; // the first payout to the last recipient
}

/// @notice One payout. Payouts to the same recipient are a list. The first of them has their sum.
struct Payout {
    address to;
    uint256 amount; // USDC base units
    bytes32 dealId;
    uint256 next; // where the next payout to the same recipient lies in memory, or 0
    uint256 sum; // of the first one only: all amounts
    uint256 end; // of the first one only: the last payout to this recipient
    uint256 following; // of the first one only: the first payout to the next recipient, or 0
}

using Nettings for Netting global;

library Nettings {
    /// @param payouts At most as many are added.
    function make(uint256 payouts) internal pure returns (Netting memory netting) {
        unchecked {
            uint256 places = 1;
            // At least half of the places stay free.
            while (places < 2 * payouts) places <<= 1;
            netting.table = new uint256[](places);
        }
    }

    /// @param amount Not zero.
    function add(Netting memory self, address to, uint256 amount, bytes32 dealId) internal pure {
        unchecked {
            uint256 mask = self.table.length - 1;
            uint256 place = uint160(to) & mask;
            Payout memory payout = Payout(to, amount, dealId, 0, amount, 0, 0);
            uint256 added = _placeOf(payout);
            payout.end = added;
            for (; ; place = (place + 1) & mask) {
                uint256 first = self.table[place];
                if (first == 0) break;
                Payout memory leader = at(first);
                if (leader.to != to) continue;
                leader.sum += amount; // of deals that hold it
                at(leader.end).next = added;
                leader.end = added;
                return;
            }
            self.table[place] = added;
            if (self.first == 0) self.first = added;
            else at(self.last).following = added;
            self.last = added;
        }
    }

    /// @param place Where a payout lies in memory.
    function at(uint256 place) internal pure returns (Payout memory payout) {
        // The block touches no memory.
        assembly ("memory-safe") {
            payout := place
        }
    }

    function _placeOf(Payout memory payout) private pure returns (uint256 place) {
        // The block touches no memory.
        assembly ("memory-safe") {
            place := payout
        }
    }
}
