// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {KeyGrant} from "../../../contracts/types/Key.sol";
import {AccountUpdate} from "../../../contracts/types/Opening.sol";

/// @notice Changes of one account: its keys alone, or its policy alone.
library AccountUpdates {
    function keys(address account, KeyGrant[] memory grants) internal pure returns (AccountUpdate[] memory updates) {
        updates = new AccountUpdate[](1);
        updates[0] = AccountUpdate(account, grants, "", "");
    }

    function policy(
        address account,
        bytes memory current,
        bytes memory next
    ) internal pure returns (AccountUpdate[] memory updates) {
        updates = new AccountUpdate[](1);
        updates[0] = AccountUpdate(account, new KeyGrant[](0), current, next);
    }
}
