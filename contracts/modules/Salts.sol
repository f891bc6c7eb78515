// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISalts} from "../interfaces/ISalts.sol";
import {DEPOSITS, Ledger, WITHDRAWALS} from "./Ledger.sol";

/// @dev Reads which salts moved money, for callers that lost an answer.
abstract contract Salts is Ledger, ISalts {
    /// @inheritdoc ISalts
    function saltUseOf(address account, uint64 salt) external view returns (bool deposited, bool withdrawn) {
        return (_isSaltUsed(DEPOSITS, account, salt), _isSaltUsed(WITHDRAWALS, account, salt));
    }
}
