// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title IArbitrator: the part of an ERC-792 arbitrator that a bridge calls
/// @notice A court outside of Quittance. It takes a fee in the chain's coin, and answers later by calling `rule` on the
/// contract that asked.
interface IArbitrator {
    /// @notice Opens a dispute. The fee comes with the call.
    /// @param _choices The number of rulings, without 0, which refuses to arbitrate.
    /// @param _extraData What the court needs to know, such as its chamber and the number of judges.
    /// @return disputeID The court's number of the dispute.
    function createDispute(uint256 _choices, bytes calldata _extraData) external payable returns (uint256 disputeID);

    /// @notice Returns the fee, in wei, that `createDispute` takes now.
    function arbitrationCost(bytes calldata _extraData) external view returns (uint256 cost);
}
