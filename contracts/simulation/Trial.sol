// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What one call would do
/// @notice Makes a call and takes it back, so that the next one starts from the same state.
contract Trial {
    /// @dev Bytes of a reason that are kept: any error of Quittance fits, and no wallet can fill the answer.
    uint256 private constant MOST_REASON = 512;

    /// @notice Anyone may call. It always reverts, with what the call did: whether it went through, gas of the call
    /// itself, and the first 512 bytes that it reverted with, ABI-encoded as `(bool, uint256, bytes)`. It reverts with
    /// nothing when it has too little gas to tell.
    /// @param target The contract that is called.
    /// @param data The call.
    /// @param gasLimit Gas that it gets at most.
    function attempt(address target, bytes calldata data, uint256 gasLimit) external {
        bytes memory input = data;
        bytes memory reason = new bytes(MOST_REASON);
        bool success;
        uint256 size;
        uint256 before = gasleft();
        assembly ("memory-safe") {
            success := call(gasLimit, target, 0, add(input, 32), mload(input), 0, 0)
            if iszero(success) {
                size := returndatasize()
            }
        }
        uint256 gasUsed = before - gasleft();
        if (size > MOST_REASON) size = MOST_REASON;
        assembly ("memory-safe") {
            mstore(reason, size)
            returndatacopy(add(reason, 32), 0, size)
        }
        bytes memory tried = abi.encode(success, gasUsed, reason);
        assembly ("memory-safe") {
            revert(add(tried, 32), mload(tried))
        }
    }
}
