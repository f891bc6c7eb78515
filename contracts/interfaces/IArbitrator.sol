// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title IArbitrator: the part of an ERC-792 arbitrator that a bridge calls
/// @notice Another court: it takes a fee in the chain's coin and answers, some day, by calling `rule` on whoever asked.
interface IArbitrator {
    /// @notice Opens a dispute; the fee comes with the call.
    /// @param _choices How many rulings there are, besides 0: refused to arbitrate.
    /// @param _extraData What the court wants to know: which of its chambers, how many judges.
    /// @return disputeID The court's own number of it.
    function createDispute(uint256 _choices, bytes calldata _extraData) external payable returns (uint256 disputeID);

    /// @notice The fee, in wei, that `createDispute` takes now.
    function arbitrationCost(bytes calldata _extraData) external view returns (uint256 cost);
}
