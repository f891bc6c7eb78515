// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IArbitrable} from "../../../contracts/interfaces/IArbitrable.sol";
import {IArbitrator} from "../../../contracts/interfaces/IArbitrator.sol";

/// @title CentralArbitrator
/// @notice An ERC-792 court of one person, the test itself: it rules what the test orders, numbers its disputes as
/// it likes, and calls back whatever it was set to while a dispute is being opened.
contract CentralArbitrator is IArbitrator {
    uint256 public cost = 0.1 ether;
    uint256 public nextId = 7;
    bytes32 public asked;
    bool public calledBack;
    bytes public answer;

    address private _target;
    bytes private _data;

    error CentralArbitrator_FeeTooSmall();

    function setCost(uint256 newCost) external {
        cost = newCost;
    }

    function setNextId(uint256 id) external {
        nextId = id;
    }

    /// @notice The next dispute calls `target` with `data`, once, before it has a number.
    function callBack(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }

    function createDispute(uint256 _choices, bytes calldata _extraData) external payable returns (uint256 disputeID) {
        if (msg.value < cost) revert CentralArbitrator_FeeTooSmall();
        asked = keccak256(abi.encode(_choices, _extraData, msg.value));
        disputeID = nextId++;
        if (_target != address(0)) {
            address target = _target;
            _target = address(0);
            (calledBack, answer) = target.call(_data);
        }
    }

    function give(IArbitrable arbitrable, uint256 id, uint256 ruling) external {
        arbitrable.rule(id, ruling);
    }

    function arbitrationCost(bytes calldata) external view returns (uint256) {
        return cost;
    }
}
