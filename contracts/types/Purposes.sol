// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice What money is committed or given up for: keccak256 of the phrase that the controller reads in an approval.
library Purposes {
    bytes32 internal constant OPEN_DEAL = keccak256("open a deal");
    bytes32 internal constant OPEN_TAB = keccak256("open a tab");
    bytes32 internal constant PAY_ORDER = keccak256("pay an order");
    bytes32 internal constant PAY_BOND = keccak256("pay a bond");
    bytes32 internal constant RELEASE = keccak256("release a milestone");
    bytes32 internal constant REFUND = keccak256("refund a milestone");
    bytes32 internal constant AGREE = keccak256("agree on a split");
    bytes32 internal constant CANCEL = keccak256("cancel a deal");
    bytes32 internal constant AMEND = keccak256("amend a deal");
    bytes32 internal constant CLOSE_TAB = keccak256("close a tab early");
}
