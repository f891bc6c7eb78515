// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice How a `ScriptedPool` answers a draw.
enum PoolMood {
    Answers, // with the panel it was given, whatever that is
    Reverts,
    BurnsGas, // all it is given
    SaysNothing, // returns no bytes
    SaysGarbage, // returns the bytes it was given
    SendsBomb, // returns a pile of zeros
    NeedsGas, // answers, but only when it is given as much gas as it was set to burn
    WritesState // tries to change something while it is asked
}

/// @title ScriptedPool
/// @notice A juror pool that answers what it was set to, as slowly, as falsely or as loudly as it was set to. It
/// remembers nothing of who asked: a draw is a view.
contract ScriptedPool {
    error ScriptedPool_Silent();

    uint96 private _seatFee = 1e6;
    PoolMood public mood;
    PoolMood public feeMood;
    bytes private _garbage;
    address[] private _panel;
    uint256 private _gas;
    uint256 private _bomb = 100_000;
    uint256 private _written;
    bool private _checks;
    bytes32 private _expected;

    function setSeatFee(uint96 fee) external {
        _seatFee = fee;
    }

    /// @notice What `draw` answers from now on; nothing about it is checked.
    function setPanel(address[] calldata panel) external {
        _panel = panel;
    }

    function setMood(PoolMood newMood) external {
        mood = newMood;
    }

    /// @notice The same for `seatFee`.
    function setFeeMood(PoolMood newMood) external {
        feeMood = newMood;
    }

    function setGarbage(bytes calldata garbage) external {
        _garbage = garbage;
    }

    /// @notice Gas that `NeedsGas` burns before it answers.
    function setGas(uint256 amount) external {
        _gas = amount;
    }

    /// @notice Bytes that `SendsBomb` returns.
    function setBomb(uint256 size) external {
        _bomb = size;
    }

    /// @notice From now on `draw` reverts unless it is asked with exactly this calldata.
    function expectDraw(bytes calldata asked) external {
        (_checks, _expected) = (true, keccak256(asked));
    }

    function seatFee() external returns (uint96) {
        _behave(feeMood);
        return _seatFee;
    }

    function draw(
        bytes32,
        uint256,
        uint256,
        uint256,
        uint256,
        uint256,
        address[] calldata
    ) external returns (address[] memory panel) {
        if (_checks && keccak256(msg.data) != _expected) revert ScriptedPool_Silent();
        _behave(mood);
        return _panel;
    }

    function _behave(PoolMood behaviour) private {
        if (behaviour == PoolMood.Reverts) revert ScriptedPool_Silent();
        if (behaviour == PoolMood.BurnsGas) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        if (behaviour == PoolMood.SaysNothing) {
            assembly ("memory-safe") {
                return(0, 0)
            }
        }
        if (behaviour == PoolMood.SaysGarbage) {
            bytes memory garbage = _garbage;
            assembly ("memory-safe") {
                return(add(garbage, 0x20), mload(garbage))
            }
        }
        if (behaviour == PoolMood.SendsBomb) {
            uint256 size = _bomb;
            assembly {
                return(0x80, size)
            }
        }
        if (behaviour == PoolMood.NeedsGas) {
            uint256 start = gasleft();
            if (start < _gas) revert ScriptedPool_Silent();
            uint256 end = start - _gas;
            while (gasleft() > end) {}
        }
        if (behaviour == PoolMood.WritesState) ++_written;
    }
}
