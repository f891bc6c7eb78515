// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {IArbitrator} from "./IArbitrator.sol";

/// @title IArbitrable: what ERC-792 asks of a contract that an arbitrator rules on
interface IArbitrable {
    /// @notice Emitted when the arbitrator rules: 0 when it refuses to arbitrate, else one of the choices, counted from
    /// 1.
    event Ruling(IArbitrator indexed _arbitrator, uint256 indexed _disputeID, uint256 _ruling);

    /// @notice Gives a ruling.
    /// @dev Only the arbitrator of the dispute may call, once.
    function rule(uint256 _disputeID, uint256 _ruling) external;
}
