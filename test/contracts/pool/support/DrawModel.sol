// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../../contracts/interfaces/IJurorPool.sol";

/// @notice The draw as the documentation describes it, step by step and without regard to cost.
library DrawModel {
    struct Question {
        bytes32 dealId;
        uint256 milestone;
        uint256 since;
        uint256 openedAt;
        bytes32 blockHash;
        uint256 jurors;
        address[] excluded;
    }

    /// @param seats How many seats had been made `maturity` before the payout became provisional.
    /// @return panel Empty when there are too few.
    function draw(
        IJurorPool pool,
        Question memory question,
        uint256 seats
    ) internal view returns (address[] memory panel) {
        bytes32 seed = keccak256(abi.encodePacked(question.blockHash, question.dealId, question.milestone));
        uint256[] memory box = new uint256[](seats);
        for (uint256 i = 0; i < seats; ++i) box[i] = i;
        address[] memory found = new address[](0);
        for (uint256 left = seats; left > 0 && found.length < 2 * question.jurors + 1; --left) {
            uint256 place = uint256(keccak256(abi.encodePacked(seed, left))) % left;
            address juror = jurorOf(pool.seatOf(box[place]), question, pool.maturity());
            box[place] = box[left - 1];
            if (juror != address(0) && !includes(found, juror)) found = append(found, juror);
        }
        uint256 size = found.length % 2 == 1 || found.length == 0 ? found.length : found.length - 1;
        if (size < question.jurors) return new address[](0);
        panel = new address[](size);
        for (uint256 i = 0; i < size; ++i) panel[i] = found[i];
        sort(panel);
    }

    /// @return The key that votes for the seat, or zero when it may not be drawn.
    function jurorOf(
        IJurorPool.Seat memory seat,
        Question memory question,
        uint256 maturity
    ) internal pure returns (address) {
        if (seat.joinedAt + maturity > question.since) return address(0);
        address key = keyOf(seat, question.openedAt);
        if (includes(question.excluded, key) || includes(question.excluded, seat.owner)) return address(0);
        return key;
    }

    /// @return The key of the seat in a contest at `openedAt`, or zero when it was taken later or closed before.
    function keyOf(IJurorPool.Seat memory seat, uint256 openedAt) internal pure returns (address) {
        bool takenBefore = seat.joinedAt < openedAt;
        bool closedBefore = seat.closedAt != 0 && seat.closedAt < openedAt;
        if (!takenBefore || closedBefore) return address(0);
        return seat.keySince < openedAt ? seat.key : seat.previousKey;
    }

    function includes(address[] memory list, address account) internal pure returns (bool) {
        for (uint256 i = 0; i < list.length; ++i) {
            if (list[i] == account) return true;
        }
        return false;
    }

    function append(address[] memory list, address account) internal pure returns (address[] memory longer) {
        longer = new address[](list.length + 1);
        for (uint256 i = 0; i < list.length; ++i) longer[i] = list[i];
        longer[list.length] = account;
    }

    function sort(address[] memory list) internal pure {
        for (uint256 i = 0; i < list.length; ++i) {
            for (uint256 j = i + 1; j < list.length; ++j) {
                if (list[j] < list[i]) (list[i], list[j]) = (list[j], list[i]);
            }
        }
    }
}
