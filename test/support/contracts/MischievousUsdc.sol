// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @title MischievousUsdc
/// @notice What a token could do that USDC does not: call back the account that it pays, and answer a transfer with
/// anything.
/// @dev Anybody may give and take without approval; only for contracts under test.
contract MischievousUsdc {
    mapping(address account => uint256) public balanceOf;

    bytes private _answer = abi.encode(true);
    address private _target;
    bytes private _data;
    bool private _armed;

    /// @notice Whether the last call back went through.
    bool public calledBack;

    function give(address account, uint256 amount) external {
        balanceOf[account] += amount;
    }

    /// @notice From now on transfers answer with these bytes.
    function answerWith(bytes calldata answer) external {
        _answer = answer;
    }

    /// @notice The next transfer calls `target` with `data`, once, after the money has moved.
    function callBack(address target, bytes calldata data) external {
        (_target, _data, _armed) = (target, data, true);
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
        _reply();
    }

    function transferFrom(address from, address to, uint256 amount) external {
        _move(from, to, amount);
        _reply();
    }

    function _move(address from, address to, uint256 amount) private {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        if (!_armed) return;
        _armed = false;
        (calledBack, ) = _target.call(_data);
    }

    /// @dev Leaves the contract.
    function _reply() private view {
        bytes memory answer = _answer;
        assembly ("memory-safe") {
            return(add(answer, 0x20), mload(answer))
        }
    }
}
